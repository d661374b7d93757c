import type { Delivery } from '../domain/delivery.ts';
import type { Journal, MetricName } from '../ports/journal.ts';
import type { RowKey } from '../ports/rows.ts';

const COUNTED: Partial<Record<Delivery['state'], MetricName>> = {
  sent: 'MailsSent',
  failed: 'MailsFailed',
  unknown: 'MailsUnknown',
};

/** Gathers what became of mails, so that many mails make few lines in the log. */
export function tally(journal: Journal) {
  let states: Partial<Record<Delivery['state'], number>> = {};

  return {
    /** Adds these states. A mail that did not go out is logged at once. */
    add(key: RowKey, moves: ReadonlyMap<string, Delivery>): void {
      for (const [name, delivery] of moves) {
        const { state } = delivery;
        if (state === 'sending') continue;
        states[state] = (states[state] ?? 0) + 1;
        if (state !== 'failed' && state !== 'unknown') continue;
        const { kind, attempts, reason } = delivery;
        const details = { key, name, kind, state, attempts, reason };
        journal.error('A mail did not go out, or nobody knows whether it did', details);
      }
    },

    /** Counts everything since the last report. `about` stands beside the counts in the log. */
    report(about: Readonly<Record<string, unknown>>): void {
      for (const [state, metric] of Object.entries(COUNTED)) {
        const count = states[state as Delivery['state']] ?? 0;
        if (count > 0) journal.count(metric, count);
      }
      if (Object.keys(states).length > 0) {
        journal.info('Mails have moved on', { ...about, ...states });
      }
      states = {};
    },
  };
}
