import type { Instant } from '../domain/time.ts';
import type { Outbox } from '../ports/batches.ts';
import { DUE, isDispatch } from './keys.ts';
import type { Table } from './table.ts';

/**
 * Returns the attributes that put a row into the sparse `outbox` index, or for null take it out.
 */
export function dueFrom(dueAt: Instant | null) {
  return { outbox: dueAt === null ? null : DUE, dueAt };
}

/** Returns the same for a new row. There, for null, the attributes are left out. */
export function dueFromStart(dueAt: Instant | null) {
  return dueAt === null ? {} : { outbox: DUE, dueAt };
}

export function outboxStore(table: Table): Outbox {
  return {
    async dueItems(now, limit) {
      const rows = table.query({
        partition: DUE,
        index: 'outbox',
        sort: { upTo: now },
        pageSize: limit,
      });
      const found = [];
      for await (const { key } of rows) if (found.push(key) >= limit) break;
      return {
        batches: found.filter((key) => !isDispatch(key)),
        announcements: found.filter(isDispatch),
      };
    },
  };
}
