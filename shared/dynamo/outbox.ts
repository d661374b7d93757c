import type { Instant } from '../domain/time.ts';
import type { Outbox } from '../ports/batches.ts';
import { isDispatch, type Key, outboxOf, OUTBOXES } from './keys.ts';
import type { Row } from './row.ts';
import type { Table } from './table.ts';

/**
 * Returns the attributes that put a row into the sparse `outbox` index. If `dueAt` is null, they
 * take the row out.
 */
export function dueFrom(key: Key, dueAt: Instant | null) {
  return { outbox: dueAt === null ? null : outboxOf(key), dueAt };
}

/** Returns the same for a new row. If `dueAt` is null, there are no such attributes. */
export function dueFromStart(key: Key, dueAt: Instant | null) {
  return dueAt === null ? {} : { outbox: outboxOf(key), dueAt };
}

export function outboxStore(table: Table): Outbox {
  return {
    async dueItems(now, limit) {
      const rows = await Promise.all(OUTBOXES.map((outbox) => oldestOf(table, outbox, now, limit)));
      const found = rows
        .flat()
        .toSorted((a, b) => ((a.dueAt ?? '') < (b.dueAt ?? '') ? -1 : 1))
        .slice(0, limit)
        .map(({ key }) => key);
      return {
        batches: found.filter((key) => !isDispatch(key)),
        announcements: found.filter(isDispatch),
      };
    },
  };
}

async function oldestOf(table: Table, outbox: string, now: Instant, limit: number): Promise<Row[]> {
  const found: Row[] = [];
  const sort = { upTo: now };
  const rows = table.query({ partition: outbox, index: 'outbox', sort, pageSize: limit });
  for await (const row of rows) if (found.push(row) >= limit) break;
  return found;
}
