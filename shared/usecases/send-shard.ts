import type { SendingAccount } from '../delivery/account.ts';
import { pacer } from '../delivery/pace.ts';
import type { Compose, DeliveryRoom } from '../delivery/room.ts';
import type { Announcement } from '../domain/announcement.ts';
import { receives, type Subscription } from '../domain/subscription.ts';
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

/** Somebody may unsubscribe, complain or change topics: a subscription that was read longer ago is read again. */
const FRESH_MS = 1_000;
const MAX_PAGE = 100;
/** Claimed and sent at once: so many mails at most end unknown when a sender dies. */
const MAX_BATCH = 4;
/** A batch holds no more than goes out in that time: SES is not to see a burst. */
const BATCH_MS = 500;

/**
 * Sends an announcement in one shard, batch after batch. Each step answers where the cursor stands after it: due
 * now, so that it may go on; due later, where SES or the quota needs a rest; or at its end.
 */
export function shardSender(
  { store, room, account, writer, clock, pause }: Needs,
  announcement: Announcement,
) {
  const pace = pacer(clock, pause);
  const write = writer(announcement);

  return {
    /** What an earlier sender has left undone of the batches that it made. */
    async finish(cursor: Cursor): Promise<Cursor> {
      let reached = cursor;
      for await (const batch of store.batchesFrom({ ...cursor, number: cursor.batch })) {
        const { next } = await room.deliver(batch, 'announcement', composeLeft(batch.number));
        if (next !== null) return { ...reached, dueAt: next };
        reached = moveBeyond(reached, [...batch.deliveries.keys()].at(-1));
      }
      return { ...reached, dueAt: clock.now() };
    },

    /** As many as may go out in a second. Null: somebody else has gone on from here. */
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

  /** Whoever has unsubscribed since gets no mail; one that is suppressed has no subscription any more. */
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

/** The cursor once all of its batch is at rest. `last`: undefined where all of it were erased. */
function moveBeyond(cursor: Cursor, last: AddressKey | undefined): Cursor {
  return { ...cursor, after: last ?? cursor.after, batch: cursor.batch + 1 };
}

/** At least one, or nothing would ever go out. */
function mailsIn(ms: number, perSecond: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor((perSecond * ms) / 1_000)));
}
