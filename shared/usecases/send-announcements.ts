import type { Announcement } from '../domain/announcement.ts';
import { stateOf } from '../domain/consultation.ts';
import { claim, due, QUOTA_PAUSE_MS, settle } from '../domain/delivery.ts';
import { receives, type Subscription } from '../domain/subscription.ts';
import { type Instant, MINUTE_MS, plus } from '../domain/time.ts';
import type {
  AddressKey,
  AnnouncementStore,
  Clock,
  ConsultationStore,
  Cursor,
  DeliveryKey,
  DeliveryStore,
  Journal,
  MailQueue,
  Pause,
  ReadQuota,
  SendMail,
  SubscriptionStore,
} from '../ports.ts';
import { pace } from './pace.ts';
import { sendingAccount } from './sending-account.ts';
import type { AnnouncementWriter } from './write-announcement.ts';

interface Needs {
  readonly store: AnnouncementStore &
    SubscriptionStore &
    Pick<ConsultationStore, 'findConsultation'> &
    Pick<DeliveryStore, 'moveDelivery'>;
  readonly send: SendMail;
  readonly readQuota: ReadQuota;
  readonly writer: AnnouncementWriter;
  /** Where cursors go to be carried on. */
  readonly queue: MailQueue;
  readonly clock: Clock;
  readonly pause: Pause;
  readonly journal: Journal;
  /** Of us, at most that many are at work at once: each has its share of the account's rate. */
  readonly senders: number;
}

/** How long one page of addresses takes at most, at the account's rate. */
const PAGE_MS = 20_000;
const MAX_PAGE = 100;
/** Longer than a page ever takes: whoever holds a cursor longer has died. */
const CURSOR_LEASE_MS = 2 * MINUTE_MS;
/** After SES has been too busy, out of reach or silent. */
const REST_MS = MINUTE_MS;
/** Mails in flight at once, so that one slow answer does not hold up the rate. */
const LANES = 4;
/** A subscription read no longer ago than that counts as read just before the sending. */
const FRESH_MS = 1_000;
/** Digests, receipts and confirmations must still go out on a day with an announcement. */
const RESERVED_SHARE = 0.1;
/** Room for them in every second, too. */
const SHARE_OF_RATE = 0.9;

/**
 * Carries an announcement on by one step: starts it, or sends one page of one shard and hands the rest
 * on. The cursor moves only after every address of its page has been dealt with, and each address is
 * claimed once: killed anywhere, doubled or delayed, nobody is skipped and nobody is mailed twice. A
 * mail whose outcome is unknown is not sent again.
 */
