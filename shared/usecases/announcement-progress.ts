import type { Announcement } from '../domain/announcement.ts';
import type { Delivery } from '../domain/delivery.ts';
import { receives } from '../domain/subscription.ts';
import type { Instant } from '../domain/time.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';
import type { AddressKey, SubscriptionStore } from '../ports/subscriptions.ts';

type Store = Pick<AnnouncementStore, 'listCursors' | 'batchesFrom'> &
  Pick<SubscriptionStore, 'shards' | 'subscriptionsAfter'>;

/** How an announcement stands, counted from the deliveries themselves. */
export interface AnnouncementProgress {
  /** Addresses whose turn is still to come, and mails that wait for another attempt. */
  readonly due: number;
  /** Mails by their state. */
  readonly states: Readonly<Partial<Record<Delivery['state'], number>>>;
  /** The fan-out has ended in every shard, so every mail is at rest. */
  readonly complete: boolean;
}

const PAGE_SIZE = 200;

/**
 * Counts how an announcement stands. Reads everything, page by page. It is meant for an operator
 * who asks, not for a public page.
 */
export async function countProgress(
  store: Store,
  announcement: Announcement,
): Promise<AnnouncementProgress> {
  // Read the cursors before the batches: all batches of a cursor that has ended by then exist.
  const cursors = await store.listCursors(announcement.id);
  const states: Partial<Record<Delivery['state'], number>> = {};
  let ahead = 0;
  for (const { shard, after, dueAt } of cursors) {
    let last = after;
    for await (const { deliveries } of store.batchesFrom({
      announcement: announcement.id,
      shard,
      number: 0,
    })) {
      for (const [address, { state }] of deliveries) {
        states[state] = (states[state] ?? 0) + 1;
        if (last === null || address > last) last = address;
      }
    }
    if (dueAt === null) continue;
    for await (const _ of audienceOf(store, announcement, shard, last)) ahead += 1;
  }
  const waiting = (states.due ?? 0) + (states.sending ?? 0);
  const complete = cursors.length === store.shards && cursors.every(({ dueAt }) => dueAt === null);
  return { due: ahead + waiting, states, complete };
}

/** Counts how many subscribers would get the announcement if it were sent now. */
export async function countAudience(
  store: Pick<SubscriptionStore, 'shards' | 'subscriptionsAfter'>,
  { topic }: Pick<Announcement, 'topic'>,
  now: Instant,
): Promise<number> {
  let count = 0;
  for (let shard = 0; shard < store.shards; shard++) {
    const audience = audienceOf(store, { topic, sendAt: now }, shard, null);
    for await (const _ of audience) count += 1;
  }
  return count;
}

async function* audienceOf(
  store: Pick<SubscriptionStore, 'subscriptionsAfter'>,
  announcement: Pick<Announcement, 'topic' | 'sendAt'>,
  shard: number,
  after: AddressKey | null,
): AsyncGenerator<AddressKey, void, undefined> {
  let last = after;
  for (;;) {
    const page = await store.subscriptionsAfter(shard, last, PAGE_SIZE);
    for (const { address, subscription } of page) {
      if (receives(subscription, announcement)) yield address;
      last = address;
    }
    if (page.length < PAGE_SIZE) return;
  }
}
