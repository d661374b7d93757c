import * as z from 'zod/mini';
import { Delivery, due } from '../domain/delivery.ts';
import type { AddressKey, DeliveryStore } from '../ports.ts';
import { keys, partitions } from './keys.ts';
import { dueAttributes } from './outbox.ts';
import { submissionOf } from './submissions.ts';
import { subscriptionOf } from './subscriptions.ts';
import { parseRow, type Row, type Table } from './table.ts';

const Kind = z.object({ delivery: z.object({ kind: z.string() }) });
const Single = z.object({ delivery: Delivery });
const Several = z.object({ deliveries: z.record(z.string(), Delivery) });
const DigestDelivery = z.strictObject({ unit: z.string(), number: z.int(), delivery: Delivery });

/** The path of an address's delivery in the item of its batch. */
export function inBatch(address: AddressKey): string {
  return `deliveries.${address}`;
}

/** The condition that a delivery still is what it was, at its path in its item. */
export function asItStands(path: string, delivery: Delivery): Record<string, string> {
  const { state } = delivery;
  return {
    [`${path}.state`]: state,
    ...('dueAt' in delivery && { [`${path}.dueAt`]: delivery.dueAt }),
  };
}

export function deliveryStore(table: Table): DeliveryStore {
  return {
    async findMailing(key) {
      const row = await table.get(key);
      if (row === null) return null;
      const { kind } = parseRow(Kind, row).delivery;
      switch (kind) {
        case 'receipt': {
          const submission = submissionOf(row);
          return { kind, submission, delivery: submission.receipt };
        }
        case 'digest':
          return { kind, ...digestDeliveryOf(row) };
        case 'confirmation': {
          const subscription = subscriptionOf(row);
          return { kind, subscription, delivery: subscription.confirmation };
        }
        default:
          throw new Error(`A delivery of no known kind at ${key.partition} / ${key.sort}`);
      }
    },

    async findDelivery(key) {
      const row = await table.get(key);
      if (row === null) return null;
      if (key.of === undefined) return parseRow(Single, row).delivery;
      return parseRow(Several, row).deliveries[key.of] ?? null;
    },

    async addDigestDeliveries({ unit, number, recipients }, now) {
      for (const recipient of recipients) {
        await table.add(keys.delivery(unit, number, recipient), {
          unit,
          number,
          ...dueAttributes(due('digest', now)),
        });
      }
    },

    digestDeliveryKey: keys.delivery,

    async digestDeliveries(unit, number) {
      const rows = await Array.fromAsync(
        table.query({ partition: partitions.deliveries(unit, number) }),
      );
      return rows.map((row) => {
        const { mailbox, delivery } = digestDeliveryOf(row);
        return { key: row.key, mailbox, delivery };
      });
    },

    async moveDelivery(key, before, after) {
      const path = key.of === undefined ? 'delivery' : inBatch(key.of);
      const changes = key.of === undefined ? dueAttributes(after) : { [path]: after };
      const outcome = await table.update(key, changes, asItStands(path, before));
      return outcome === 'updated' ? 'moved' : 'stale';
    },
  };
}

function digestDeliveryOf({ key, attributes: { outbox: _, dueAt: __, ...attributes } }: Row) {
  return { ...parseRow(DigestDelivery, { key, attributes }), mailbox: key.sort };
}
