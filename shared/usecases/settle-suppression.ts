import type { Retention } from '../domain/retention.ts';
import { type Suppression, suppressionFor } from '../domain/suppression.ts';
import { DAY_MS, type Instant, plus } from '../domain/time.ts';
import type { AddressKeys, SuppressionStore } from '../ports/subscriptions.ts';

type Store = Pick<SuppressionStore, 'listAudit' | 'saveSuppression' | 'liftSuppression'>;

/**
 * Saves or lifts the suppression as it follows from all audit rows of the address, and returns it.
 * Null: the address may get mail. Call it after each new row. Others may add rows at the same time.
 * The last writer reads the rows again after its write. So once all have ended, the suppression
 * follows from all rows, in any order. Erased rows must not lift a suppression, so nothing is
 * lifted without the row of a release. Rows that are too old do not count, whether the table has
 * deleted them or not: otherwise a release could outlive a later report.
 */
export async function settleSuppression(
  store: Store,
  addresses: AddressKeys,
  now: Instant,
  { deliveryDays }: Pick<Retention, 'deliveryDays'>,
): Promise<Suppression | null> {
  const from = plus(now, -deliveryDays * DAY_MS);
  let written: Suppression | null | undefined;
  for (;;) {
    const rows = (await store.listAudit(addresses)).filter(({ at }) => at > from);
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
