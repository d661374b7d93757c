import * as z from 'zod/mini';
import { Delivery, earliestDue } from '../domain/delivery.ts';
import type { Batch } from '../ports/batches.ts';
import { type Key, waitsInOutbox } from './keys.ts';
import { unchangedSince } from './marks.ts';
import { dueFrom, dueFromStart } from './outbox.ts';
import { changesBetween, parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

const Held = z.lazy(() => z.object({ deliveries: z.record(z.string(), Delivery) }));

/** Reads the mails of a row. Throws if they cannot be read. */
export function batchOf(row: Row): Batch {
  const { deliveries } = parseRow(Held, row);
  const inOrder = Object.entries(deliveries).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { key: row.key, mark: row.mark, deliveries: new Map(inOrder) };
}

/**
 * Returns mails as attributes of a new row. The outbox shows the row once the first mail is due.
 */
export function mailsOf(key: Key, deliveries: Readonly<Record<string, Delivery>>) {
  return { deliveries, ...dueFromStart(key, earliestDue(Object.values(deliveries))) };
}

/**
 * Writes these deliveries and `changes` into the row of the batch, if the row is as it was read.
 * All of its deliveries together decide where the row stands in the outbox. Null: stale.
 */
export async function writeBatch(
  table: Table,
  batch: Batch,
  moves: ReadonlyMap<string, Delivery>,
  changes: Readonly<Record<string, unknown>>,
): Promise<Batch | null> {
  const deliveries = new Map([...batch.deliveries, ...moves]);
  const mark = table.newMark();
  const moved = changesBetween(
    { deliveries: Object.fromEntries(batch.deliveries) },
    { deliveries: Object.fromEntries(deliveries) },
  );
  const due = waitsInOutbox(batch.key) ? dueFrom(batch.key, earliestDue(deliveries.values())) : {};
  const outcome = await table.update(
    batch.key,
    { ...moved, ...due, ...changes },
    unchangedSince(batch),
    mark,
  );
  return outcome === 'updated' ? { ...batch, mark, deliveries } : null;
}
