import type { Announcement } from '../domain/announcement.ts';
import { QUOTA_PAUSE_MS } from '../domain/delivery.ts';
import { receives } from '../domain/subscription.ts';
import { type Instant, plus } from '../domain/time.ts';
import type {
  AddressKey,
  AnnouncementStore,
  Clock,
  Cursor,
  Journal,
  Pause,
  SendMail,
  SubscriptionStore,
} from '../ports.ts';
import { pacer } from './pace.ts';
import { batchSender } from './send-batch.ts';
import type { sendingAccount } from './sending-account.ts';
import type { AnnouncementWriter } from './write-announcement.ts';

interface Needs {
  readonly store: AnnouncementStore & SubscriptionStore;
  readonly send: SendMail;
  readonly writer: AnnouncementWriter;
  readonly account: ReturnType<typeof sendingAccount>;
  readonly clock: Clock;
  readonly pause: Pause;
  readonly journal: Journal;
}

/** Unsubscribed, complained or changed topics? Read no longer ago than that, it counts as read just before. */
const FRESH_MS = 1_000;
const MAX_PAGE = 100;
/** Claimed and sent at once: so many mails at most end unknown when a sender dies. */
const MAX_BATCH = 4;
/** A batch holds no more than goes out in that time: SES is not to see a burst. */
const BATCH_MS = 500;

/**
 * Sends an announcement in one shard. Each step answers where the cursor stands after it: due now, so
 * that it may go on; due later, where SES or the quota needs a rest; or at its end.
 */
export function shardSender(needs: Needs, announcement: Announcement) {
  const { store, send, account, clock, pause, journal } = needs;
  const pace = pacer(clock, pause);
  const counted: SendMail = async (mail) => {
    account.count();
    return send(mail);
  };
  const batches = batchSender({ ...needs, send: counted }, announcement);
  let restMs = 0;

  return {
    /** What an earlier sender has left undone of the batches that it made. */
    async finish(cursor: Cursor): Promise<Cursor> {
      if ((await account.share()).left === 0) return outOfQuota(cursor);
      let reached = cursor;
      for await (const batch of store.batchesFrom({ ...cursor, number: cursor.batch })) {
        const comeBack = await batches.sendLeft(batch);
        if (comeBack !== null) return resting(reached, comeBack);
        reached = past(reached, [...batch.deliveries.keys()].at(-1));
      }
      return goingOn(reached);
    },

    /** As many as may go out in a second. Null: somebody else has gone on from here. */
    async sendPage(cursor: Cursor): Promise<Cursor | null> {
      await pace.wait();
      const { perSecond, left } = await account.share();
      if (left === 0) return outOfQuota(cursor);
      const readAt = clock.now();
      const size = Math.min(mailsIn(FRESH_MS, perSecond, MAX_PAGE), left);
      const page = await store.subscriptionsAfter(cursor.shard, cursor.after, size);
      const last = page.at(-1);
      if (last === undefined) return { ...cursor, dueAt: null };

      const waiting = page.filter(({ subscription }) => receives(subscription, announcement));
      const batchSize = mailsIn(BATCH_MS, perSecond, MAX_BATCH);
      let reached = cursor;
      while (waiting.length > 0) {
        const recipients = waiting.splice(0, batchSize);
        await pace.wait();
        if (reached !== cursor && clock.now() > plus(readAt, FRESH_MS)) return goingOn(reached);
        pace.book(recipients.length, perSecond);
        const { announcement: id, shard, batch: number } = reached;
        const comeBack = await batches.sendNew({ announcement: id, shard, number }, recipients);
        if (comeBack === 'taken') return null;
        if (comeBack !== null) return resting(reached, comeBack);
        reached = past(reached, recipients.at(-1)?.address);
      }
      return goingOn({ ...reached, after: last.address });
    },

    report(): void {
      batches.report(restMs);
    },
  };

  function outOfQuota(cursor: Cursor): Cursor {
    journal.count('QuotaUsedUp');
    return resting(cursor, plus(clock.now(), QUOTA_PAUSE_MS));
  }

  function resting(cursor: Cursor, dueAt: Instant): Cursor {
    restMs = Date.parse(dueAt) - Date.parse(clock.now());
    return { ...cursor, dueAt };
  }

  function goingOn(cursor: Cursor): Cursor {
    return { ...cursor, dueAt: clock.now() };
  }
}

/** The cursor once all of its batch is at rest. `last`: undefined where all of it were erased. */
function past(cursor: Cursor, last: AddressKey | undefined): Cursor {
  return { ...cursor, after: last ?? cursor.after, batch: cursor.batch + 1 };
}

/** At least one, or nothing would ever go out. */
function mailsIn(ms: number, perSecond: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor((perSecond * ms) / 1_000)));
}
