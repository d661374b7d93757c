import {
  FROM_ONE_SOURCE_AN_HOUR as MOST,
  RECEIPTS_FOR_ONE_SOURCE_AN_HOUR,
  sourceOf,
} from '../domain/limits.ts';
import type { Retention } from '../domain/retention.ts';
import type { SubmissionInput } from '../domain/submission.ts';
import { DAY_MS, plus } from '../domain/time.ts';
import type { Counts, CountStore } from '../ports/counts.ts';
import type { Journal } from '../ports/journal.ts';
import type { Clock, Tokens } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<CountStore, 'addToSource'>;
  readonly tokens: Pick<Tokens, 'hashContent'>;
  readonly clock: Clock;
  readonly retention: Pick<Retention, 'sourceCountDays'>;
  readonly journal: Journal;
}

/**
 * `refused`: the source has written enough. `without-mail`: the submission is welcome, but enough
 * receipts were sent for its source.
 */
export type Verdict = 'welcome' | 'without-mail' | 'refused';

/**
 * Returns a function that adds what a source does to its counts of this hour, and returns the
 * counts. Only a keyed hash of the network address is kept, for the days that are set.
 */
export function sourceCounter({
  store,
  clock,
  retention,
  hash,
}: Pick<Needs, 'store' | 'clock' | 'retention'> & { readonly hash: Tokens['hashContent'] }) {
  return async <Amounts extends Counts>(source: string, amounts: Amounts): Promise<Amounts> => {
    const now = clock.now();
    const [name] = await hash(`source:${sourceOf(source)}`);
    const until = plus(now, retention.sourceCountDays * DAY_MS);
    return store.addToSource(name, now, amounts, until);
  };
}

/** Limits what one source may do in an hour. */
export function limitSource({ store, tokens, clock, retention, journal }: Needs) {
  const add = sourceCounter({ store, clock, retention, hash: tokens.hashContent });

  return {
    /** Counts one submission, with its size and its receipt. */
    async countSubmission(source: string, input: SubmissionInput): Promise<Verdict> {
      const size = Buffer.byteLength(JSON.stringify(input));
      const { length: parts } = input.parts;
      const counts = await add(source, { submissions: 1, parts, bytes: size, receipts: 1 });
      const { receipts } = counts;
      if (isTooMuch(counts)) return 'refused';
      if (receipts <= RECEIPTS_FOR_ONE_SOURCE_AN_HOUR) return 'welcome';
      journal.count('ReceiptsHeldBack');
      return 'without-mail';
    },

    /** Counts one choice of publication as a submission of `parts` parts without a text. */
    async countChoice(source: string, parts: number): Promise<'welcome' | 'refused'> {
      const counts = await add(source, { submissions: 1, parts, bytes: 0 });
      return isTooMuch(counts) ? 'refused' : 'welcome';
    },

    /** Counts one receipt that somebody asks for again. False: the source has got enough of them. */
    async countReceipt(source: string): Promise<boolean> {
      const { receipts } = await add(source, { receipts: 1 });
      const may = receipts <= RECEIPTS_FOR_ONE_SOURCE_AN_HOUR;
      if (!may) journal.count('ReceiptsHeldBack');
      return may;
    },
  };

  function isTooMuch({ submissions, parts, bytes }: typeof MOST): boolean {
    const isHeldBack = submissions > MOST.submissions || parts > MOST.parts || bytes > MOST.bytes;
    if (isHeldBack) journal.count('SourcesHeldBack');
    return isHeldBack;
  }
}
