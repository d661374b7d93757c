import { targetOf } from '../../operator/target.ts';
import type { Subscription } from '../../shared/domain/subscription.ts';
import { cancel, due } from '../../shared/domain/delivery.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { announcementStore } from '../../shared/dynamo/announcements.ts';
import { consultationStore } from '../../shared/dynamo/consultations.ts';
import { subscriptionStore } from '../../shared/dynamo/subscriptions.ts';
import { suppressionStore } from '../../shared/dynamo/suppressions.ts';
import { addressKeysOf } from '../../shared/usecases/address-key.ts';
import { wireTokens } from '../../shared/wiring.ts';
import { deliveriesOf } from './ports.ts';
import type { RunningStack } from './stack.ts';

/** The announcement list of a running stack, as its table holds it. It does not use the pages. */
export function listOf(stack: RunningStack) {
  const { table, clock } = targetOf({ data: stack.data });
  const tokens = wireTokens(table, clock);
  const store = {
    ...announcementStore(table),
    ...consultationStore(table),
    ...subscriptionStore(table),
    ...suppressionStore(table),
  };
  const keysOf = async (email: string) => addressKeysOf(tokens, email);
  const keyOf = async (email: string) => (await keysOf(email))[0];
  return {
    store,
    clock,
    keyOf,
    keysOf,
    /**
     * Adds subscriptions to results that are confirmed now, as if each person had signed up and
     * pressed the button. They get nothing that the product announces by itself.
     */
    async add(emails: readonly string[]): Promise<void> {
      const since = clock.now();
      for (let start = 0; start < emails.length; start += AT_ONCE) {
        const some = emails.slice(start, start + AT_ONCE);
        await Promise.all(
          some.map(async (email) => {
            const subscription = confirmed(email, since);
            await store.saveRequest(await keyOf(email), null, subscription);
          }),
        );
      }
    },
    /** Returns the state of each address's delivery, or null for an address without a delivery. */
    async states(announcement: string, emails: readonly string[]) {
      const deliveries = await deliveriesOf(store, announcement);
      const found = new Map<string, string | null>();
      for (const email of emails) {
        found.set(email, deliveries.get(await keyOf(email))?.state ?? null);
      }
      return found;
    },
  };
}

const AT_ONCE = 50;

function confirmed(email: string, since: Instant): Subscription {
  return {
    state: 'confirmed',
    email,
    language: 'lv',
    topics: ['results'],
    requestedAt: since,
    askedAt: since,
    confirmedAt: since,
    consent: {
      textVersion: 1,
      language: 'lv',
      formUrl: 'http://localhost/lv/subscribe',
      tokenHash: '',
    },
    confirmation: cancel(due('confirmation', since), 'none was needed'),
    expiresAt: null,
    revision: 1,
  };
}
