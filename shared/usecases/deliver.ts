import { cancel, claim, type Delivery, settle, suppress } from '../domain/delivery.ts';
import type {
  Clock,
  DeliveryKey,
  DeliveryStore,
  Journal,
  Mail,
  MetricName,
  SendMail,
} from '../ports.ts';

interface Needs {
  readonly store: Pick<DeliveryStore, 'moveDelivery'>;
  readonly send: SendMail;
  readonly clock: Clock;
  readonly journal: Journal;
}

/** What is to be sent, or why nobody, or not this address, is to get it. `delivery` tells a repeated attempt. */
export type Compose = (
  delivery: Delivery,
) => Promise<
  { readonly mail: Mail } | { readonly cancelled: string } | { readonly suppressed: string }
>;

const COUNTED: Partial<Record<Delivery['state'], MetricName>> = {
  sent: 'MailsSent',
  failed: 'MailsFailed',
  unknown: 'MailsUnknown',
};

/**
 * One attempt at one delivery: compose, claim, send, record. The claim is a conditional write just
 * before the send, so of any number of senders one sends. Answers the state in which the delivery
 * now is; one that is not due, or that somebody else holds, is answered as it was.
 */
export function deliverer({ store, send, clock, journal }: Needs) {
  return async (key: DeliveryKey, delivery: Delivery, compose: Compose): Promise<Delivery> => {
    const claimable = claim(delivery, clock.now());
    if (claimable === null) return delivery;
    if (claimable.state !== 'sending') return rest(key, delivery, claimable);

    const composed = await compose(claimable);
    if ('cancelled' in composed) return rest(key, delivery, cancel(delivery, composed.cancelled));
    if ('suppressed' in composed) {
      return rest(key, delivery, suppress(delivery, composed.suppressed, clock.now()));
    }

    const claimed = claim(delivery, clock.now()) ?? claimable;
    if ((await store.moveDelivery(key, delivery, claimed)) === 'stale') return delivery;
    const outcome = await send(composed.mail);
    if (outcome.outcome === 'held') journal.count('QuotaUsedUp');
    return rest(key, claimed, settle(claimed, outcome, clock.now()));
  };

  async function rest(key: DeliveryKey, before: Delivery, after: Delivery): Promise<Delivery> {
    if ((await store.moveDelivery(key, before, after)) === 'stale') return before;
    const counted = COUNTED[after.state];
    if (counted !== undefined) journal.count(counted);
    const { kind, state, attempts } = after;
    const details = {
      key,
      kind,
      state,
      attempts,
      ...('reason' in after && { reason: after.reason }),
    };
    if (after.state === 'failed' || after.state === 'unknown') {
      journal.error('A mail did not go out, or nobody knows', details);
    } else {
      journal.info('A delivery has moved on', details);
    }
    return after;
  }
}
