import type { MailQueue } from '../ports/batches.ts';
import type { Journal } from '../ports/journal.ts';
import type { RowKey } from '../ports/rows.ts';

/**
 * Tells the queue of a delivery that is due. It only makes the mail quicker: a nudge that is lost
 * is counted, and the sweep finds what it was about. Never rejects.
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
