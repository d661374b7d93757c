import { type FieldFailure, read } from '../domain/failure.ts';
import {
  CONFIRMATIONS_TO_ONE_ADDRESS_A_MONTH,
  SIGN_UPS_FROM_ONE_SOURCE_AN_HOUR,
} from '../domain/limits.ts';
import type { Retention } from '../domain/retention.ts';
import {
  newRequest,
  requestedSince,
  requestSubscription,
  SignUp,
  type Subscription,
} from '../domain/subscription.ts';
import { DAY_MS, HOUR_MS, type Instant, plus } from '../domain/time.ts';
import type { MailQueue } from '../ports/batches.ts';
import type { CountStore } from '../ports/counts.ts';
import type { Journal } from '../ports/journal.ts';
import type { AddressKey, AddressKeys, SubscriptionStore } from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { addressKeysOf, confirmationCountOf, confirmStatement } from './address-key.ts';
import { sourceCounter } from './limit-source.ts';
import { nudgeOrSweep } from './nudge.ts';

interface Needs {
  readonly store: SubscriptionStore & CountStore;
  readonly queue: MailQueue;
  readonly clock: Clock;
  readonly tokens: Pick<Tokens, 'fingerprint' | 'sign' | 'hashAddress'>;
  readonly retention: Pick<Retention, 'pendingSubscriptionDays' | 'sourceCountDays'>;
  readonly journal: Journal;
}

export type SignUpOutcome =
  /**
   * The same answer for a known and an unknown address, so that nobody learns who is on the list.
   */
  | { readonly outcome: 'received' }
  | { readonly outcome: 'refused'; readonly fields: readonly FieldFailure[] };

/**
 * Takes in a sign-up. A confirmation becomes due if the address is not on the list yet. Every
 * sign-up makes the same requests to the table and the queue, of the same kind, size and order:
 * what it does not need, it pretends. So neither the answer nor its duration tells whether the
 * address is known.
 */
export function subscribe({ store, queue, clock, tokens, retention, journal }: Needs) {
  const nudge = nudgeOrSweep(queue, journal);
  const addToSource = sourceCounter({ store, clock, retention, hash: tokens.hashAddress });

  /**
   * `source`: the network address from which the sign-up came. Only a keyed hash of it is kept, for
   * the time that is set.
   */
  return async (typed: unknown, formUrl: string, source: string): Promise<SignUpOutcome> => {
    const signUp = read(SignUp, typed);
    if ('failures' in signUp) return { outcome: 'refused', fields: signUp.failures };
    const now = clock.now();
    const addresses = await addressKeysOf(tokens, signUp.value.email);
    const { signUps } = await addToSource(source, { signUps: 1 });
    const isWelcome = signUps <= SIGN_UPS_FROM_ONE_SOURCE_AN_HOUR;
    let mayBeAsked: boolean | null = null;
    for (;;) {
      const { address, before } = await find(addresses);
      const statement = confirmStatement(address, requestedSince(before, now));
      const token = await tokens.sign(statement);
      const proof = { formUrl, tokenHash: tokens.fingerprint(token) };
      const request = requestSubscription(before, signUp.value, proof, now, retention);
      mayBeAsked ??= await countAddress(addresses, request !== null && isWelcome, now);
      if (request === null || !mayBeAsked) {
        if (request !== null) journal.count('SignUpsHeldBack');
        const pretended = newRequest(signUp.value, proof, now, retention);
        await store.pretendRequest(address, pretended, now);
      } else if ((await store.saveRequest(address, before, request)) === 'stale') {
        // Of two sign-ups at once one is stale. It looks again, and finds that the other one has
        // asked.
        continue;
      }
      await nudge(store.confirmationKey(address));
      return { outcome: 'received' };
    }
  };

  /** Finds the subscription under whichever key it stands. A new one will stand under the first. */
  async function find(addresses: AddressKeys): Promise<{
    readonly address: AddressKey;
    readonly before: Subscription | null;
  }> {
    const found = await Promise.all(
      addresses.map(async (address) => ({
        address,
        before: await store.findSubscription(address),
      })),
    );
    return found.find(({ before }) => before !== null) ?? { address: addresses[0], before: null };
  }

  /**
   * Counts a confirmation to the address, under all its keys, because it may have been asked before
   * the keys were rotated. If nobody is to be asked, only pretends to count.
   */
  async function countAddress(
    addresses: AddressKeys,
    isToBeAsked: boolean,
    now: Instant,
  ): Promise<boolean> {
    const until = plus(now, isToBeAsked ? 31 * DAY_MS : HOUR_MS);
    const within = await Promise.all(
      addresses.map(async (address) => {
        const name = confirmationCountOf(address, now, isToBeAsked);
        const { confirmations } = await store.addTo(name, { confirmations: 1 }, until);
        return confirmations <= CONFIRMATIONS_TO_ONE_ADDRESS_A_MONTH;
      }),
    );
    return isToBeAsked && within.every(Boolean);
  }
}
