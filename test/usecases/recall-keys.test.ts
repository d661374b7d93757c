import { beforeEach, describe, expect, it } from 'vitest';
import { tokens } from '../../shared/crypto/tokens.ts';
import { PURPOSES } from '../../shared/domain/secret-key.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import type { KeyStore } from '../../shared/ports/keys.ts';
import { manageKeys } from '../../shared/usecases/manage-keys.ts';
import { makeFirstKeys } from '../../shared/usecases/make-first-keys.ts';
import { recallKeys } from '../../shared/usecases/recall-keys.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { StandingClock } from '../support/ports.ts';

let under: TestTable;
let clock: StandingClock;
let made: number;
beforeEach(async () => {
  under = aSimulatedTable();
  clock = new StandingClock();
  made = 0;
  await making();
});

const newSecret = () => `secret ${(made += 1)}`;
const reading = (changes: Partial<KeyStore> = {}) =>
  recallKeys({ store: { ...keyStore(under.table), ...changes }, clock });
const making = () => makeFirstKeys({ store: keyStore(under.table), clock, newSecret });
const managing = () =>
  manageKeys({
    store: { ...under.store, ...keyStore(under.table) },
    clock,
    newSecret,
    retention: DEFAULT_RETENTION,
  });

describe('the keys of a purpose', () => {
  it('are made once, however often and by however many they are made', async () => {
    const [first] = await keyStore(under.table).listKeys('links');
    expect(first).toMatchObject({ number: 1, madeAt: clock.now() });
    clock.advance(MINUTE_MS);
    await Promise.all(Array.from({ length: 5 }, making));
    expect(await keyStore(under.table).listKeys('links')).toEqual([first]);
    expect(await reading()('links')).toEqual([first]);
  });

  it('are different for each purpose', async () => {
    const rings = await Promise.all(PURPOSES.map(async (purpose) => reading()(purpose)));
    expect(new Set(rings.map(([{ secret }]) => secret)).size).toBe(PURPOSES.length);
  });

  it('are missed before an operator has made them, and found as soon as there are some', async () => {
    under = aSimulatedTable();
    const read = reading();
    await expect(read('links')).rejects.toThrow('No key for links: publish a consultation first');
    await making();
    expect((await read('links'))[0].number).toBe(1);
  });

  it('are read once a minute', async () => {
    let reads = 0;
    const read = reading({
      listKeys: async (purpose) => {
        reads += 1;
        return keyStore(under.table).listKeys(purpose);
      },
    });
    await read('links');
    const atFirst = reads;
    clock.advance(MINUTE_MS - 1);
    await read('links');
    expect(reads).toBe(atFirst);
    clock.advance(1);
    await read('links');
    expect(reads).toBe(atFirst + 1);
  });

  it('are never unknown to a function that meets them, however long ago it has read', async () => {
    const [early, late] = [tokens(reading()), tokens(reading())];
    // The second function reads just before the rotation, the first one a minute earlier.
    await early.sign('a');
    clock.advance(MINUTE_MS - 1);
    await late.sign('a');
    await managing().rotate('links');
    for (let second = 0; second < 8 * 60; second += 5) {
      clock.advance(5_000);
      const [one, other] = [await early.sign('a'), await late.sign('a')];
      expect(await late.isSigned('a', one)).toBe(true);
      expect(await early.isSigned('a', other)).toBe(true);
    }
    expect(await early.sign('a')).toMatch(/^2-/u);
    expect(await late.sign('a')).toMatch(/^2-/u);
  });

  it('are accepted for a minute at most after they were retired', async () => {
    const some = tokens(reading());
    const old = await some.sign('a');
    await managing().rotate('links');
    clock.advance(5 * MINUTE_MS);
    expect(await some.isSigned('a', old)).toBe(true);
    await managing().retire('links', 1, true);
    clock.advance(MINUTE_MS);
    expect(await some.isSigned('a', old)).toBe(false);
  });
});
