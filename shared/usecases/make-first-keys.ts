import { firstKey, PURPOSES } from '../domain/secret-key.ts';
import type { KeyStore, NewSecret } from '../ports/keys.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<KeyStore, 'addKey'>;
  readonly clock: Clock;
  readonly newSecret: NewSecret;
}

/** Makes the first key of each purpose that has none. Keys that stand stay as they are. */
export async function makeFirstKeys({ store, clock, newSecret }: Needs): Promise<void> {
  await Promise.all(
    PURPOSES.map(async (purpose) => store.addKey(purpose, firstKey(newSecret(), clock.now()))),
  );
}
