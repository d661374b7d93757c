import { type FieldFailure, read } from '../domain/failure.ts';
import type { Retention } from '../domain/retention.ts';
import {
  Choices,
  confirmSubscription,
  closeSubscription,
  type Ending,
  unlessExpired,
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
import type { ConfirmationState } from './show-subscription.ts';

interface Needs {
  readonly store: SubscriptionStore & Pick<SuppressionStore, 'findSuppression'>;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly retention: Pick<Retention, 'endedSubscriptionDays'>;
}

/** Does what somebody asks for on a page behind a link in a mail to a subscriber. */
export function manageSubscription({ store, clock, tokens, retention }: Needs) {
  return {
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

    async choose(
      { address, token }: SubscriberLink,
      typed: unknown,
    ): Promise<'saved' | 'forged' | 'over' | readonly FieldFailure[]> {
      if (!(await tokens.isSigned(subscriberStatement(address), token))) return 'forged';
      const choices = read(Choices, typed);
      for (;;) {
        const before = unlessExpired(await store.findSubscription(address), clock.now());
        if (before === null || before.state === 'ended') return 'over';
        if ('failures' in choices) return choices.failures;
        const after = { ...before, ...choices.value, revision: before.revision + 1 };
        if ((await store.saveSubscription(address, before, after)) === 'saved') return 'saved';
      }
    },

    /** Idempotent: a subscription that has ended stays as it is. */
    async end({ address, token }: SubscriberLink, ending: Ending): Promise<'ended' | 'forged'> {
      if (!(await tokens.isSigned(subscriberStatement(address), token))) return 'forged';
      await endSubscription({ store, retention }, address, ending, clock.now());
      return 'ended';
    },
  };
}

interface Ends extends Pick<Needs, 'retention'> {
  readonly store: Pick<SubscriptionStore, 'findSubscription' | 'saveSubscription'>;
}

/** Ends the subscription of an address, under whichever key it stands. */
export async function endSubscriptions(
  needs: Ends,
  addresses: readonly AddressKey[],
  ending: Ending,
  now: Instant,
): Promise<'ended' | 'none'> {
  const outcomes = await Promise.all(
    addresses.map(async (address) => endSubscription(needs, address, ending, now)),
  );
  return outcomes.includes('ended') ? 'ended' : 'none';
}

/**
 * Ends the subscription. If somebody changes it at the same time, reads it again and still ends it.
 * `none`: there was nothing to end.
 */
export async function endSubscription(
  { store, retention }: Ends,
  address: AddressKey,
  ending: Ending,
  now: Instant,
): Promise<'ended' | 'none'> {
  for (;;) {
    const before = await store.findSubscription(address);
    const after = closeSubscription(before, ending, now, retention);
    if (before === null || after === null) return 'none';
    if ((await store.saveSubscription(address, before, after)) === 'saved') return 'ended';
  }
}
