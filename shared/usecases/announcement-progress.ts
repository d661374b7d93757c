import { type Announcement, mustBeCounted, receives } from '../domain/announcement.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { Instant } from '../domain/time.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';
import type { AddressKey, SubscriptionStore } from '../ports/subscriptions.ts';
import type { Clock } from '../ports/world.ts';

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

type States = Partial<Record<Delivery['state'], number>>;

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
  const states: States = {};
  let ahead = 0;
  for (const { shard, after, dueAt } of cursors) {
    const claimed = await countShard(store, announcement.id, shard, states);
    if (dueAt === null) continue;
    const last =
      [after, claimed]
        .flatMap((one) => one ?? [])
        .toSorted()
        .at(-1) ?? null;
    for await (const _ of audienceOf(store, announcement, shard, last)) ahead += 1;
  }
  const waiting = (states.due ?? 0) + (states.sending ?? 0);
  const complete = cursors.length === store.shards && cursors.every(({ dueAt }) => dueAt === null);
  return { due: ahead + waiting, states, complete };
}

/** Adds up the mails of one shard by their state. Returns the last address that has one. */
async function countShard(
  store: Pick<AnnouncementStore, 'batchesFrom'>,
  announcement: string,
  shard: number,
  states: States,
): Promise<AddressKey | null> {
  let last: AddressKey | null = null;
  for await (const { deliveries } of store.batchesFrom({ announcement, shard, number: 0 })) {
    for (const [address, { state }] of deliveries) {
      states[state] = (states[state] ?? 0) + 1;
      if (last === null || address > last) last = address;
    }
  }
  return last;
}

/**
 * Returns a function that counts to how many addresses each announcement went, and keeps the
 * numbers with it, so that a public page needs to read no mail. It leaves out those about which no
 * more reports come.
 */
export function countReach({
  store,
  clock,
}: {
  readonly store: Pick<
    AnnouncementStore,
    'listAnnouncements' | 'listCursors' | 'batchesFrom' | 'saveReach'
  >;
  readonly clock: Clock;
}) {
  return async (): Promise<void> => {
    const countedAt = clock.now();
    for (const announcement of await store.listAnnouncements()) {
      if (!mustBeCounted(announcement, countedAt)) continue;
      const { id } = announcement;
      const cursors = await store.listCursors(id);
      const states: States = {};
      for (const { shard } of cursors) await countShard(store, id, shard, states);
      const { sent = 0, delivered = 0, bounced = 0, complained = 0 } = states;
      // Nobody complains about a mail that has not come.
      const accepted = delivered + complained;
      const complete = cursors.length > 0 && cursors.every(({ dueAt }) => dueAt === null);
      const reach = { countedAt, complete, sent: sent + accepted + bounced, accepted };
      await store.saveReach(id, reach);
    }
  };
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
  announcement: Pick<Announcement, 'topic' | 'sendAt' | 'startedAt'>,
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
