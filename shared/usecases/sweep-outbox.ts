import { MINUTE_MS, plus } from '../domain/time.ts';
import type { Clock, DeliveryStore, Journal, MailQueue } from '../ports.ts';

interface Needs {
  readonly store: Pick<DeliveryStore, 'dueDeliveries'>;
  readonly queue: MailQueue;
  readonly clock: Clock;
  readonly journal: Journal;
}

/** What became due this recently has been nudged and is probably on its way. */
const GRACE_MS = MINUTE_MS / 2;
/** At one run; the rest waits for the next, oldest first. */
const AT_ONCE = 1_000;

/** Nudges again whatever has been due for longer than it should: lost nudges, pauses that are over, dead senders. */
export function sweepOutbox({ store, queue, clock, journal }: Needs) {
  return async (): Promise<{ readonly swept: number }> => {
    const due = await store.dueDeliveries(plus(clock.now(), -GRACE_MS), AT_ONCE);
    await queue.nudge(due);
    if (due.length > 0) journal.count('OutboxSwept', due.length);
    return { swept: due.length };
  };
}
