import type { AddressKey, Clock, SuppressionStore } from '../ports.ts';

interface Needs {
  readonly store: SuppressionStore;
  readonly clock: Clock;
}

/** Lifts a suppression. What was reported before stays written down, and counts no more. */
export function releaseAddress({ store, clock }: Needs) {
  return async (address: AddressKey): Promise<'released' | 'none'> => {
    if ((await store.findSuppression(address)) === null) return 'none';
    await store.addAudit(address, {
      id: 'operator',
      at: clock.now(),
      event: 'released',
      kind: '',
      messageId: '',
      reason: 'An operator has lifted the suppression',
    });
    await store.removeSuppression(address);
    return 'released';
  };
}
