import { HOLD_MS, type MailKind } from '../domain/delivery.ts';
import { type Instant, MINUTE_MS, plus } from '../domain/time.ts';
import type { ReadQuota, SendingQuota } from '../ports/mail.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly readQuota: ReadQuota;
  readonly clock: Clock;
  /** The number of senders that share the account. */
  readonly senders: number;
}

/** How much of one kind of mail one sender may send. */
export interface Share {
  /** Mails a second. 0: the account may send nothing for now, whatever its quota. */
  readonly perSecond: number;
  /** Mails in all. */
  readonly left: number;
}

/** What the account may send, as the senders of one function know it. */
export type SendingAccount = ReturnType<typeof sendingAccount>;

/**
 * How long an answer of SES is kept. SES answers only one such question a second for the whole
 * account.
 */
const KEPT_MS = MINUTE_MS / 2;
/**
 * The part of the daily quota that each kind of mail leaves to more important kinds. Announcements
 * leave room for the others. All of them leave room for digests.
 */
export const LEAVES: Record<Exclude<MailKind, 'digest'>, number> = {
  announcement: 0.1,
  receipt: 0.05,
  confirmation: 0.05,
  moderation: 0.05,
  lineage: 0.05,
};
/**
 * The part of the rate that announcements may use. The rest is for other mails in the same second.
 */
const SHARE_OF_RATE = 0.9;

/**
 * Keeps one sender's share of what the account may send. It asks SES from time to time, and subtracts
 * what this sender has sent since. Digests have no share: they always try.
 */
export function sendingAccount({ readQuota, clock, senders }: Needs) {
  let known: { readonly quota: SendingQuota; readonly until: Instant } | null = null;
  let sent = 0;
  let heldUntil: Instant | null = null;

  async function readAnew(): Promise<SendingQuota> {
    known = { quota: await readQuota(), until: plus(clock.now(), KEPT_MS) };
    sent = 0;
    return known.quota;
  }

  function isHeld(): boolean {
    return heldUntil !== null && clock.now() < heldUntil;
  }

  function shareOf(kind: keyof typeof LEAVES, { rate, left, daily }: SendingQuota): Share {
    const reserved = Number.isFinite(daily) ? Math.ceil(daily * LEAVES[kind]) : 0;
    const own = Math.floor((left - reserved) / senders) - sent;
    // An account whose sending is stopped has a rate of 0.
    return { perSecond: (rate * SHARE_OF_RATE) / senders, left: rate > 0 ? Math.max(0, own) : 0 };
  }

  return {
    /** Notes that this sender hands one more mail to SES. */
    spend(): void {
      sent += 1;
    },

    /**
     * Notes that SES has refused a mail because of the account. Other mails need not try for a
     * while.
     */
    hold(): void {
      heldUntil = plus(clock.now(), HOLD_MS);
    },

    /**
     * Returns this sender's share. If the share is used up, asks SES again, because other senders
     * may have left a part of theirs.
     */
    async share(kind: keyof typeof LEAVES): Promise<Share> {
      if (isHeld()) return { perSecond: 0, left: 0 };
      const kept = known !== null && clock.now() < known.until ? known.quota : null;
      const share = shareOf(kind, kept ?? (await readAnew()));
      return share.left === 0 && sent > 0 ? shareOf(kind, await readAnew()) : share;
    },
  };
}
