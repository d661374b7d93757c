import type { Announcement, Reach } from '../domain/announcement.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { Instant } from '../domain/time.ts';
import type { AnnouncementBatch, AnnouncementBatchKey } from './batches.ts';
import type { RowKey } from './rows.ts';
import type { AddressKey } from './subscriptions.ts';

/**
 * How far the fan-out of an announcement has got in one shard of the subscriptions. Every address
 * up to and including `after` is done. Null: none is done yet.
 */
export interface Cursor {
  readonly announcement: string;
  readonly shard: number;
  readonly after: AddressKey | null;
  /**
   * The number of the next batch. That batch exists already if its sender has died, or if it waits
   * for its next turn.
   */
  readonly batch: number;
  /** Until then a sender holds the cursor, or the cursor waits. Null: it has come to its end. */
  readonly dueAt: Instant | null;
}

export interface AnnouncementStore {
  listAnnouncements(): Promise<Announcement[]>;
  findAnnouncement(id: string): Promise<Announcement | null>;
  /**
   * Adds the announcement, or replaces one that has not started. It is then due at its `sendAt`.
   * `started`: the announcement is already going out and stays as it is.
   */
  scheduleAnnouncement(announcement: Announcement): Promise<'scheduled' | 'started'>;
  /** `started` as above. `none`: there is no such announcement. */
  cancelAnnouncement(id: string): Promise<'cancelled' | 'started' | 'none'>;
  /**
   * Keeps the announcement from going out, because it is no longer true. If it is scheduled again,
   * it may go out.
   */
  lapseAnnouncement(id: string): Promise<void>;
  /**
   * Starts the announcement and notes when. `stale`: it is no longer scheduled, or it has another
   * `sendAt` now.
   */
  startAnnouncement(announcement: Announcement, now: Instant): Promise<'started' | 'stale'>;
  /** Adds one cursor for each shard, due now. Cursors that exist already stay as they are. */
  addCursors(announcement: string, now: Instant): Promise<readonly RowKey[]>;
  /**
   * Takes the announcement out of the outbox: its cursors exist, so they are enough from now on.
   */
  settleAnnouncement(announcement: string): Promise<void>;
  /** Finds the announcement or the cursor at a key of the outbox. */
  findDispatch(
    key: RowKey,
  ): Promise<
    | { readonly kind: 'announcement'; readonly announcement: Announcement }
    | { readonly kind: 'cursor'; readonly cursor: Cursor }
    | null
  >;
  /** Keeps to how many addresses an announcement that has started went. */
  saveReach(announcement: string, reach: Reach): Promise<void>;
  listCursors(announcement: string): Promise<Cursor[]>;
  /** `stale`: somebody else has moved the cursor. Nothing was written. */
  moveCursor(before: Cursor, after: Cursor): Promise<'moved' | 'stale'>;
  /**
   * Adds a batch together with the claims of its addresses. Null: somebody else has made the batch
   * of that number.
   */
  addBatch(
    key: AnnouncementBatchKey,
    deliveries: ReadonlyMap<AddressKey, Delivery>,
  ): Promise<AnnouncementBatch | null>;
  /** Returns the key of the batch with that number, in the shard of the address. */
  batchKey(announcement: string, number: number, address: AddressKey): RowKey;
  /** Reads that batch and all later ones of its shard, page by page. Strongly consistent. */
  batchesFrom(first: AnnouncementBatchKey): AsyncIterable<AnnouncementBatch>;
}
