import { type Suppression, suppressionFor } from '../domain/suppression.ts';
import type { Instant } from '../domain/time.ts';
import type { AddressKey, SuppressionStore } from '../ports/subscriptions.ts';

type Store = Pick<SuppressionStore, 'listAudit' | 'saveSuppression' | 'liftSuppression'>;

/**
 * Saves or lifts the suppression as it follows from all audit rows of the address, and answers it;
 * null: it may get mail. Call it after each new row. Others may add rows at the same time: whoever
 * writes last has looked at the rows after the write, so once all have ended the suppression follows
 * from all rows, whatever their order. Rows that were erased say nothing: without a row of a release
 * nothing is lifted.
 */
export async function settleSuppression(
  store: Store,
  address: AddressKey,
  now: Instant,
): Promise<Suppression | null> {
  let written: Suppression | null | undefined;
  for (;;) {
    const rows = await store.listAudit(address);
    const suppression = suppressionFor(rows);
    if (written !== undefined && isSame(written, suppression)) return suppression;
    if (suppression !== null) await store.saveSuppression(address, suppression);
    else if (rows.some(({ event }) => event === 'released')) {
      await store.liftSuppression(address, now);
    } else return null;
    written = suppression;
  }
}

function isSame(one: Suppression | null, other: Suppression | null): boolean {
  return one?.reason === other?.reason && one?.at === other?.at;
}
