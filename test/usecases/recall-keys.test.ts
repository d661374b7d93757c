import { beforeEach, describe, expect, it } from 'vitest';
import { tokens } from '../../shared/crypto/tokens.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import type { KeyStore } from '../../shared/ports/keys.ts';
import { manageKeys } from '../../shared/usecases/manage-keys.ts';
import { recallKeys } from '../../shared/usecases/recall-keys.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { StandingClock } from '../support/ports.ts';

let under: TestTable;
let clock: StandingClock;
let made: number;
beforeEach(() => {
  under = aSimulatedTable();
  clock = new StandingClock();
  made = 0;
});

const newSecret = () => `secret ${(made += 1)}`;
const reading = (changes: Partial<KeyStore> = {}) =>
  recallKeys({ store: { ...keyStore(under.table), ...changes }, clock, newSecret });
const managing = () =>
  manageKeys({ store: { ...under.store, ...keyStore(under.table) }, clock, newSecret });

describe('the keys of a purpose', () => {
  it('are made at their first use, once, also when many begin at the same time', async () => {
    const rings = await Promise.all(Array.from({ length: 5 }, async () => reading()('links')));
    const [first] = await keyStore(under.table).listKeys('links');
    for (const ring of rings) expect(ring).toEqual([first]);
    expect(first).toMatchObject({ number: 1, madeAt: clock.now() });
  });

  it('are different for each purpose, and a purpose that is not used has none', async () => {
    const [[link], [address]] = [await reading()('links'), await reading()('addresses')];
    expect(link.secret).not.toBe(address.secret);
    expect(await keyStore(under.table).listKeys('references')).toEqual([]);
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
