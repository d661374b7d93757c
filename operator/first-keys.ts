import { newSecret } from '../shared/crypto/secrets.ts';
import { PURPOSES } from '../shared/domain/secret-key.ts';
import { keyStore } from '../shared/dynamo/secrets.ts';
import type { Table } from '../shared/dynamo/table.ts';
import type { Clock } from '../shared/ports/world.ts';
import { recallKeys } from '../shared/usecases/recall-keys.ts';

/** Makes the first key of each purpose, if there is none. Functions may only read keys. */
export async function makeFirstKeys(table: Table, clock: Clock): Promise<void> {
  const readKeys = recallKeys({ store: keyStore(table), clock, newSecret });
  for (const purpose of PURPOSES) await readKeys(purpose);
}
