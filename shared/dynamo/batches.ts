import type { Batch, BatchStore } from '../ports/batches.ts';
import { batchOf, writeBatch } from './batch-rows.ts';
import { digestBatchOf } from './digests.ts';
import { outboxOf } from './keys.ts';
import { descentOf } from './lineage.ts';
import { receiptBatchOf } from './receipts.ts';
import { actOf } from './standings.ts';
import { subscriptionOf } from './subscriptions.ts';
import type { Table } from './table.ts';

export function batchStore(table: Table): BatchStore {
  const findBatch = async (key: Batch['key']) => {
    const row = await table.get(key);
    return row === null ? null : batchOf(row);
  };

  return {
    findBatch,

    async findMailing(key) {
      const row = await table.get(key);
      if (row === null) return null;
      const batch = batchOf(row);
      // Its mails were removed after the nudge.
      if (batch.deliveries.size === 0) return null;
      const [kind] = [...batch.deliveries.values()].map((delivery) => delivery.kind);
      switch (kind) {
        case 'receipt':
          return receiptBatchOf(table, row);
        case 'digest':
          return digestBatchOf(row);
        case 'confirmation':
          return { kind, ...batch, address: key.sort, subscription: subscriptionOf(row) };
        case 'moderation':
          return { kind, ...batch, act: actOf(row) };
        case 'lineage':
          return { kind, ...batch, descent: descentOf(row) };
        default:
          throw new Error(`Nothing to mail about at ${nameOf(key)}`);
      }
    },

    async moveBatch(batch, moves) {
      return writeBatch(table, batch, moves, {});
    },

    async putOff(key, until) {
      await table.update(key, { dueAt: until }, { outbox: outboxOf(key) });
    },
  };
}

function nameOf({ partition, sort }: Batch['key']): string {
  return `${partition} / ${sort}`;
}
