import * as z from 'zod/mini';
import { Delivery, due } from '../domain/delivery.ts';
import { BEGINNING } from '../domain/digest.ts';
import type { DeliveryStore } from '../ports.ts';
import { DUE, keys, partitions } from './keys.ts';
import { dueAttributes } from './outbox.ts';
import { submissionOf } from './submissions.ts';
import { parseRow, type Row, type Table } from './table.ts';

const DigestDelivery = z.strictObject({ unit: z.string(), number: z.int(), delivery: Delivery });

export function deliveryStore(table: Table): DeliveryStore {
  return {
    async findMailing(key) {
      const row = await table.get(key);
      if (row === null) return null;
      if (row.attributes['reference'] !== undefined) {
        const submission = submissionOf(row);
        return { kind: 'receipt', submission, delivery: submission.receipt };
      }
      return { kind: 'digest', ...digestDeliveryOf(row) };
    },

    async addDigestDeliveries({ unit, number, recipients }, now) {
      for (const recipient of recipients) {
        await table.add(keys.delivery(unit, number, recipient), {
          unit,
          number,
          ...dueAttributes(due('digest', recipient, now)),
        });
      }
    },

    async digestDeliveries(unit, number) {
      const rows = await Array.fromAsync(
        table.query({ partition: partitions.deliveries(unit, number) }),
      );
      return rows.map((row) => ({ key: row.key, delivery: digestDeliveryOf(row).delivery }));
    },

    async moveDelivery(key, before, after) {
      const outcome = await table.update(key, dueAttributes(after), {
        'delivery.state': before.state,
        ...('dueAt' in before ? { dueAt: before.dueAt } : {}),
      });
      return outcome === 'updated' ? 'moved' : 'stale';
    },

    async dueDeliveries(now, limit) {
      const rows = table.query({
        partition: DUE,
        index: 'outbox',
        sort: { first: BEGINNING, last: now },
        pageSize: limit,
      });
      const found = [];
      for await (const { key } of rows) if (found.push(key) >= limit) break;
      return found;
    },
  };
}

function digestDeliveryOf({ key, attributes: { outbox: _, dueAt: __, ...attributes } }: Row) {
  return parseRow(DigestDelivery, { key, attributes });
}
