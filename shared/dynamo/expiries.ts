import * as z from 'zod/mini';
import { BEGINNING } from '../domain/digest.ts';
import { Expiry, type Step } from '../domain/expiry.ts';
import { ContactRemoval } from '../domain/submission.ts';
import { DAY_MS, Instant, plus } from '../domain/time.ts';
import type { ExpiryStore, StoredExpiry } from '../ports/expiries.ts';
import { ADDRESS_SHARDS, type Key, keys, partitions, waitsInOutbox } from './keys.ts';
import { unchangedSince } from './marks.ts';
import { dueFrom } from './outbox.ts';
import { changesBetween, parseRow, type Row } from './row.ts';
import { opinionsOf, receiptsOf, streamReceivedWithin } from './submissions.ts';
import type { Table } from './table.ts';

/**
 * Rows that are read, and then written at the same time: few enough for one partition, even if their
 * texts are long.
 */
const ROWS_AT_ONCE = 20;
/** Rows that are deleted in one step. They hold a few numbers each. */
const COUNTS_AT_ONCE = 500;

const Signed = z.object({
  contact: z.optional(z.unknown()),
  contactRemoved: z.optional(ContactRemoval),
});

/** How many mails of a row were forgotten, and when. It makes a step that is repeated count right. */
const Forgotten = z.object({ at: Instant, mails: z.int() });
const Mailed = z.object({
  deliveries: z.record(z.string(), z.unknown()),
  forgotten: z.optional(Forgotten),
});

export function expiryStore(table: Table): ExpiryStore {
  async function read(first: Expiry): Promise<StoredExpiry | null> {
    const row = await table.get(keys.expiry(first));
    return row === null ? null : { key: row.key, mark: row.mark, expiry: parseRow(Expiry, row) };
  }

  return {
    async openExpiry(first) {
      const standing = await read(first);
      if (standing !== null) return standing;
      await table.add(keys.expiry(first), first);
      const made = await read(first);
      if (made === null) throw new Error(`No expiry of ${first.kind} of ${first.subject}`);
      return made;
    },

    async moveExpiry(before, after) {
      const mark = table.newMark();
      const changes = changesBetween(before.expiry, after);
      const moved = await table.update(before.key, changes, unchangedSince(before), mark);
      return moved === 'updated' ? { key: before.key, mark, expiry: after } : null;
    },

    async listExpiries() {
      const rows = await Array.fromAsync(table.query({ partition: partitions.expiries }));
      return rows.map((row) => parseRow(Expiry, row));
    },

    async expireContacts(consultation, place, removal, since) {
      const { rows, next } = await nextRows(opinionsOf(consultation), place);
      const counts = await Promise.all(
        rows.map(async (row) => removeContact(table, row, removal, since)),
      );
      return { removed: sumOf(counts), next };
    },

    async expireMails(consultation, place, to, at, since) {
      const from = place === null ? BEGINNING : (place as Instant);
      if (from >= to) return { removed: 0, next: null };
      const rows: Row[] = [];
      let next = to;
      let last: unknown = null;
      const window = { from, to };
      const options = { pageSize: ROWS_AT_ONCE };
      const { id } = consultation;
      const within = [...receiptsOf(consultation), partitions.acts(id), partitions.lineage(id)];
      for await (const row of streamReceivedWithin(table, within, window, options)) {
        const receivedAt = row.attributes['receivedAt'];
        // All that was received at the same time belongs to the same step.
        if (rows.length >= ROWS_AT_ONCE && receivedAt !== last) {
          next = receivedAt as Instant;
          break;
        }
        rows.push(row);
        last = receivedAt;
      }
      return { removed: await forgetAll(rows, at, since), next };
    },

    async expireBatches(announcement, place, at, since) {
      const shards = Array.from({ length: ADDRESS_SHARDS }, (_, shard) =>
        partitions.batches(announcement, shard),
      );
      const { rows, next } = await nextRows(shards, place);
      return { removed: await forgetAll(rows, at, since), next };
    },

    async expireSources(place, to) {
      if (place >= to) return { removed: 0, next: null };
      const day = place.slice(0, 10);
      const midnight = plus(Instant.parse(`${day}T00:00:00.000Z`), DAY_MS);
      const next = midnight < to ? midnight : to;
      const sort = { first: hourOf(place), last: next === midnight ? '24' : hourOf(next) };
      const found: Key[] = [];
      for (const partition of partitions.sources(day)) {
        const rows = table.query({ partition, sort, pageSize: COUNTS_AT_ONCE });
        for await (const { key } of rows) {
          if (found.push(key) >= COUNTS_AT_ONCE)
            return { removed: await removeAll(found), next: place };
        }
      }
      return { removed: await removeAll(found), next };
    },
  };

  async function removeAll(deleted: readonly Key[]): Promise<number> {
    await table.rewriteAll({ put: [], deleted });
    return deleted.length;
  }

  async function forgetAll(rows: readonly Row[], at: Instant, since: Instant): Promise<number> {
    return sumOf(await Promise.all(rows.map(async (row) => forgetMails(table, row, at, since))));
  }

  /** Reads the rows after a place, in one partition after the other. */
  async function nextRows(
    all: readonly string[],
    place: string | null,
  ): Promise<{ readonly rows: readonly Row[]; readonly next: Step['next'] }> {
    const [, number = '0', after = ''] = /^(\d+) (.*)$/u.exec(place ?? '') ?? [];
    const index = Number(number);
    const partition = all[index];
    if (partition === undefined) return { rows: [], next: null };
    const sort = after === '' ? {} : { sort: { after } };
    const rows: Row[] = [];
    for await (const row of table.query({ partition, ...sort, pageSize: ROWS_AT_ONCE })) {
      if (rows.push(row) >= ROWS_AT_ONCE) return { rows, next: `${index} ${row.key.sort}` };
    }
    return { rows, next: index + 1 < all.length ? `${index + 1} ` : null };
  }
}

/**
 * Removes the contact from the row of a version, unless it is gone. If somebody else writes the row
 * at the same time, reads it again. Returns 1 if it was removed since `since` for this reason.
 */
export async function removeContact(
  table: Table,
  row: Row,
  removal: ContactRemoval,
  since: Instant,
): Promise<number> {
  for (let found: Row | null = row; found !== null; found = await table.get(row.key)) {
    const { contact, contactRemoved } = parseRow(Signed, found);
    if (contact === undefined) {
      const isOurs = contactRemoved?.because === removal.because && contactRemoved.at >= since;
      return isOurs ? 1 : 0;
    }
    const changes = { contact: null, contactRemoved: removal };
    if ((await table.update(row.key, changes, unchangedSince(found))) === 'updated') return 1;
  }
  return 0;
}

/**
 * Forgets what became of the mails of a row. A mail that was still due is not sent any more. Returns
 * how many were forgotten since `since`.
 */
async function forgetMails(table: Table, row: Row, at: Instant, since: Instant): Promise<number> {
  for (let found: Row | null = row; found !== null; found = await table.get(row.key)) {
    const { deliveries, forgotten } = parseRow(Mailed, found);
    const mails = Object.keys(deliveries).length;
    if (mails === 0) {
      return forgotten !== undefined && forgotten.at >= since ? forgotten.mails : 0;
    }
    const due = waitsInOutbox(row.key) ? dueFrom(row.key, null) : {};
    const changes = { deliveries: {}, forgotten: { at, mails }, ...due };
    if ((await table.update(row.key, changes, unchangedSince(found))) === 'updated') return mails;
  }
  return 0;
}

/** Returns the hour as the keys of counts name it. */
function hourOf(instant: Instant): string {
  return instant.slice(11, 13);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
