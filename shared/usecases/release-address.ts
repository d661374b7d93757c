import type { AddressKey, SuppressionStore } from '../ports/subscriptions.ts';
import type { Clock } from '../ports/world.ts';
import { settleSuppression } from './settle-suppression.ts';

interface Needs {
  readonly store: SuppressionStore;
  readonly clock: Clock;
}

/**
 * Lifts a suppression. What was reported before stays written down, and counts no more; what is
 * reported at a later time suppresses the address again. `none`: it was not suppressed.
 */
export function releaseAddress({ store, clock }: Needs) {
  return async (address: AddressKey): Promise<'released' | 'none'> => {
    if ((await store.findSuppression(address)) === null) return 'none';
    const at = clock.now();
    await store.addAudit(address, {
      id: 'operator',
      at,
      event: 'released',
      kind: '',
      messageId: '',
      reason: 'An operator has lifted the suppression',
    });
    await settleSuppression(store, address, at);
    return 'released';
  };
}
