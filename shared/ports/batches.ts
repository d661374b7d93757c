import type { Delivery } from '../domain/delivery.ts';
import type { Digest } from '../domain/digest.ts';
import type { Descent } from '../domain/lineage.ts';
import type { ModerationAct } from '../domain/standing.ts';
import type { Submission } from '../domain/submission.ts';
import type { Subscription } from '../domain/subscription.ts';
import type { Instant } from '../domain/time.ts';
import type { RowKey } from './rows.ts';
import type { AddressKey } from './subscriptions.ts';

/** The mails that one row holds. One write claims them, and one write records their outcomes. */
export interface Batch {
  readonly key: RowKey;
  /** The mark of the row's last write at the time of reading. */
  readonly mark: string;
  /** By their names within the batch. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
}

/** The deliveries are named `receipt` and, after a change of the contact, `notice`. */
export interface ReceiptBatch extends Batch {
  readonly kind: 'receipt';
  /** When its version was to be received. */
  readonly receivedAt: Instant;
  /** Null: the version has not been added, or another one was added in its place. */
  readonly submission: Submission | null;
}

/** Each delivery is named by the position of its mailbox among the recipients, from `0` on. */
export interface DigestBatch extends Batch {
  readonly kind: 'digest';
  readonly digest: Digest;
}

/** The delivery is named `confirmation`. */
export interface ConfirmationBatch extends Batch {
  readonly kind: 'confirmation';
  /** The key under which the subscription stands. */
  readonly address: AddressKey;
  readonly subscription: Subscription;
}

/** The delivery is named `moderation`. */
export interface ModerationBatch extends Batch {
  readonly kind: 'moderation';
  readonly act: ModerationAct;
}

/** The delivery is named `lineage`. */
export interface LineageBatch extends Batch {
  readonly kind: 'lineage';
  readonly descent: Descent;
}

/** A batch with the thing that its mails are about. */
export type Mailing =
  ReceiptBatch | DigestBatch | ConfirmationBatch | ModerationBatch | LineageBatch;

/**
 * Each delivery is named by its address key, and they are in the order of the keys. The batch holds
 * no address.
 */
export interface AnnouncementBatch extends Batch, AnnouncementBatchKey {
  readonly kind: 'announcement';
}

/**
 * Batches are numbered from 0 in each shard. The addresses of a batch come after those of the batch
 * before.
 */
export interface AnnouncementBatchKey {
  readonly announcement: string;
  readonly shard: number;
  readonly number: number;
}

export interface BatchStore {
  findBatch(key: RowKey): Promise<Batch | null>;
  /**
   * Finds a batch with the thing that its mails are about. Null: it was erased. Throws for a row
   * that cannot be read.
   */
  findMailing(key: RowKey): Promise<Mailing | null>;
  /**
   * Writes the new states of these deliveries, all or none, and sets when the outbox shows the
   * batch again. Returns the batch as it now stands. Null means stale: somebody else has written
   * the row since `batch` was read, and nothing was written.
   */
  moveBatch(batch: Batch, moves: ReadonlyMap<string, Delivery>): Promise<Batch | null>;
  /** Hides the row from the outbox until `until`. Works also on a row that cannot be read. */
  putOff(key: RowKey, until: Instant): Promise<void>;
}

/**
 * What waits in the outbox: batches of mails, and announcements with the cursors of their fan-out.
 */
export interface Outbox {
  /**
   * Finds what may be taken up at `now`, oldest first, at most `limit` in all. May lag by a second.
   */
  dueItems(
    now: Instant,
    limit: number,
  ): Promise<{ readonly batches: RowKey[]; readonly announcements: RowKey[] }>;
}

export interface MailQueue {
  /**
   * Tells `send-mail` about due deliveries. May reject. The sweep finds every delivery whose nudge
   * is lost.
   */
  nudge(keys: readonly RowKey[]): Promise<void>;
}
