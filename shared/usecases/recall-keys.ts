import { KEYS_REMEMBERED_MS, ringOf, type SecretKey } from '../domain/secret-key.ts';
import { memory } from '../memory.ts';
import type { KeyStore, ReadKeys } from '../ports/keys.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<KeyStore, 'listKeys'>;
  readonly clock: Clock;
}

/**
 * Reads the keys of a purpose at their first use, and remembers them for a while. Throws while there
 * are none: an operator makes the first ones.
 */
export function recallKeys({ store, clock }: Needs): ReadKeys {
  const known = memory<readonly SecretKey[]>({
    clock,
    forMs: KEYS_REMEMBERED_MS,
    keeps: (keys) => keys.length > 0,
  });

  return async (purpose) => {
    const keys = await known(purpose, async () => store.listKeys(purpose));
    const ring = ringOf(keys, clock.now());
    if (ring === null) throw new Error(`No key for ${purpose}: publish a consultation first`);
    return ring;
  };
}
