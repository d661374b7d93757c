import { MINUTE_MS, plus } from '../domain/time.ts';
import type { MailQueue, Outbox } from '../ports/batches.ts';
import type { Journal } from '../ports/journal.ts';
import type { TableIdentity } from '../ports/rows.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Outbox & Pick<TableIdentity, 'identify'>;
  readonly queue: MailQueue;
  readonly announcementQueue: MailQueue;
  readonly clock: Clock;
  readonly journal: Journal;
}

/** What became due less than this long ago was nudged, and is probably on its way. */
const GRACE_MS = MINUTE_MS / 2;
/** At most this many in one run, oldest first. The rest waits for the next run. */
const AT_ONCE = 1_000;

/**
 * Nudges announcements whose time has come. Also nudges again what has been due for too long: after
 * a lost nudge, after the end of a pause, after the death of a sender. Does nothing for a table
 * that was restored from a backup.
 */
export function sweepOutbox({ store, queue, announcementQueue, clock, journal }: Needs) {
  return async (): Promise<{ readonly swept: number }> => {
    if ((await store.identify()) === 'restored') {
      journal.count('TableHeld');
      journal.error('This table was restored from a backup: its mails wait for an operator', {});
      return { swept: 0 };
    }
    const before = plus(clock.now(), -GRACE_MS);
    const { batches, announcements } = await store.dueItems(before, AT_ONCE);
    await queue.nudge(batches);
    await announcementQueue.nudge(announcements);
    const swept = batches.length + announcements.length;
    if (swept > 0) journal.count('OutboxSwept', swept);
    return { swept };
  };
}
