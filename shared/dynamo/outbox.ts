import type { Instant } from '../domain/time.ts';
import type { Outbox } from '../ports/batches.ts';
import { DUE, isDispatch } from './keys.ts';
import type { Table } from './table.ts';

/** The attributes that put a row into the sparse `outbox` index, or take it out for null. */
export function dueFrom(dueAt: Instant | null) {
  return { outbox: dueAt === null ? null : DUE, dueAt };
}

/** The same for a row that is added, where an attribute is there or not. */
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
