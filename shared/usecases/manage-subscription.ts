import { type FieldFailure, read } from '../domain/failure.ts';
import {
  Choices,
  confirmSubscription,
  closeSubscription,
  type Ending,
  unlessExpired,
  type Subscription,
} from '../domain/subscription.ts';
import type { Instant } from '../domain/time.ts';
import type {
  AddressKey,
  ConfirmationLink,
  SubscriberLink,
  SubscriptionStore,
  SuppressionStore,
} from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { addressKeysOf, confirmStatement, subscriberStatement } from './address-key.ts';

interface Needs {
  readonly store: SubscriptionStore & Pick<SuppressionStore, 'findSuppression'>;
  readonly clock: Clock;
  readonly tokens: Tokens;
}

/**
 * How a confirmation link stands. Every forged link gets the same answer, so that it tells nothing
 * about the address in it.
 */
export type ConfirmationState =
  'forged' | 'asked' | 'confirmed' | 'already-confirmed' | 'expired' | 'ended';

/**
 * Does what the links in mails to a subscriber ask for. Reading changes nothing, because mail
 * scanners follow links.
 */
export function manageSubscription({ store, clock, tokens }: Needs) {
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

    async confirm({ address, requestedAt, token }: ConfirmationLink): Promise<ConfirmationState> {
      if (!(await tokens.isSigned(confirmStatement(address, requestedAt), token))) return 'forged';
      for (;;) {
        const before = await store.findSubscription(address);
        const result = confirmSubscription(before, requestedAt, clock.now());
        if (result.outcome !== 'confirmed') return result.outcome;
        if (before === null) return 'expired';
        // The address has complained or bounced since the sign-up. It must get no more mail, so
        // there is nothing to confirm.
        const addresses = await addressKeysOf(tokens, before.email);
        if ((await store.findSuppression(addresses)) !== null) return 'ended';
        if ((await store.saveSubscription(address, before, result.subscription)) === 'saved') {
          return 'confirmed';
        }
      }
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

    async choose(
      { address, token }: SubscriberLink,
      typed: unknown,
    ): Promise<'saved' | 'forged' | 'over' | readonly FieldFailure[]> {
      if (!(await tokens.isSigned(subscriberStatement(address), token))) return 'forged';
      const choices = read(Choices, typed);
      if ('failures' in choices) return choices.failures;
      for (;;) {
        const before = unlessExpired(await store.findSubscription(address), clock.now());
        if (before === null || before.state === 'ended') return 'over';
        const after = { ...before, ...choices.value, revision: before.revision + 1 };
        if ((await store.saveSubscription(address, before, after)) === 'saved') return 'saved';
      }
    },

    /** Idempotent: a subscription that has ended stays as it is. */
    async end({ address, token }: SubscriberLink, ending: Ending): Promise<'ended' | 'forged'> {
      if (!(await tokens.isSigned(subscriberStatement(address), token))) return 'forged';
      await endSubscription(store, address, ending, clock.now());
      return 'ended';
    },
  };
}

/** Ends the subscription of an address, under whichever key it stands. */
export async function endSubscriptions(
  store: SubscriptionStore,
  addresses: readonly AddressKey[],
  ending: Ending,
  now: Instant,
): Promise<'ended' | 'none'> {
  const outcomes = await Promise.all(
    addresses.map(async (address) => endSubscription(store, address, ending, now)),
  );
  return outcomes.includes('ended') ? 'ended' : 'none';
}

/**
 * Ends the subscription. If somebody changes it at the same time, reads it again and still ends it.
 * `none`: there was nothing to end.
 */
export async function endSubscription(
  store: SubscriptionStore,
  address: AddressKey,
  ending: Ending,
  now: Instant,
): Promise<'ended' | 'none'> {
  for (;;) {
    const before = await store.findSubscription(address);
    const after = closeSubscription(before, ending, now);
    if (before === null || after === null) return 'none';
    if ((await store.saveSubscription(address, before, after)) === 'saved') return 'ended';
  }
}
