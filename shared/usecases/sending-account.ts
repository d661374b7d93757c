import { type Instant, MINUTE_MS, plus } from '../domain/time.ts';
import type { Clock, ReadQuota, SendingQuota } from '../ports.ts';

/** SES answers one such question a second to the whole account. */
const KEPT_MS = MINUTE_MS / 2;

/** The account's quota, asked for now and then, less what has been sent here since. */
export function sendingAccount({
  readQuota,
  clock,
}: {
  readonly readQuota: ReadQuota;
  readonly clock: Clock;
}) {
  let known: { readonly quota: SendingQuota; readonly until: Instant } | null = null;
  let sent = 0;
  return {
    count(): void {
      sent += 1;
    },
    async quota(): Promise<SendingQuota> {
      if (known === null || clock.now() >= known.until) {
        known = { quota: await readQuota(), until: plus(clock.now(), KEPT_MS) };
        sent = 0;
      }
      return { ...known.quota, left: known.quota.left - sent };
    },
  };
}
