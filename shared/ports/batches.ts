import type { Delivery } from '../domain/delivery.ts';
import type { Digest } from '../domain/digest.ts';
import type { Submission } from '../domain/opinion.ts';
import type { Subscription } from '../domain/subscription.ts';
import type { Instant } from '../domain/time.ts';
import type { RowKey } from './rows.ts';

/** The mails that one row holds: one write claims them, one records what came of them. */
export interface Batch {
  readonly key: RowKey;
  /** Of the row's last write when it was read. */
  readonly mark: string;
  /** By their names within the batch. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
}

/** Its delivery is named `receipt`. */
export interface ReceiptBatch extends Batch {
  readonly kind: 'receipt';
  readonly submission: Submission;
}

/** A delivery is named by the place of its mailbox among the recipients, from `0` on. */
export interface DigestBatch extends Batch {
  readonly kind: 'digest';
  readonly digest: Digest;
}

/** Its delivery is named `confirmation`. */
export interface ConfirmationBatch extends Batch {
  readonly kind: 'confirmation';
  readonly subscription: Subscription;
}

/** A delivery is named by its address key, in the order of the keys. No address stands in it. */
export interface AnnouncementBatch extends Batch, AnnouncementBatchKey {
  readonly kind: 'announcement';
}

/** Numbered from 0 in each shard; the addresses of a batch come after those of the batch before. */
export interface AnnouncementBatchKey {
  readonly announcement: string;
  readonly shard: number;
  readonly number: number;
}

export interface BatchStore {
  findBatch(key: RowKey): Promise<Batch | null>;
  /** The batch with what it is about; null where it was erased. Throws for a row that cannot be read. */
  findMailing(key: RowKey): Promise<ReceiptBatch | DigestBatch | ConfirmationBatch | null>;
  /**
   * Writes the new states of these deliveries, all or none, and puts the batch where the outbox finds it
   * next. Answers the batch as it now stands; null is stale: somebody else has written the row since
   * `batch` was read, and nothing was written.
   */
  moveBatch(batch: Batch, moves: ReadonlyMap<string, Delivery>): Promise<Batch | null>;
  /** The outbox shows the row no more before `until`. Works on a row that cannot be read. */
  putOff(key: RowKey, until: Instant): Promise<void>;
}

/** What waits in the outbox: batches of mails, and announcements with the cursors of their fan-out. */
export interface Outbox {
  /** What may be taken up at `now`, oldest first, at most `limit` in all. May lag by a second. */
  dueItems(
    now: Instant,
    limit: number,
  ): Promise<{ readonly batches: RowKey[]; readonly announcements: RowKey[] }>;
}

export interface MailQueue {
  /** Tells `send-mail` of due deliveries. May reject: whatever it loses, the sweep finds. */
  nudge(keys: readonly RowKey[]): Promise<void>;
}
