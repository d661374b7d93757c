import { type Instant, MINUTE_MS, plus } from '../domain/time.ts';
import type { Clock, ReadQuota, SendingQuota } from '../ports.ts';

interface Needs {
  readonly readQuota: ReadQuota;
  readonly clock: Clock;
  /** So many share the account. */
  readonly senders: number;
}

/** SES answers one such question a second to the whole account. */
const KEPT_MS = MINUTE_MS / 2;
/** Digests, receipts and confirmations must still go out on a day with an announcement. */
const RESERVED_SHARE = 0.1;
/** Room for them in every second, too. */
const SHARE_OF_RATE = 0.9;

/** One sender's share of what the account may send: asked for now and then, less what it has sent since. */
export function sendingAccount({ readQuota, clock, senders }: Needs) {
  let known: { readonly quota: SendingQuota; readonly until: Instant } | null = null;
  let sent = 0;

  async function readAnew(): Promise<SendingQuota> {
    known = { quota: await readQuota(), until: plus(clock.now(), KEPT_MS) };
    sent = 0;
    return known.quota;
  }

  function shareOf({ rate, left, daily }: SendingQuota) {
    const reserved = Number.isFinite(daily) ? Math.ceil(daily * RESERVED_SHARE) : 0;
    const own = Math.floor((left - reserved) / senders) - sent;
    // An account whose sending is stopped has a rate of nought.
    return { perSecond: (rate * SHARE_OF_RATE) / senders, left: rate > 0 ? Math.max(0, own) : 0 };
  }

  return {
    count(): void {
      sent += 1;
    },
    /** Mails a second, and mails in all. What another sender has left over is shared anew. */
    async share(): Promise<{ readonly perSecond: number; readonly left: number }> {
      const isKnown = known !== null && clock.now() < known.until;
      const share = shareOf(isKnown && known !== null ? known.quota : await readAnew());
      return share.left === 0 && sent > 0 ? shareOf(await readAnew()) : share;
    },
  };
}
