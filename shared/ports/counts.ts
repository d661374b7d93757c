import type { Instant } from '../domain/time.ts';

/** What is counted together: how much is added to each counter, and the most that it may reach. */
export type Amounts = Readonly<Record<string, { readonly add: number; readonly limit: number }>>;

export interface CountStore {
  /**
   * Adds the amounts under `name`, which names a span of time too. Returns false if one of the
   * counts is now beyond its limit. The table is asked the same in both cases. It deletes the counts
   * some time after `until`.
   */
  spendWithin(name: string, amounts: Amounts, until: Instant): Promise<boolean>;
}
