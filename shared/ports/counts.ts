import type { Instant } from '../domain/time.ts';

/** Amounts by the names of their counters. */
export type Counts = Readonly<Record<string, number>>;

export interface CountStore {
  /**
   * Adds the amounts under `name`, which names a span of time too. Returns the counters as they
   * stand then. The table deletes them some time after `until`.
   */
  addTo<Names extends Counts>(name: string, amounts: Names, until: Instant): Promise<Names>;
}
