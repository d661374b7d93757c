import type { Announcement } from '../domain/announcement.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { Instant } from '../domain/time.ts';
import type { AnnouncementBatch, AnnouncementBatchKey } from './batches.ts';
import type { RowKey } from './rows.ts';
import type { AddressKey } from './subscriptions.ts';

/**
 * How far the fan-out of an announcement has got in one shard of the subscriptions. All up to and
 * with `after` have been dealt with; null: none yet.
 */
export interface Cursor {
  readonly announcement: string;
  readonly shard: number;
  readonly after: AddressKey | null;
  /** The number of the next batch; it stands already where its sender has died over it, or rests. */
  readonly batch: number;
  /** Until then it is held by whoever carries it on, or waits; null: it has come to its end. */
  readonly dueAt: Instant | null;
}

export interface AnnouncementStore {
  listAnnouncements(): Promise<Announcement[]>;
  findAnnouncement(id: string): Promise<Announcement | null>;
  /**
   * Adds it, or replaces one that has not been started; due at its time from then on.
   * `started`: it is going out already and stays as it is.
   */
  scheduleAnnouncement(announcement: Announcement): Promise<'scheduled' | 'started'>;
  /** `started` as above; `none`: there is no such announcement. */
  cancelAnnouncement(id: string): Promise<'cancelled' | 'started' | 'none'>;
  /** It is not to go out as things stand; scheduled again, it may. */
  lapseAnnouncement(id: string): Promise<void>;
  /** `stale`: it is not scheduled any more. */
  startAnnouncement(announcement: Announcement): Promise<'started' | 'stale'>;
  /** One cursor for each shard, due now; those that stand are left as they are. */
  addCursors(announcement: string, now: Instant): Promise<readonly RowKey[]>;
  /** Its cursors stand: the announcement itself need not be looked at any more. */
  settleAnnouncement(announcement: string): Promise<void>;
  /** What a key of the outbox leads to. */
  findDispatch(
    key: RowKey,
  ): Promise<
    | { readonly kind: 'announcement'; readonly announcement: Announcement }
    | { readonly kind: 'cursor'; readonly cursor: Cursor }
    | null
  >;
  listCursors(announcement: string): Promise<Cursor[]>;
  /** `stale`: somebody else has moved it on; nothing was written. */
  moveCursor(before: Cursor, after: Cursor): Promise<'moved' | 'stale'>;
  /** Adds it with the claims of its addresses; null: somebody else has made the batch of that number. */
  addBatch(
    key: AnnouncementBatchKey,
    deliveries: ReadonlyMap<AddressKey, Delivery>,
  ): Promise<AnnouncementBatch | null>;
  /** The row of the batch with that number, in the shard of the address. */
  batchKey(announcement: string, number: number, address: AddressKey): RowKey;
  /** That batch of its shard and all after it, one page after the other. Strongly consistent. */
  batchesFrom(first: AnnouncementBatchKey): AsyncIterable<AnnouncementBatch>;
}
