import type { Consultation } from '../domain/consultation.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { SubmissionChange } from '../domain/part-change.ts';
import type { Submission } from '../domain/submission.ts';
import type { Instant, Window } from '../domain/time.ts';
import type { RowKey } from './rows.ts';

/** Names the receipt of one version. Only the beginning of `content` counts. */
export type ReceiptName = Pick<Submission, 'reference' | 'version' | 'content'>;

/** The mails about one version, by their names. `notice` tells the former contact of a change. */
export interface ReceiptMails {
  readonly receipt: Delivery;
  readonly notice?: Delivery;
}

/** The receipt of one version that was received within a window. */
export interface ReceivedReceipt extends Omit<ReceiptName, 'content'> {
  readonly receivedAt: Instant;
  readonly receipt: Delivery;
}

export interface SubmissionStore {
  /**
   * Prepares the receipt of the version, and then adds the version, each by a conditional write.
   * `added`: the version is durable, and its mails are as given; without `mails`, its receipt is due
   * at the time of receipt. `taken`: something exists already at this reference and version. It may
   * be the same content from an earlier request. By a chance of one in millions of millions, it is
   * the submission of somebody else. If the writer dies between the two writes, the receipt stands
   * alone, and its sender cancels it.
   */
  addSubmission(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Submission,
    mails?: ReceiptMails,
  ): Promise<'added' | 'taken'>;
  /** Notes that somebody has confirmed this version with the link from its receipt, once. */
  confirmSubmission(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Pick<Submission, 'reference' | 'version' | 'receivedAt'>,
    confirmedAt: Instant,
  ): Promise<void>;
  /** Says whether this version was made or confirmed by somebody who holds its link. */
  isConfirmed(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Pick<Submission, 'reference' | 'version' | 'confirmed'>,
  ): Promise<boolean>;
  /** Returns the key of the row that holds the receipt. */
  receiptKey(consultation: Pick<Consultation, 'id' | 'shards'>, receipt: ReceiptName): RowKey;
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
   * `receivedAt` of its latest version in the window. A confirmation counts if it was given before
   * the window ended, so that a window reads the same whenever it is read. Page by page, strongly
   * consistent.
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
   * Reads the receipt of every version received within the window, in the order of receipt. Leaves
   * out receipts of which nothing is known any more.
   */
  streamReceiptsWithin(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
  ): AsyncIterable<ReceivedReceipt>;
  /**
   * Finds the latest version older than `submission` that was received before `instant`, or null.
   */
  versionBefore(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Submission,
    instant: Instant,
  ): Promise<Submission | null>;
  /** Reads the versions of one submission, newest first, from version `upTo` on. Strongly consistent. */
  streamVersionsOf(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    reference: string,
    upTo: number,
  ): AsyncIterable<Submission>;
  /** Reads every version of every submission, page by page. */
  streamVersions(consultation: Pick<Consultation, 'id' | 'shards'>): AsyncIterable<Submission>;
}