export function sendAnnouncements(needs: Needs) {
  const { store, send, queue, clock, pause, journal, senders } = needs;
  const account = sendingAccount(needs);

  return async (key: DeliveryKey): Promise<void> => {
    const dispatch = await store.findDispatch(key);
    if (dispatch === null) throw new Error(`Nothing to announce at ${key.partition} / ${key.sort}`);
    if (dispatch.kind === 'announcement') await start(dispatch.announcement);
    else await carryOn(key, dispatch.cursor);
  };

  async function start(announcement: Announcement): Promise<void> {
    const { state, sendAt } = announcement;
    if (state === 'cancelled' || state === 'lapsed' || clock.now() < sendAt) return;
    if (state === 'scheduled') {
      if (await isOutOfDate(announcement)) {
        await store.lapseAnnouncement(announcement.id);
        return;
      }
      if ((await store.startAnnouncement(announcement)) === 'stale') return;
    }
    const cursors = await store.addCursors(announcement.id, clock.now());
    await store.settleAnnouncement(announcement.id);
    await queue.nudge(cursors);
  }

  /** Nobody wants to hear that a consultation has opened that is closed by now. */
  async function isOutOfDate({ content }: Announcement): Promise<boolean> {
    if (content.kind === 'written') return false;
    const consultation = await store.findConsultation(content.consultation);
    return consultation === null || stateOf(consultation, clock.now()) === 'closed';
  }

  async function carryOn(key: DeliveryKey, cursor: Cursor): Promise<void> {
    const now = clock.now();
    if (cursor.dueAt === null || now < cursor.dueAt) return;
    const held = { ...cursor, dueAt: plus(now, CURSOR_LEASE_MS) };
    if ((await store.moveCursor(cursor, held)) === 'stale') return;

    const quota = await account.quota();
    const left = quota.left - reservedOf(quota);
    if (left <= 0) {
      journal.count('QuotaUsedUp');
      await store.moveCursor(held, { ...held, dueAt: plus(clock.now(), QUOTA_PAUSE_MS) });
      return;
    }
    const perSecond = (quota.rate * SHARE_OF_RATE) / senders;
    const inTime = Math.max(1, Math.floor((perSecond * PAGE_MS) / 1_000));
    const size = Math.min(MAX_PAGE, inTime, left);
    const page = await store.subscriptionsAfter(cursor.shard, cursor.after, size);
    const last = page.at(-1);
    if (last === undefined) {
      await store.moveCursor(held, { ...held, dueAt: null });
      return;
    }
    const rest = await sendPage(await found(cursor.announcement), page, perSecond);
    const after = rest === null ? last.address : cursor.after;
    const dueAt = plus(clock.now(), rest ?? 0);
    const moved = await store.moveCursor(held, { ...held, after, dueAt });
    if (moved === 'moved' && rest === null) await queue.nudge([key]);
  }

  async function found(id: string): Promise<Announcement> {
    const announcement = await store.findAnnouncement(id);
    if (announcement === null) throw new Error(`No announcement ${id}`);
    return announcement;
  }

  /** Answers null once all of the page has been dealt with, or for how many ms to let SES rest. */
  async function sendPage(
    announcement: Announcement,
    page: Awaited<ReturnType<SubscriptionStore['subscriptionsAfter']>>,
    perSecond: number,
  ): Promise<number | null> {
    const write = await needs.writer(announcement);
    const turn = pace(perSecond, clock, pause);
    const readAt = clock.now();
    const waiting = page.filter(({ subscription }) => receives(subscription, announcement));
    const counts = { sent: 0, failed: 0, unknown: 0 };
    let rest: number | null = null;
    let broken = false;

    const lane = async () => {
      for (;;) {
        const next = rest === null && !broken ? waiting.shift() : undefined;
        if (next === undefined) return;
        await turn();
        const subscription = await fresh(next, readAt);
        if (subscription === null || !receives(subscription, announcement)) continue;
        const outcome = await sendOne(next.address, subscription);
        if (outcome === 'sent' || outcome === 'failed' || outcome === 'unknown') {
          counts[outcome] += 1;
        }
        if (outcome === 'exhausted') rest = QUOTA_PAUSE_MS;
        else if (outcome === 'unknown' || outcome === 'due') rest ??= REST_MS;
      }
    };

    const sendOne = async (address: AddressKey, subscription: Subscription) => {
      const { language, email } = subscription;
      const now = clock.now();
      const delivery = claim(due('announcement', now), now);
      if (delivery === null) throw new Error('A delivery that is due can be claimed');
      const mail = await write(language, { email, address });
      const claimed = { address, language, delivery };
      if ((await store.addAnnouncementDelivery(announcement.id, claimed)) === 'taken') return null;
      const outcome = await send(mail);
      account.count();
      const key = store.announcementDeliveryKey(announcement.id, address);
      const after = settle(delivery, outcome, clock.now());
      await store.moveDelivery(key, delivery, after);
      return outcome.outcome === 'exhausted' ? 'exhausted' : after.state;
    };

    // Whatever breaks one lane, the others bring their mail to its end: nothing goes on afterwards.
    const lanes = Array.from({ length: LANES }, async () =>
      lane().catch((fault: unknown) => {
        broken = true;
        throw fault;
      }),
    );
    const ended = await Promise.allSettled(lanes);
    report(announcement.id, counts, rest);
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    return rest;
  }

  /** Unsubscribed, complained or changed topics meanwhile: asked again unless it was read just now. */
  async function fresh(
    { address, subscription }: { address: AddressKey; subscription: Subscription },
    readAt: Instant,
  ): Promise<Subscription | null> {
    return clock.now() <= plus(readAt, FRESH_MS) ? subscription : store.findSubscription(address);
  }

  function report(
    announcement: string,
    { sent, failed, unknown }: { sent: number; failed: number; unknown: number },
    rest: number | null,
  ): void {
    if (sent > 0) journal.count('MailsSent', sent);
    if (failed > 0) journal.count('MailsFailed', failed);
    if (unknown > 0) journal.count('MailsUnknown', unknown);
    if (rest === QUOTA_PAUSE_MS) journal.count('QuotaUsedUp');
    const details = { announcement, sent, failed, unknown, restMs: rest };
    if (failed + unknown > 0 || rest !== null) {
      journal.error('An announcement met a fault', details);
    } else {
      journal.info('An announcement has moved on', details);
    }
  }
}

function reservedOf({ daily }: { readonly daily: number }): number {
  return Number.isFinite(daily) ? Math.ceil(daily * RESERVED_SHARE) : 0;
}
