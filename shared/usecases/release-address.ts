import type { Retention } from '../domain/retention.ts';
import { DAY_MS, laterThan, plus } from '../domain/time.ts';
import type { AddressKeys, SuppressionStore } from '../ports/subscriptions.ts';
import type { Clock } from '../ports/world.ts';
import { settleSuppression } from './settle-suppression.ts';

interface Needs {
  readonly store: SuppressionStore;
  readonly clock: Clock;
  readonly retention: Pick<Retention, 'deliveryDays'>;
}

/**
 * Lifts a suppression. Earlier reports stay in the audit rows, but no longer count. A later report
 * suppresses the address again. The clock of the operator's machine may be behind, so the release is
 * dated later than every report that is known. `none`: the address was not suppressed. `suppressed`:
 * a report that came meanwhile suppresses it again.
 */
export function releaseAddress({ store, clock, retention }: Needs) {
  return async (addresses: AddressKeys): Promise<'released' | 'suppressed' | 'none'> => {
    if ((await store.findSuppression(addresses)) === null) return 'none';
    const reports = await store.listAudit(addresses);
    const at = laterThan(
      reports.map((report) => report.at),
      clock.now(),
    );
    const row = {
      id: 'operator',
      at,
      event: 'released',
      kind: '',
      messageId: '',
      reason: 'An operator has lifted the suppression',
    } as const;
    await store.addAudit(addresses, row, plus(at, retention.deliveryDays * DAY_MS));
    const settled = await settleSuppression(store, addresses, at, retention);
    return settled === null ? 'released' : 'suppressed';
  };
}
