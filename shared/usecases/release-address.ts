import type { Retention } from '../domain/retention.ts';
import { DAY_MS, plus } from '../domain/time.ts';
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
 * suppresses the address again. `none`: the address was not suppressed.
 */
export function releaseAddress({ store, clock, retention }: Needs) {
  return async (addresses: AddressKeys): Promise<'released' | 'none'> => {
    if ((await store.findSuppression(addresses)) === null) return 'none';
    const at = clock.now();
    const row = {
      id: 'operator',
      at,
      event: 'released',
      kind: '',
      messageId: '',
      reason: 'An operator has lifted the suppression',
    } as const;
    await store.addAudit(addresses, row, plus(at, retention.deliveryDays * DAY_MS));
    await settleSuppression(store, addresses, at, retention);
    return 'released';
  };
}
