import { type Suppression, suppressionFor } from '../domain/suppression.ts';
import type { Instant } from '../domain/time.ts';
import type { AddressKeys, SuppressionStore } from '../ports/subscriptions.ts';

type Store = Pick<SuppressionStore, 'listAudit' | 'saveSuppression' | 'liftSuppression'>;

/**
 * Saves or lifts the suppression as it follows from all audit rows of the address, and returns it.
 * Null: the address may get mail. Call it after each new row. Others may add rows at the same time.
 * The last writer reads the rows again after its write. So once all have ended, the suppression
 * follows from all rows, in any order. Erased rows must not lift a suppression, so nothing is
 * lifted without the row of a release.
 */
export async function settleSuppression(
  store: Store,
  addresses: AddressKeys,
  now: Instant,
): Promise<Suppression | null> {
  let written: Suppression | null | undefined;
  for (;;) {
    const rows = await store.listAudit(addresses);
    const suppression = suppressionFor(rows);
    if (written !== undefined && isSame(written, suppression)) return suppression;
    if (suppression !== null) await store.saveSuppression(addresses, suppression);
    else if (rows.some(({ event }) => event === 'released')) {
      await store.liftSuppression(addresses, now);
    } else return null;
    written = suppression;
  }
}

function isSame(one: Suppression | null, other: Suppression | null): boolean {
  return one?.reason === other?.reason && one?.at === other?.at;
}
