import {
  FROM_ONE_SOURCE_AN_HOUR as MOST,
  RECEIPTS_FOR_ONE_SOURCE_AN_HOUR,
  sourceOf,
} from '../domain/limits.ts';
import { HOUR_MS, plus } from '../domain/time.ts';
import type { Counts, CountStore } from '../ports/counts.ts';
import type { Journal } from '../ports/journal.ts';
import type { Clock, Tokens } from '../ports/world.ts';

interface Needs {
  readonly store: CountStore;
  readonly tokens: Pick<Tokens, 'hashContent'>;
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * `refused`: the source has written enough. `without-mail`: the submission is welcome, but enough
 * receipts were sent for its source.
 */
export type Verdict = 'welcome' | 'without-mail' | 'refused';

/**
 * Limits what one source may do in an hour. Only a keyed hash of its network address is kept, for an
 * hour.
 */
export function limitSource({ store, tokens, clock, journal }: Needs) {
  async function add<Amounts extends Counts>(source: string, amounts: Amounts): Promise<Amounts> {
    const now = clock.now();
    const [hash] = await tokens.hashContent(`source:${sourceOf(source)}`);
    return store.addTo(`source#${hash}#${now.slice(0, 13)}`, amounts, plus(now, HOUR_MS));
  }

  return {
    /** Counts one submission of that many bytes, with its receipt. */
    async countSubmission(source: string, written: number): Promise<Verdict> {
      const amounts = { submissions: 1, bytes: written, receipts: 1 };
      const { submissions, bytes, receipts } = await add(source, amounts);
      if (submissions > MOST.submissions || bytes > MOST.bytes) {
        journal.count('SourcesHeldBack');
        return 'refused';
      }
      if (receipts <= RECEIPTS_FOR_ONE_SOURCE_AN_HOUR) return 'welcome';
      journal.count('ReceiptsHeldBack');
      return 'without-mail';
    },

    /** Counts one receipt that somebody asks for again. False: the source has got enough of them. */
    async countReceipt(source: string): Promise<boolean> {
      const { receipts } = await add(source, { receipts: 1 });
      const may = receipts <= RECEIPTS_FOR_ONE_SOURCE_AN_HOUR;
      if (!may) journal.count('ReceiptsHeldBack');
      return may;
    },
  };
}
