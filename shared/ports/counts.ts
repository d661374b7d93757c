import type { Instant } from '../domain/time.ts';

/** What is counted together: how much is added to each counter, and the most that it may reach. */
export type Amounts = Readonly<Record<string, { readonly add: number; readonly limit: number }>>;

export interface CountStore {
  /**
   * Adds the amounts under `name`, which names a span of time too. Returns false, and adds nothing,
   * if one of them would get beyond its limit. The table deletes the counts some time after `until`.
   */
  spendWithin(name: string, amounts: Amounts, until: Instant): Promise<boolean>;
}
