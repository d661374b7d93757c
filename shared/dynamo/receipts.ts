import * as z from 'zod/mini';
import { type Delivery, isAbandoned } from '../domain/delivery.ts';
import { Submission } from '../domain/submission.ts';
import { Instant } from '../domain/time.ts';
import type { ReceiptBatch } from '../ports/batches.ts';
import type { ReceiptMails, ReceivedReceipt } from '../ports/submissions.ts';
import { batchOf, mailsOf, writeBatch } from './batch-rows.ts';
import { type Key, receiptAt } from './keys.ts';
import { parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

/*
 * The mails of a submission lie in a row of their own, so that a long text is not written again each
 * time its receipt moves on.
 */

const Received = z.object({ receivedAt: Instant });

/**
 * Writes the receipt before its version. A receipt of an earlier request that was cancelled because
 * its version never came is written anew. One that is still due gets this time of receipt and a new
 * mark, so that a sender that has read it before cannot cancel it. Any other stays as it is.
 */
export async function prepareReceipt(
  table: Table,
  key: Key,
  { receivedAt }: Pick<Submission, 'receivedAt'>,
  mails: ReceiptMails,
): Promise<void> {
  if ((await table.add(key, { receivedAt, ...mailsOf(key, { ...mails }) })) === 'added') return;
  for (;;) {
    const row = await table.get(key);
    if (row === null) throw new Error(`No receipt at ${key.partition} / ${key.sort}`);
    const batch = batchOf(row);
    const standing = [...batch.deliveries.values()];
    const isAnew = standing.every(isAbandoned);
    if (!isAnew && !standing.some(({ state }) => state === 'due')) return;
    const moves = new Map<string, Delivery>(isAnew ? Object.entries(mails) : []);
    if ((await writeBatch(table, batch, moves, { receivedAt })) !== null) return;
  }
}

/** Reads a receipt with the version that it confirms. */
export async function receiptBatchOf(table: Table, row: Row): Promise<ReceiptBatch> {
  const { receivedAt } = parseRow(Received, row);
  const { content, submission: key } = receiptAt(row.key);
  const found = await table.get(key);
  const standing = found === null ? null : parseRow(Submission, found);
  const submission = standing?.content.startsWith(content) === true ? standing : null;
  return { kind: 'receipt', ...batchOf(row), receivedAt, submission };
}

/** Reads a receipt by itself. Null: it is so old that nothing is known of it any more. */
export function receivedReceiptOf(row: Row): ReceivedReceipt | null {
  const { reference, version } = receiptAt(row.key);
  const receipt = batchOf(row).deliveries.get('receipt');
  if (receipt === undefined) return null;
  return { reference, version, receipt, ...parseRow(Received, row) };
}
