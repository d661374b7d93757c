import type { Consultation } from '../domain/consultation.ts';
import type { SubmissionChange } from '../domain/opinion-change.ts';
import type { Submission } from '../domain/opinion.ts';
import type { Instant, Window } from '../domain/time.ts';
import type { RowKey } from './rows.ts';

export interface SubmissionStore {
  /**
   * One conditional write. `added`: durable, and its receipt is due. `taken`: something stands at this
   * reference and version already, which may be the same content from an earlier request or, by a
   * chance of one in millions of millions, another's.
   */
  addSubmission(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Submission,
  ): Promise<'added' | 'taken'>;
  /** The row of the submission, which holds its receipt. */
  receiptKey(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Pick<Submission, 'reference' | 'version'>,
  ): RowKey;
  /** The newest version, or null. */
  findSubmission(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    reference: string,
  ): Promise<Submission | null>;
  /** Ties an Idempotency-Key (hashed) to a reference, once: answers that to which it was tied before, or null. */
  tieKey(consultation: string, keyHash: string, reference: string): Promise<string | null>;
  /**
   * What became of each submission within the window, once each, by the `receivedAt` of its latest
   * version in it; one page after the other, strongly consistent.
   */
  streamReceived(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
  ): AsyncIterable<SubmissionChange>;
  /** Every version received within the window, in that order, one page after the other; strongly consistent. */
  streamVersionsWithin(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
  ): AsyncIterable<Submission>;
  /** The latest version older than `submission` that was received before `instant`, or null. */
  versionBefore(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Submission,
    instant: Instant,
  ): Promise<Submission | null>;
  /** Every version of every submission, one page after the other. */
  streamVersions(consultation: Pick<Consultation, 'id' | 'shards'>): AsyncIterable<Submission>;
}
