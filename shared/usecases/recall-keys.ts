import { firstKey, KEYS_REMEMBERED_MS, ringOf, type SecretKey } from '../domain/secret-key.ts';
import { memory } from '../memory.ts';
import type { KeyStore, NewSecret, ReadKeys } from '../ports/keys.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<KeyStore, 'listKeys' | 'addKey'>;
  readonly clock: Clock;
  readonly newSecret: NewSecret;
}

/**
 * Reads the keys of a purpose at their first use, and remembers them for a while. Makes the first
 * key if there is none.
 */
export function recallKeys({ store, clock, newSecret }: Needs): ReadKeys {
  const known = memory<readonly SecretKey[]>({
    clock,
    forMs: KEYS_REMEMBERED_MS,
    keeps: (keys) => keys.length > 0,
  });

  return async (purpose) => {
    for (;;) {
      const keys = await known(purpose, async () => store.listKeys(purpose));
      const now = clock.now();
      const ring = ringOf(keys, now);
      if (ring !== null) return ring;
      // Never the case, because the key that signs cannot be retired.
      if (keys.length > 0) throw new Error(`All keys for ${purpose} are retired`);
      // If somebody else makes it at the same time, theirs is read in the next round.
      await store.addKey(purpose, firstKey(newSecret(), now));
    }
  };
}
