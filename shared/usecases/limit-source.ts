import {
  FROM_ONE_SOURCE_AN_HOUR as MOST,
  RECEIPTS_FOR_ONE_SOURCE_AN_HOUR,
  sourceOf,
} from '../domain/limits.ts';
import { HOUR_MS, plus } from '../domain/time.ts';
import type { CountStore } from '../ports/counts.ts';
import type { Journal } from '../ports/journal.ts';
import type { Clock, Tokens } from '../ports/world.ts';

interface Needs {
  readonly store: CountStore;
  readonly tokens: Pick<Tokens, 'hashContent'>;
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * Limits what one source may do in an hour. Only a keyed hash of its network address is kept, for an
 * hour.
 */
export function limitSource({ store, tokens, clock, journal }: Needs) {
  async function spend(
    what: string,
    source: string,
    amounts: Parameters<CountStore['spendWithin']>[1],
  ) {
    const now = clock.now();
    const hour = now.slice(0, 13);
    const [name] = await tokens.hashContent(`source:${sourceOf(source)}`);
    return store.spendWithin(`${what}#${name}#${hour}`, amounts, plus(now, HOUR_MS));
  }

  return {
    /** Counts one submission of that many bytes. False: the source has written enough. */
    async mayWrite(source: string, bytes: number): Promise<boolean> {
      const may = await spend('writes', source, {
        submissions: { add: 1, limit: MOST.submissions },
        bytes: { add: bytes, limit: MOST.bytes },
      });
      if (!may) journal.count('SourcesHeldBack');
      return may;
    },

    /** Counts one receipt. False: enough receipts were sent for the source. */
    async mayMail(source: string): Promise<boolean> {
      const limit = RECEIPTS_FOR_ONE_SOURCE_AN_HOUR;
      const may = await spend('receipts', source, { receipts: { add: 1, limit } });
      if (!may) journal.count('ReceiptsHeldBack');
      return may;
    },
  };
}
