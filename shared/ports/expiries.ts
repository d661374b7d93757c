import type { Consultation } from '../domain/consultation.ts';
import type { Expiry, Step } from '../domain/expiry.ts';
import type { ContactRemoval } from '../domain/submission.ts';
import type { Instant } from '../domain/time.ts';
import type { RowKey } from './rows.ts';

type Sharded = Pick<Consultation, 'id' | 'shards'>;

/** An expiry with the mark of its last write. */
export interface StoredExpiry {
  readonly key: RowKey;
  readonly mark: string;
  readonly expiry: Expiry;
}

/**
 * Removes what is too old, some rows at a time. Each row is written only as it was read: what
 * somebody writes meanwhile is never lost, and what this version of the product does not know stays.
 * A step may be made again: it counts what it has removed since `since`, once for each row.
 */
export interface ExpiryStore {
  /** Finds the expiry of the same kind, subject and `tooOldAt`, or adds this one. */
  openExpiry(first: Expiry): Promise<StoredExpiry>;
  /** Null: somebody else has moved it since it was read. */
  moveExpiry(before: StoredExpiry, after: Expiry): Promise<StoredExpiry | null>;
  /** All that was ever removed, in the order of kinds and subjects. */
  listExpiries(): Promise<Expiry[]>;
  /** Removes the contacts of the next versions of submissions. The versions stay. */
  expireContacts(
    consultation: Sharded,
    place: string | null,
    removal: ContactRemoval,
    since: Instant,
  ): Promise<Step>;
  /**
   * Forgets what became of the next mails about versions, acts of moderation and descents that came
   * before `to`.
   */
  expireMails(
    consultation: Sharded,
    place: string | null,
    to: Instant,
    at: Instant,
    since: Instant,
  ): Promise<Step>;
  /** Forgets what became of the mails in the next batches of an announcement. */
  expireBatches(
    announcement: string,
    place: string | null,
    at: Instant,
    since: Instant,
  ): Promise<Step>;
  /**
   * Deletes the next counts of sources, from the hour of `place` up to the hour of `to`. After a run
   * that has died, those of its last step are deleted and not counted.
   */
  expireSources(place: Instant, to: Instant): Promise<Step>;
}
