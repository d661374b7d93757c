import type { Retention } from '../domain/retention.ts';
import {
  nextKey,
  type Purpose,
  ringOf,
  type SecretKey,
  signedUntil,
} from '../domain/secret-key.ts';
import { unlessExpired } from '../domain/subscription.ts';
import { DAY_MS, type Instant, plus } from '../domain/time.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { KeyStore, NewSecret } from '../ports/keys.ts';
import type { SubscriptionStore } from '../ports/subscriptions.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: KeyStore &
    Pick<ConsultationStore, 'listConsultations'> &
    Pick<SubscriptionStore, 'shards' | 'subscriptionsAfter'>;
  readonly clock: Clock;
  readonly newSecret: NewSecret;
  readonly retention: Pick<Retention, 'pendingSubscriptionDays'>;
}

/** What stops working when the key is retired. */
export interface Dependents {
  /**
   * Consultations whose submissions may have a link of this key. Such links do not expire: an author
   * may change the choice of publication at any time.
   */
  readonly consultations: number;
  /** References that the same content finds again: needed until this time. Null: no more. */
  readonly references: Instant | null;
  /** Links that confirm a sign-up: valid until this time. Null: no more. */
  readonly confirmations: Instant | null;
  /** Subscribers whose mails may hold a link of this key. Such links do not expire. */
  readonly subscribers: number;
}

export interface StandingKey {
  readonly key: SecretKey;
  /** `signs`: what is new is made with it. `waits`: it will sign soon. `verifies`: it has signed. */
  readonly role: 'signs' | 'waits' | 'verifies' | 'retired';
  /** When a newer key began to sign, or null. */
  readonly until: Instant | null;
  /** Null: nothing is known to depend on it, or everything that stands under it does. */
  readonly dependents: Dependents | null;
}

export type RotateOutcome =
  | { readonly outcome: 'rotated'; readonly key: SecretKey }
  /** The newest key does not sign yet. */
  | { readonly outcome: 'waits'; readonly key: SecretKey };

export type RetireOutcome =
  | { readonly outcome: 'retired'; readonly dependents: Dependents }
  | { readonly outcome: 'needed'; readonly dependents: Dependents }
  /** The key signs. Another key has to sign first. */
  | { readonly outcome: 'signs' }
  /** The key does not sign yet. Nothing was made with it. */
  | { readonly outcome: 'waits'; readonly key: SecretKey }
  /** What stands under a key for addresses is found by that key alone. */
  | { readonly outcome: 'kept' }
  | { readonly outcome: 'none' };

/** A day after closing, nobody sends the same content again because an answer was lost. */
const AFTER_CLOSING_MS = DAY_MS;
const PAGE = 500;

/** Shows, rotates and retires the keys of the installation. Never shows a secret. */
export function manageKeys({ store, clock, newSecret, retention }: Needs) {
  return {
    /** Returns all keys of the purpose, oldest first. */
    async list(purpose: Purpose): Promise<StandingKey[]> {
      const keys = await store.listKeys(purpose);
      return Promise.all(
        keys.map(async (key) => {
          const role = roleOf(key, keys);
          const until = signedUntil(key, keys, clock.now());
          const hasDependents = role === 'verifies' && purpose !== 'addresses';
          const dependents = hasDependents ? await findDependents(purpose, key, keys) : null;
          return { key, role, until, dependents };
        }),
      );
    },

    /** Makes a new key, which signs in a few minutes. What was made before stays valid. */
    async rotate(purpose: Purpose): Promise<RotateOutcome> {
      for (;;) {
        const keys = await store.listKeys(purpose);
        const key = nextKey(keys, newSecret(), clock.now());
        const newest = keys.at(-1);
        if (key === null && newest !== undefined) return { outcome: 'waits', key: newest };
        if (key !== null && (await store.addKey(purpose, key)) === 'added') {
          return { outcome: 'rotated', key };
        }
      }
    },

    /**
     * Retires a key that signs no more. If something still depends on the key, retires it only with
     * `revoke`, and says what has stopped working.
     */
    async retire(purpose: Purpose, number: number, revoke: boolean): Promise<RetireOutcome> {
      const keys = await store.listKeys(purpose);
      const key = keys.find((one) => one.number === number);
      if (key === undefined || key.state === 'retired') return { outcome: 'none' };
      const role = roleOf(key, keys);
      if (role === 'waits') return { outcome: role, key };
      if (role === 'signs') return { outcome: role };
      if (purpose === 'addresses') return { outcome: 'kept' };
      const dependents = await findDependents(purpose, key, keys);
      const { consultations, references, confirmations, subscribers } = dependents;
      const isNeeded =
        consultations + subscribers > 0 || references !== null || confirmations !== null;
      if (isNeeded && !revoke) return { outcome: 'needed', dependents };
      const outcome = await store.retireKey(purpose, number, clock.now());
      return outcome === 'none' ? { outcome } : { outcome, dependents };
    },
  };

  function roleOf(key: SecretKey, keys: readonly SecretKey[]): StandingKey['role'] {
    if (key.state === 'retired') return 'retired';
    const now = clock.now();
    if (ringOf(keys, now)?.[0].number === key.number) return 'signs';
    return key.signsFrom > now ? 'waits' : 'verifies';
  }

  /** Finds what was made with a key that has signed, and is still of use. */
  async function findDependents(
    purpose: 'links' | 'references',
    key: SecretKey,
    keys: readonly SecretKey[],
  ): Promise<Dependents> {
    const now = clock.now();
    const until = signedUntil(key, keys, now) ?? now;
    const opened = (await store.listConsultations()).filter(({ opensAt }) => opensAt < until);
    if (purpose === 'references') {
      const ends = opened.map(({ closesAt }) => plus(closesAt, AFTER_CLOSING_MS));
      const references = later(ends.toSorted().at(-1), now);
      return { consultations: 0, references, confirmations: null, subscribers: 0 };
    }
    return {
      consultations: opened.length,
      references: null,
      confirmations: later(plus(until, retention.pendingSubscriptionDays * DAY_MS), now),
      subscribers: await countSubscribers(until),
    };
  }

  /** Counts the people on the list who may have got a mail before that time. */
  async function countSubscribers(until: Instant): Promise<number> {
    let count = 0;
    for (let shard = 0; shard < store.shards; shard++) {
      for (let after: string | null = null; ;) {
        const page = await store.subscriptionsAfter(shard, after, PAGE);
        count += page.filter(({ subscription }) => {
          const stands = unlessExpired(subscription, clock.now());
          return stands !== null && stands.state !== 'ended' && stands.requestedAt < until;
        }).length;
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE) break;
        after = last.address;
      }
    }
    return count;
  }
}

function later(instant: Instant | undefined, now: Instant): Instant | null {
  return instant !== undefined && instant > now ? instant : null;
}
