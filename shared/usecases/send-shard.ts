import type { SendingAccount } from '../delivery/account.ts';
import { pacer } from '../delivery/pace.ts';
import type { Compose, DeliveryRoom } from '../delivery/room.ts';
import { type Announcement, receives } from '../domain/announcement.ts';
import type { Subscription } from '../domain/subscription.ts';
import { type Instant, plus } from '../domain/time.ts';
import type { AnnouncementStore, Cursor } from '../ports/announcements.ts';
import type { AddressKey, SubscriptionStore } from '../ports/subscriptions.ts';
import type { Clock, Pause } from '../ports/world.ts';
import type { AnnouncementWriter } from './write-announcement.ts';

interface Needs {
  readonly store: AnnouncementStore & SubscriptionStore;
  readonly room: DeliveryRoom;
  readonly account: SendingAccount;
  readonly writer: AnnouncementWriter;
  readonly clock: Clock;
  readonly pause: Pause;
}

interface Recipient {
  readonly address: AddressKey;
  readonly subscription: Subscription;
}

/**
 * Somebody may unsubscribe, complain or change topics at any time. So a subscription that was read
 * longer ago than this is read again.
 */
const FRESH_MS = 1_000;
const MAX_PAGE = 100;
/**
 * A batch is claimed and sent at once. If a sender dies, at most this many mails end as unknown.
 */
const MAX_BATCH = 4;
/** A batch holds no more mails than may go out in this time, so that SES does not see a burst. */
const BATCH_MS = 500;

/**
 * Sends an announcement in one shard, batch by batch. Each step returns where the cursor then
 * stands: due now, so that it may go on; due later, because SES or the quota needs a rest; or at
 * its end.
 */
export function shardSender(
  { store, room, account, writer, clock, pause }: Needs,
  announcement: Announcement,
) {
  const pace = pacer(clock, pause);
  const write = writer(announcement);

  return {
    /** Finishes the batches that an earlier sender has made and left. */
    async finish(cursor: Cursor): Promise<Cursor> {
      let reached = cursor;
      for await (const batch of store.batchesFrom({ ...cursor, number: cursor.batch })) {
        const { next } = await room.deliver(batch, 'announcement', composeLeft(batch.number));
        if (next !== null) return { ...reached, dueAt: next };
        reached = moveBeyond(reached, [...batch.deliveries.keys()].at(-1));
      }
      return { ...reached, dueAt: clock.now() };
    },

    /** Sends as many mails as may go out in a second. Null: somebody else has gone on from here. */
    async sendPage(cursor: Cursor): Promise<Cursor | null> {
      await pace.wait();
      const answer = await room.ask('announcement');
      if (answer.leave === 'no') return cursor;
      if (answer.leave === 'later') return { ...cursor, dueAt: answer.at };
      const { perSecond, left } = await account.share('announcement');
      const readAt = clock.now();
      const size = Math.min(mailsIn(FRESH_MS, perSecond, MAX_PAGE), Math.max(1, left));
      const page = await store.subscriptionsAfter(cursor.shard, cursor.after, size);
      const last = page.at(-1);
      if (last === undefined) return { ...cursor, dueAt: null };

      const waiting = page.filter(({ subscription }) => receives(subscription, announcement));
      const batchSize = mailsIn(BATCH_MS, perSecond, MAX_BATCH);
      let reached = cursor;
      while (waiting.length > 0) {
        const recipients = waiting.splice(0, batchSize);
        await pace.wait();
        if (reached !== cursor && clock.now() > plus(readAt, FRESH_MS)) return dueAgain(reached);
        pace.book(recipients.length, perSecond);
        const next = await sendNew(reached, recipients);
        if (next === 'taken') return null;
        if (next !== null) return { ...reached, dueAt: next };
        reached = moveBeyond(reached, recipients.at(-1)?.address);
      }
      return dueAgain({ ...reached, after: last.address });
    },
  };

  async function sendNew(
    { announcement: id, shard, batch: number }: Cursor,
    recipients: readonly Recipient[],
  ): Promise<Instant | null | 'taken'> {
    const subscriptions = new Map(recipients.map((one) => [one.address, one.subscription]));
    const compose: Compose = async (address) =>
      mailTo(number, address, subscriptions.get(address) ?? null);
    const turn = await room.deliverNew(
      [...subscriptions.keys()],
      'announcement',
      compose,
      (deliveries) => store.addBatch({ announcement: id, shard, number }, deliveries),
    );
    return turn === 'taken' ? turn : turn.next;
  }

  /**
   * Composes the mails of a batch that exists already. A person who has unsubscribed since gets no
   * mail. A suppressed address has no subscription any more.
   */
  function composeLeft(number: number): Compose {
    return async (address) => mailTo(number, address, await store.findSubscription(address));
  }

  async function mailTo(batch: number, address: AddressKey, subscription: Subscription | null) {
    if (subscription === null || !receives(subscription, announcement)) {
      return { suppressed: 'no-longer-subscribed' };
    }
    const { language, email } = subscription;
    return write(language, { email, address, batch });
  }

  function dueAgain(cursor: Cursor): Cursor {
    return { ...cursor, dueAt: clock.now() };
  }
}

/**
 * Moves the cursor beyond a batch whose mails are all at rest. `last` is undefined if all addresses
 * of the batch were erased.
 */
function moveBeyond(cursor: Cursor, last: AddressKey | undefined): Cursor {
  return { ...cursor, after: last ?? cursor.after, batch: cursor.batch + 1 };
}

/** Returns at least one, because otherwise nothing would ever go out. */
function mailsIn(ms: number, perSecond: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor((perSecond * ms) / 1_000)));
}
