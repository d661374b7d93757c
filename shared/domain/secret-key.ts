import * as z from 'zod/mini';
import { Instant, MINUTE_MS, plus } from './time.ts';

/**
 * What keys are for: they sign links, they hide addresses, and references follow from them. Each
 * purpose has keys of its own.
 */
export const PURPOSES = ['links', 'addresses', 'references'] as const;
export const Purpose = z.enum(PURPOSES);
export type Purpose = z.infer<typeof Purpose>;

/**
 * A function remembers the keys of a purpose for this time. It notices a new or a retired key that
 * much later at most.
 */
export const KEYS_REMEMBERED_MS = MINUTE_MS;
/**
 * A new key is first used to sign after this time. By then every function knows the key, although
 * the clocks of two functions differ a little. So no function meets anything that was made with a
 * key that it does not know.
 */
const FIRST_USE_AFTER_MS = 5 * MINUTE_MS;

/** A key of one purpose. The keys of a purpose are numbered from 1. */
export const SecretKey = z.readonly(
  z.discriminatedUnion('state', [
    z.strictObject({ ...common('in-use'), secret: z.string() }),
    /** Its secret is gone for good. */
    z.strictObject({ ...common('retired'), retiredAt: Instant }),
  ]),
);
export type SecretKey = z.infer<typeof SecretKey>;
export type KeyInUse = Extract<SecretKey, { state: 'in-use' }>;

/** At least one key. The key that signs comes first, then all others that verify. */
export type KeyRing = readonly [KeyInUse, ...KeyInUse[]];

function common<State extends 'in-use' | 'retired'>(state: State) {
  return {
    state: z.literal(state),
    number: z.int(),
    madeAt: Instant,
    /** From this time on the key signs, until a newer key does. */
    signsFrom: Instant,
  };
}

/** Makes the first key of a purpose. It signs at once, because there is no other key. */
export function firstKey(secret: string, now: Instant): KeyInUse {
  return { state: 'in-use', number: 1, madeAt: now, signsFrom: now, secret };
}

/** Makes the next key. Null: the newest key does not sign yet, so another one is not needed. */
export function nextKey(keys: readonly SecretKey[], secret: string, now: Instant): KeyInUse | null {
  const newest = keys.at(-1);
  if (newest === undefined) return firstKey(secret, now);
  if (newest.signsFrom > now) return null;
  const signsFrom = plus(now, FIRST_USE_AFTER_MS);
  return { state: 'in-use', number: newest.number + 1, madeAt: now, signsFrom, secret };
}

/** Returns the keys that are not retired, or null if there are none. `keys` are oldest first. */
export function ringOf(keys: readonly SecretKey[], now: Instant): KeyRing | null {
  const newestFirst = keys.filter((key) => key.state === 'in-use').toReversed();
  const signing = newestFirst.find(({ signsFrom }) => signsFrom <= now) ?? newestFirst.at(-1);
  if (signing === undefined) return null;
  return [signing, ...newestFirst.filter((key) => key !== signing)];
}

/**
 * Returns when the key stopped signing because a newer key began. Null: it still signs, or it has
 * not begun.
 */
export function signedUntil(
  key: SecretKey,
  keys: readonly SecretKey[],
  now: Instant,
): Instant | null {
  const next = keys.find(({ number }) => number === key.number + 1);
  return next === undefined || next.signsFrom > now ? null : next.signsFrom;
}
