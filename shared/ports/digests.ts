import type { Digest } from '../domain/digest.ts';
import type { HealthReport } from '../domain/health.ts';
import type { Instant } from '../domain/time.ts';
import type { DigestBatch } from './batches.ts';
import type { RowKey } from './rows.ts';

export interface DigestStore {
  digestKey(unit: string, number: number): RowKey;
  /** Finds the unit's newest digest. Strongly consistent. */
  latestDigest(unit: string): Promise<DigestBatch | null>;
  findDigest(unit: string, number: number): Promise<DigestBatch | null>;
  /** Reads that digest of the unit and all later ones. Strongly consistent. */
  digestsFrom(unit: string, number: number): Promise<DigestBatch[]>;
  /** Finds the digest whose window holds `receivedAt`. Null: there is none yet. */
  digestTelling(unit: string, receivedAt: Instant): Promise<DigestBatch | null>;
  /**
   * Adds the digest, with a mail due to each recipient, in one write. `taken`: another run has made
   * this number.
   */
  addDigest(digest: Digest, now: Instant): Promise<'added' | 'taken'>;
  /**
   * Adds one more mail to each of the mailboxes, due now. Null means stale, as in {@link
   * BatchStore.moveBatch}.
   */
  addRecipients(
    batch: DigestBatch,
    mailboxes: readonly string[],
    repeat: boolean,
    now: Instant,
  ): Promise<DigestBatch | null>;
  /**
   * Returns the number up to which all digests of the unit are settled: at least a week old, and
   * accepted, or sent without any report since. 0: none yet.
   */
  settledUpTo(unit: string): Promise<number>;
  settleUpTo(unit: string, number: number): Promise<void>;
}

/** Keeps what the last reconciliation found. */
export interface HealthStore {
  /** Null before the first reconciliation. */
  lastReport(): Promise<HealthReport | null>;
  saveReport(report: HealthReport): Promise<void>;
}
