import { confirmSubscription, type Subscription, unlessExpired } from '../domain/subscription.ts';
import type {
  AddressKey,
  ConfirmationLink,
  SubscriberLink,
  SubscriptionStore,
} from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { confirmStatement, subscriberStatement } from './address-key.ts';

interface Needs {
  readonly store: Pick<SubscriptionStore, 'findSubscription'>;
  readonly clock: Clock;
  readonly tokens: Pick<Tokens, 'sign' | 'isSigned'>;
}

/**
 * How a confirmation link stands. Every forged link gets the same answer, so that it tells nothing
 * about the address in it.
 */
export type ConfirmationState =
  'forged' | 'asked' | 'confirmed' | 'already-confirmed' | 'expired' | 'ended';

/**
 * Says how the links in mails to a subscriber stand. Changes nothing, because mail scanners follow
 * links.
 */
export function showSubscription({ store, clock, tokens }: Needs) {
  return {
    async confirmation({
      address,
      requestedAt,
      token,
    }: ConfirmationLink): Promise<ConfirmationState> {
      if (!(await tokens.isSigned(confirmStatement(address, requestedAt), token))) return 'forged';
      const { outcome } = confirmSubscription(
        await store.findSubscription(address),
        requestedAt,
        clock.now(),
      );
      return outcome === 'confirmed' ? 'asked' : outcome;
    },

    /** Finds the subscription. Null: it has ended or was erased. `forged`: the link is not ours. */
    async find({ address, token }: SubscriberLink): Promise<Subscription | 'forged' | null> {
      if (!(await tokens.isSigned(subscriberStatement(address), token))) return 'forged';
      const stands = unlessExpired(await store.findSubscription(address), clock.now());
      return stands === null || stands.state === 'ended' ? null : stands;
    },

    /** For the page that is shown after a confirmation. */
    async subscriberLink(address: AddressKey): Promise<SubscriberLink> {
      return { address, token: await tokens.sign(subscriberStatement(address)) };
    },
  };
}
