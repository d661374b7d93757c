import type { Descent } from '../domain/lineage.ts';
import type { Instant } from '../domain/time.ts';
import type { RowKey } from './rows.ts';

/** Names the row of a descent. */
export type DescentName = Omit<Descent, 'part' | 'at'>;

export interface LineageStore {
  /**
   * Adds the descent, with a mail to the author that is due at `now`. `taken`: the author has been
   * told before, or will be.
   */
  addDescent(descent: Descent, now: Instant): Promise<'added' | 'taken'>;
  /** Returns what has grown from the proposals to one call. These are few: a plan is short. */
  listDescents(consultation: string): Promise<Descent[]>;
  /** Returns the key of the row that holds the mail. */
  descentKey(descent: DescentName): RowKey;
}
