import * as z from 'zod/mini';
import type { Consultation } from '../domain/consultation.ts';
import { due } from '../domain/delivery.ts';
import { Submission } from '../domain/submission.ts';
import { shardOf } from '../domain/reference.ts';
import { Instant, plus, type Window } from '../domain/time.ts';
import type { ReceiptName, SubmissionStore } from '../ports/submissions.ts';
import type { Range } from './expressions.ts';
import { type Key, keys, partitions, versionAt, versionsOf } from './keys.ts';
import { prepareReceipt, receivedReceiptOf } from './receipts.ts';
import { parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

/** Limits the memory and the time that one page of a window costs, even if its items are large. */
const PAGE_SIZE = 200;
/** Few people edit what they have sent more often. */
const VERSIONS_IN_A_PAGE = 10;

type Sharded = Pick<Consultation, 'id' | 'shards'>;

const Tied = z.object({ reference: z.string() });
const Confirmed = z.object({ confirmedAt: Instant });

export function submissionStore(table: Table): SubmissionStore {
  const versionOf = readVersion(table);

  return {
    async addSubmission(
      consultation,
      submission,
      mails = { receipt: due('receipt', submission.receivedAt) },
    ) {
      await prepareReceipt(table, receiptKey(consultation, submission), submission, mails);
      return table.add(keyOf(consultation, submission), attributesOf(submission));
    },

    async confirmSubmission({ id, shards }, { reference, version, receivedAt }, confirmedAt) {
      const key = keys.confirmed(id, shardOf(reference, shards), reference, version);
      await table.add(key, { receivedAt, confirmedAt });
    },

    async isConfirmed({ id, shards }, { reference, version, confirmed }) {
      const key = keys.confirmed(id, shardOf(reference, shards), reference, version);
      return confirmed || (await table.get(key)) !== null;
    },

    receiptKey,

    async findSubmission({ id, shards }, reference) {
      const newest = table.query({
        partition: partitions.opinions(id, shardOf(reference, shards)),
        sort: { prefix: versionsOf(reference) },
        newestFirst: true,
        pageSize: 1,
      });
      for await (const row of newest) return submissionOf(row);
      return null;
    },

    async tieKey(consultation, keyHash, reference) {
      const key = keys.idempotency(consultation, keyHash);
      if ((await table.add(key, { reference })) === 'added') return null;
      const tied = await table.get(key);
      return tied === null ? null : parseRow(Tied, tied).reference;
    },

    async findTied(consultation, keyHashes) {
      const rows = await Promise.all(
        keyHashes.map(async (hash) => table.get(keys.idempotency(consultation, hash))),
      );
      const tied = rows.find((row) => row !== null) ?? null;
      return tied === null ? null : parseRow(Tied, tied).reference;
    },

    async *streamVersionsOf({ id, shards }, reference, upTo) {
      const { partition, sort: last } = keys.submission(
        id,
        shardOf(reference, shards),
        reference,
        upTo,
      );
      const sort = { first: versionsOf(reference), last };
      const range = { partition, sort, newestFirst: true, pageSize: VERSIONS_IN_A_PAGE };
      for await (const row of table.query(range)) yield submissionOf(row);
    },

    async *streamVersions({ id, shards }) {
      for (let shard = 0; shard < shards; shard++) {
        const partition = partitions.opinions(id, shard);
        for await (const row of table.query({ partition, pageSize: PAGE_SIZE })) {
          yield submissionOf(row);
        }
      }
    },

    async *streamReceived(consultation, window) {
      const confirmed = await findConfirmedWithin(
        table,
        partitionsOf(consultation, partitions.confirmed),
        window,
      );
      for await (const { before, after } of streamChangesWithin(table, consultation, window)) {
        const isConfirmed = confirmed.has(keyOf(consultation, after).sort);
        yield { before, after: isConfirmed ? { ...after, confirmed: true } : after };
      }
    },

    async *streamVersionsWithin(consultation, window) {
      const opinions = partitionsOf(consultation, partitions.opinions);
      for await (const row of streamReceivedWithin(table, opinions, window)) {
        yield submissionOf(row);
      }
    },

    async *streamReceiptsWithin(consultation, window) {
      for await (const row of streamReceivedWithin(table, receiptsOf(consultation), window)) {
        const receipt = receivedReceiptOf(row);
        if (receipt !== null) yield receipt;
      }
    },

    /**
     * Each version is received later than the one before, so halving finds the right one in a few
     * reads.
     */
    async versionBefore(consultation, { reference, version, firstReceivedAt }, instant) {
      if (version === 1 || firstReceivedAt >= instant) return null;
      let found = await versionOf(consultation, reference, 1);
      let tooLate = version;
      while (tooLate - found.version > 1) {
        const middle = Math.floor((found.version + tooLate) / 2);
        const one = await versionOf(consultation, reference, middle);
        if (one.receivedAt < instant) found = one;
        else tooLate = middle;
      }
      return found;
    },
  };
}

function readVersion(table: Table) {
  return async (consultation: Sharded, reference: string, version: number): Promise<Submission> => {
    const key = keyOf(consultation, { reference, version });
    const row = await table.get(key);
    if (row === null) throw new Error(`No row at ${key.partition} / ${key.sort}`);
    return submissionOf(row);
  };
}

/**
 * Reads what became of each submission within the window, as `streamReceived` does, without
 * confirmations.
 */
export async function* streamChangesWithin(table: Table, consultation: Sharded, window: Window) {
  const opinions = opinionsOf(consultation);
  const versionOf = readVersion(table);
  const revised = await findRevisedWithin(table, opinions, window);
  for await (const row of streamReceivedWithin(table, opinions, window)) {
    const after = submissionOf(row);
    const { reference, version } = after;
    const revisions = revised.get(reference);
    if (revisions !== undefined && version < revisions.last) continue;
    const isNew = revisions === undefined || after.firstReceivedAt >= window.from;
    const before = isNew ? null : await versionOf(consultation, reference, revisions.first - 1);
    yield { before, after };
  }
}

/** Returns the partitions that hold the submissions of the consultation. */
export function opinionsOf(consultation: Sharded): string[] {
  return partitionsOf(consultation, partitions.opinions);
}

function submissionOf(row: Row): Submission {
  return parseRow(Submission, row);
}

/** Returns a submission as attributes of its item, without the key. */
export function attributesOf(submission: Submission) {
  return {
    ...submission,
    ...(submission.version > 1 ? { revisedAt: submission.receivedAt } : {}),
  };
}

function keyOf(
  { id, shards }: { id: string; shards: number },
  { reference, version }: { reference: string; version: number },
): Key {
  return keys.submission(id, shardOf(reference, shards), reference, version);
}

function receiptKey({ id, shards }: { id: string; shards: number }, receipt: ReceiptName): Key {
  return keys.receipt(id, shardOf(receipt.reference, shards), receipt);
}

/** Returns the partitions that hold the mails about the submissions of the consultation. */
export function receiptsOf(consultation: Sharded): string[] {
  return partitionsOf(consultation, partitions.receipts);
}

function partitionsOf(
  { id, shards }: Sharded,
  partitionOf: (consultation: string, shard: number) => string,
): string[] {
  return Array.from({ length: shards }, (_, shard) => partitionOf(id, shard));
}

/** Reads every row received within the window, in the order of receipt. */
export function streamReceivedWithin(
  table: Table,
  within: readonly string[],
  window: Window,
  { keysOnly = false, pageSize = PAGE_SIZE } = {},
) {
  const range = { index: 'received', sort: rangeOf(window), pageSize, keysOnly } as const;
  return mergeByReceipt(within.map((partition) => table.query({ partition, ...range })));
}

/**
 * Instants are whole milliseconds. BETWEEN includes both ends, so the half-open window ends one
 * millisecond before `to`.
 */
function rangeOf({ from, to }: Window): { first: Instant; last: Instant } {
  return { first: from, last: plus(to, -1) };
}

/**
 * Finds the first and the last revision of each submission that was revised within the window.
 * These are few, compared with the new submissions.
 */
async function findRevisedWithin(table: Table, opinions: readonly string[], window: Window) {
  const revised = new Map<string, { readonly first: number; readonly last: number }>();
  const rows = await findWithin(table, opinions, { index: 'revised', keysOnly: true }, window);
  for (const { key } of rows) {
    const { reference, version } = versionAt(key);
    const { first, last } = revised.get(reference) ?? { first: version, last: version };
    revised.set(reference, { first: Math.min(first, version), last: Math.max(last, version) });
  }
  return revised;
}

/**
 * Finds the versions received within the window that were confirmed before its end, by their sort
 * keys.
 */
async function findConfirmedWithin(table: Table, confirmed: readonly string[], window: Window) {
  const rows = await findWithin(table, confirmed, { index: 'received' }, window);
  const inTime = rows.filter((row) => parseRow(Confirmed, row).confirmedAt < window.to);
  return new Set(inTime.map(({ key }) => key.sort));
}

/** Reads the rows in the window, from all partitions at the same time. */
async function findWithin(
  table: Table,
  within: readonly string[],
  range: Pick<Range, 'index' | 'keysOnly'>,
  window: Window,
): Promise<Row[]> {
  const found = await Promise.all(
    within.map(async (partition) =>
      Array.fromAsync(table.query({ partition, ...range, sort: rangeOf(window) })),
    ),
  );
  return found.flat();
}

type Rows = AsyncGenerator<Row, void, undefined>;

/** The next row of a stream, and its place in the order of receipt. */
interface Head {
  readonly stream: Rows;
  readonly row: Row;
  readonly place: string;
}

async function headOf(stream: Rows): Promise<Head | null> {
  const { done, value: row } = await stream.next();
  if (done === true) return null;
  return { stream, row, place: `${String(row.attributes['receivedAt'])}#${row.key.sort}` };
}

/** Merges ordered streams into one ordered stream. Holds one row of each. */
async function* mergeByReceipt(streams: readonly Rows[]) {
  const heads = (await Promise.all(streams.map(headOf))).filter((head) => head !== null);
  for (;;) {
    const first = heads.reduce<Head | undefined>(
      (least, head) => (least === undefined || head.place < least.place ? head : least),
      undefined,
    );
    if (first === undefined) return;
    yield first.row;
    const next = await headOf(first.stream);
    heads.splice(heads.indexOf(first), 1, ...(next === null ? [] : [next]));
  }
}
