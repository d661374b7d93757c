import * as z from 'zod/mini';
import { type Delivery, due } from '../domain/delivery.ts';
import { Digest } from '../domain/digest.ts';
import type { DigestBatch } from '../ports/batches.ts';
import type { DigestStore } from '../ports/digests.ts';
import { batchOf, mailsOf, writeBatch } from './batch-rows.ts';
import { keys, partitions } from './keys.ts';
import { parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

const Settled = z.object({ number: z.int() });

/**
 * Reads a digest's row: the digest with its mails. Each mail is named by the position of its
 * mailbox among the recipients.
 */
export function digestBatchOf(row: Row): DigestBatch {
  const { deliveries: _, ...attributes } = row.attributes;
  return { kind: 'digest', ...batchOf(row), digest: parseRow(Digest, { ...row, attributes }) };
}

export function digestStore(table: Table): DigestStore {
  const newestFirst = (unit: string, pageSize: number) =>
    table.query({ partition: partitions.digests(unit), newestFirst: true, pageSize });

  return {
    digestKey: keys.digest,

    async latestDigest(unit) {
      for await (const row of newestFirst(unit, 1)) return digestBatchOf(row);
      return null;
    },

    async findDigest(unit, number) {
      const row = await table.get(keys.digest(unit, number));
      return row === null ? null : digestBatchOf(row);
    },

    async digestsFrom(unit, number) {
      const { partition, sort } = keys.digest(unit, number);
      const rows = await Array.fromAsync(table.query({ partition, sort: { from: sort } }));
      return rows.map(digestBatchOf);
    },

    async digestTelling(unit, receivedAt) {
      for await (const row of newestFirst(unit, 10)) {
        const batch = digestBatchOf(row);
        if (batch.digest.window.to <= receivedAt) return null;
        if (batch.digest.window.from <= receivedAt) return batch;
      }
      return null;
    },

    async addDigest(digest, now) {
      const deliveries = Object.fromEntries(
        digest.recipients.map((_, place) => [String(place), due('digest', now)]),
      );
      const key = keys.digest(digest.unit, digest.number);
      return table.add(key, { ...digest, ...mailsOf(key, deliveries) });
    },

    async addRecipients(batch, mailboxes, repeat, now) {
      const first = batch.digest.recipients.length;
      const added = mailboxes.map((_, index): [string, Delivery] => [
        String(first + index),
        due('digest', now, repeat),
      ]);
      const recipients = [...batch.digest.recipients, ...mailboxes];
      const written = await writeBatch(table, batch, new Map(added), { recipients });
      return written === null
        ? null
        : { kind: 'digest', ...written, digest: { ...batch.digest, recipients } };
    },

    async settledUpTo(unit) {
      const row = await table.get(keys.settled(unit));
      return row === null ? 0 : parseRow(Settled, row).number;
    },

    async settleUpTo(unit, number) {
      await table.save(keys.settled(unit), { number });
    },
  };
}
