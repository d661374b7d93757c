import { type FieldFailure, read } from '../domain/failure.ts';
import { requestSubscription, SignUp } from '../domain/subscription.ts';
import { DAY_MS, MINUTE_MS, plus } from '../domain/time.ts';
import type { MailQueue } from '../ports/batches.ts';
import type { Journal } from '../ports/journal.ts';
import type { SubscriptionStore } from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { addressKeyOf, confirmStatement } from './address-key.ts';
import { nudgeOrSweep } from './nudge.ts';

interface Needs {
  readonly store: SubscriptionStore;
  readonly queue: MailQueue;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly journal: Journal;
}

export type SignUpOutcome =
  /**
   * The same answer for a known and an unknown address, so that nobody learns who is on the list.
   */
  | { readonly outcome: 'received' }
  | { readonly outcome: 'refused'; readonly fields: readonly FieldFailure[] };

/** Enough for a team that signs up from one office. A script that tries addresses stops here. */
const FROM_ONE_SOURCE_AN_HOUR = 10;
/**
 * The most confirmations that one address can get in a month, from any number of people who ask.
 */
const TO_ONE_ADDRESS_A_MONTH = 3;

/** Takes in a sign-up. A confirmation becomes due if the address is not on the list yet. */
export function subscribe({ store, queue, clock, tokens, journal }: Needs) {
  const nudge = nudgeOrSweep(queue, journal);

  /**
   * `source`: the network address from which the sign-up came. Only a keyed hash of it is kept, for
   * an hour.
   */
  return async (typed: unknown, formUrl: string, source: string): Promise<SignUpOutcome> => {
    const signUp = read(SignUp, typed);
    if ('failures' in signUp) return { outcome: 'refused', fields: signUp.failures };
    const now = clock.now();
    const address = await addressKeyOf(tokens, signUp.value.email);
    const token = await tokens.sign(confirmStatement(address, now));
    const proof = { formUrl, tokenHash: tokens.fingerprint(token) };
    let mayBeAsked: boolean | null = null;
    for (;;) {
      const before = await store.findSubscription(address);
      const request = requestSubscription(before, signUp.value, proof, now);
      if (request === null) return { outcome: 'received' };
      mayBeAsked ??= await mayAsk(address, source);
      if (!mayBeAsked) {
        journal.count('SignUpsHeldBack');
        return { outcome: 'received' };
      }
      // Of two sign-ups at once one is stale. It looks again, and finds that the other one has
      // asked.
      if ((await store.saveRequest(address, before, request)) === 'saved') {
        await nudge(store.confirmationKey(address));
        return { outcome: 'received' };
      }
    }
  };

  async function mayAsk(address: string, source: string): Promise<boolean> {
    const now = clock.now();
    const hour = now.slice(0, 13);
    const month = now.slice(0, 7);
    const from = await tokens.sign(`source:${source}`);
    return (
      (await store.countWithin(
        `source#${from}#${hour}`,
        FROM_ONE_SOURCE_AN_HOUR,
        plus(now, 60 * MINUTE_MS),
      )) &&
      (await store.countWithin(
        `address#${address}#${month}`,
        TO_ONE_ADDRESS_A_MONTH,
        plus(now, 31 * DAY_MS),
      ))
    );
  }
}
