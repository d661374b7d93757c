import * as z from 'zod/mini';
import { Submission } from '../domain/opinion.ts';
import { shardOf } from '../domain/reference.ts';
import { type Instant, plus, type Window } from '../domain/time.ts';
import type { SubmissionStore } from '../ports.ts';
import { type Key, keys, partitions, versionsOf } from './keys.ts';
import { batchOf, mailsOf } from './batch-rows.ts';
import { parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

/** Bounds what one page of a window costs, in memory and in time, however large its items are. */
const PAGE_SIZE = 200;

const Tied = z.object({ reference: z.string() });

export function submissionStore(table: Table): SubmissionStore {
  return {
    async addSubmission(consultation, submission) {
      return table.add(keyOf(consultation, submission), attributesOf(submission));
    },

    receiptKey: keyOf,

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

    async *streamVersions({ id, shards }) {
      for (let shard = 0; shard < shards; shard++) {
        const partition = partitions.opinions(id, shard);
        for await (const row of table.query({ partition, pageSize: PAGE_SIZE })) {
          yield submissionOf(row);
        }
      }
    },

    async *streamReceived({ id, shards }, window) {
      const opinions = Array.from({ length: shards }, (_, shard) => partitions.opinions(id, shard));
      const latest = await latestRevisions(table, opinions, window);
      const streams = opinions.map((partition) =>
        table.query({
          partition,
          index: 'received',
          sort: within(window),
          pageSize: PAGE_SIZE,
        }),
      );
      for await (const row of inOrderOfReceipt(streams)) {
        const submission = submissionOf(row);
        const { reference, version } = submission;
        if (version >= (latest.get(reference) ?? version)) yield submission;
      }
    },
  };
}

/** Reads a submission's row; its receipt stands among the row's mails. */
export function submissionOf(row: Row): Submission {
  const { deliveries: _, ...attributes } = row.attributes;
  const receipt = batchOf(row).deliveries.get('receipt');
  return parseRow(Submission, { ...row, attributes: { ...attributes, receipt } });
}

/** A submission as attributes of its item, without the key. */
export function attributesOf({ receipt, ...submission }: Submission) {
  return {
    ...submission,
    ...(submission.version > 1 ? { revisedAt: submission.receivedAt } : {}),
    ...mailsOf({ receipt }),
  };
}

function keyOf(
  { id, shards }: { id: string; shards: number },
  { reference, version }: { reference: string; version: number },
): Key {
  return keys.submission(id, shardOf(reference, shards), reference, version);
}

/** Instants are whole milliseconds: the half-open window ends one before `to`, for BETWEEN takes in both. */
function within({ from, to }: Window): { first: Instant; last: Instant } {
  return { first: from, last: plus(to, -1) };
}

/** The highest version of each submission that was revised within the window: a few, beside the many new. */
async function latestRevisions(table: Table, opinions: readonly string[], window: Window) {
  const latest = new Map<string, number>();
  for (const partition of opinions) {
    const revised = table.query({ partition, index: 'revised', sort: within(window) });
    for await (const row of revised) {
      const { reference, version } = submissionOf(row);
      latest.set(reference, Math.max(version, latest.get(reference) ?? 0));
    }
  }
  return latest;
}

/** Merges streams that are each in order into one that is, holding one row of each. */
async function* inOrderOfReceipt(streams: readonly AsyncGenerator<Row, void, undefined>[]) {
  const order = ({ attributes, key }: Row) => `${String(attributes['receivedAt'])}#${key.sort}`;
  const heads = await Promise.all(
    streams.map(async (stream) => ({ stream, head: await stream.next() })),
  );
  for (;;) {
    let first: { stream: AsyncGenerator<Row>; row: Row } | null = null;
    for (const { stream, head } of heads) {
      if (head.done === true) continue;
      if (first === null || order(head.value) < order(first.row)) {
        first = { stream, row: head.value };
      }
    }
    if (first === null) return;
    yield first.row;
    for (const one of heads) if (one.stream === first.stream) one.head = await one.stream.next();
  }
}
