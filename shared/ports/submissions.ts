import type { Consultation } from '../domain/consultation.ts';
import type { SubmissionChange } from '../domain/opinion-change.ts';
import type { Submission } from '../domain/opinion.ts';
import type { Instant, Window } from '../domain/time.ts';
import type { RowKey } from './rows.ts';

export interface SubmissionStore {
  /**
   * Adds a version in one conditional write. `added`: it is durable, and its receipt is due.
   * `taken`: something exists already at this reference and version. It may be the same content
   * from an earlier request. By a chance of one in millions of millions, it is the submission of
   * somebody else.
   */
  addSubmission(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Submission,
  ): Promise<'added' | 'taken'>;
  /** Returns the key of the submission's row, which holds its receipt. */
  receiptKey(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Pick<Submission, 'reference' | 'version'>,
  ): RowKey;
  /** Finds the newest version, or null. */
  findSubmission(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    reference: string,
  ): Promise<Submission | null>;
  /**
   * Ties an Idempotency-Key (hashed) to a reference, once. Returns the reference to which the key
   * was tied before, or null.
   */
  tieKey(consultation: string, keyHash: string, reference: string): Promise<string | null>;
  /** Returns the reference to which one of these hashes was tied, or null. */
  findTied(consultation: string, keyHashes: readonly string[]): Promise<string | null>;
  /**
   * Reads what became of each submission within the window. Each comes once, in the order of the
   * `receivedAt` of its latest version in the window. Page by page, strongly consistent.
   */
  streamReceived(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
  ): AsyncIterable<SubmissionChange>;
  /**
   * Reads every version received within the window, in the order of receipt. Page by page, strongly
   * consistent.
   */
  streamVersionsWithin(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
  ): AsyncIterable<Submission>;
  /**
   * Finds the latest version older than `submission` that was received before `instant`, or null.
   */
  versionBefore(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Submission,
    instant: Instant,
  ): Promise<Submission | null>;
  /** Reads every version of every submission, page by page. */
  streamVersions(consultation: Pick<Consultation, 'id' | 'shards'>): AsyncIterable<Submission>;
}
