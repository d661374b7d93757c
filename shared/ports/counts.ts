import type { Instant } from '../domain/time.ts';

/** Amounts by the names of their counters. */
export type Counts = Readonly<Record<string, number>>;

/** Counts up, and returns the counters as they stand then. */
export interface CountStore {
  /**
   * Adds the amounts under `name`, which names a span of time too. The table deletes them some time
   * after `until`.
   */
  addTo<Names extends Counts>(name: string, amounts: Names, until: Instant): Promise<Names>;
  /**
   * Adds the amounts to what a source has done in the hour of `at`. The table deletes them some time
   * after `until`, if nobody has removed them before.
   */
  addToSource<Names extends Counts>(
    source: string,
    at: Instant,
    amounts: Names,
    until: Instant,
  ): Promise<Names>;
}
