import type { Digest } from '../domain/digest.ts';
import type { HealthReport } from '../domain/health.ts';
import type { Instant } from '../domain/time.ts';
import type { DigestBatch } from './batches.ts';
import type { RowKey } from './rows.ts';

export interface DigestStore {
  digestKey(unit: string, number: number): RowKey;
  /** The unit's newest digest, strongly consistent. */
  latestDigest(unit: string): Promise<DigestBatch | null>;
  findDigest(unit: string, number: number): Promise<DigestBatch | null>;
  /** That digest of the unit and all after it, strongly consistent. */
  digestsFrom(unit: string, number: number): Promise<DigestBatch[]>;
  /** The digest whose window holds `receivedAt`, or null while it is still ahead. */
  digestTelling(unit: string, receivedAt: Instant): Promise<DigestBatch | null>;
  /** The digest with a mail due to each recipient, in one write. `taken`: another run has made this number. */
  addDigest(digest: Digest, now: Instant): Promise<'added' | 'taken'>;
  /** One more mail to each of the mailboxes, due now. Null is stale, as in {@link BatchStore.moveBatch}. */
  addRecipients(
    batch: DigestBatch,
    mailboxes: readonly string[],
    repeat: boolean,
    now: Instant,
  ): Promise<DigestBatch | null>;
  /** Up to this number all digests of the unit have been accepted, and are looked at no more. 0: none yet. */
  settledUpTo(unit: string): Promise<number>;
  settleUpTo(unit: string, number: number): Promise<void>;
}

/** What the last reconciliation has found. */
export interface HealthStore {
  /** Null before the first. */
  lastReport(): Promise<HealthReport | null>;
  saveReport(report: HealthReport): Promise<void>;
}
