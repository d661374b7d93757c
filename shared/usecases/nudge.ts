import type { MailQueue } from '../ports/batches.ts';
import type { Journal } from '../ports/journal.ts';
import type { RowKey } from '../ports/rows.ts';

/**
 * Tells the queue about a delivery that is due. This only makes the mail faster: a lost nudge is
 * counted, and the sweep finds its delivery. Never rejects.
 */
export function nudgeOrSweep(queue: MailQueue, journal: Journal) {
  return async (key: RowKey): Promise<void> => {
    try {
      await queue.nudge([key]);
    } catch (fault) {
      journal.count('NudgesLost');
      journal.error('The nudge was lost; the sweep will send the mail', { key, fault });
    }
  };
}
