import { beforeEach, describe, expect, it } from 'vitest';
import type { Purpose } from '../../shared/domain/secret-key.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { closeSubscription } from '../../shared/domain/subscription.ts';
import { DAY_MS, type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import { manageKeys } from '../../shared/usecases/manage-keys.ts';
import { makeFirstKeys } from '../../shared/usecases/make-first-keys.ts';
import { aConfirmed, aConsultation, aPending, at } from '../support/builders.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { StandingClock, storeSubscription } from '../support/ports.ts';

let under: TestTable;
let clock: StandingClock;
let secrets: number;
beforeEach(async () => {
  under = aSimulatedTable();
  clock = new StandingClock('2027-03-01T10:00:00Z');
  secrets = 0;
  await makeFirstKeys({ store: keyStore(under.table), clock, newSecret });
});

const newSecret = () => `secret ${(secrets += 1)}`;
const managing = () =>
  manageKeys({
    store: { ...under.store, ...keyStore(under.table) },
    clock,
    newSecret,
    retention: DEFAULT_RETENTION,
  });
const rolesOf = async (purpose: Purpose) =>
  (await managing().list(purpose)).map(({ key, role }) => `${key.number} ${role}`);

/** Rotates, and lets the new key begin to sign. Returns when it began. */
async function rotated(purpose: Purpose): Promise<Instant> {
  await managing().rotate(purpose);
  clock.advance(5 * MINUTE_MS);
  return clock.now();
}

const NOTHING = { consultations: 0, references: null, confirmations: null, subscribers: 0 };

describe('a rotation', () => {
  it('makes a key that waits, then signs, while the old one verifies', async () => {
    const rotation = await managing().rotate('links');
    expect(rotation).toMatchObject({ outcome: 'rotated', key: { number: 2 } });
    expect(await rolesOf('links')).toEqual(['1 signs', '2 waits']);
    clock.advance(5 * MINUTE_MS - 1);
    expect(await managing().rotate('links')).toMatchObject({
      outcome: 'waits',
      key: { number: 2 },
    });
    clock.advance(1);
    expect(await rolesOf('links')).toEqual(['1 verifies', '2 signs']);
    expect(await rolesOf('addresses')).toEqual(['1 signs']);
    expect(await managing().rotate('links')).toMatchObject({ key: { number: 3 } });
  });

  it('by two operators at once makes one key', async () => {
    const rotations = await Promise.all([managing().rotate('links'), managing().rotate('links')]);
    expect(rotations.map(({ outcome }) => outcome).toSorted()).toEqual(['rotated', 'waits']);
    expect(rotations.map(({ key }) => key.number)).toEqual([2, 2]);
  });

  it('of keys that were never used makes the first one, which signs at once', async () => {
    under = aSimulatedTable();
    expect(await managing().list('links')).toEqual([]);
    expect(await managing().rotate('links')).toMatchObject({ key: { number: 1 } });
    expect(await rolesOf('links')).toEqual(['1 signs']);
  });
});

describe('a key for links', () => {
  it('is needed by the consultations that it may have signed for, also years after closing', async () => {
    const closesAt = at('2027-05-01T00:00:00Z');
    await under.store.saveConsultation(aConsultation({ closesAt }));
    await rotated('links');
    const opensAt = plus(clock.now(), 1);
    await under.store.saveConsultation(aConsultation({ id: 'later', opensAt }));
    const needed = { ...NOTHING, consultations: 1 };
    clock.set('2032-05-01T00:00:00Z');
    expect((await managing().list('links'))[0]?.dependents).toEqual(needed);
    expect(await managing().retire('links', 1, false)).toEqual({
      outcome: 'needed',
      dependents: needed,
    });
    expect(await managing().retire('links', 1, true)).toEqual({
      outcome: 'retired',
      dependents: needed,
    });
  });

  it('is not needed if no consultation had opened while it signed', async () => {
    await rotated('links');
    await under.store.saveConsultation(aConsultation({ opensAt: plus(clock.now(), 1) }));
    clock.advance(8 * DAY_MS);
    expect(await managing().retire('links', 1, false)).toEqual({
      outcome: 'retired',
      dependents: NOTHING,
    });
    expect(await rolesOf('links')).toEqual(['1 retired', '2 signs']);
    expect(await managing().retire('links', 1, false)).toEqual({ outcome: 'none' });
  });

  it('is needed until the last sign-up that it has signed for can no longer be confirmed', async () => {
    const until = await rotated('links');
    const confirmations = plus(until, 7 * DAY_MS);
    const needed = { ...NOTHING, confirmations };
    expect(await managing().retire('links', 1, false)).toEqual({
      outcome: 'needed',
      dependents: needed,
    });
    clock.set(plus(confirmations, -1));
    expect(await managing().retire('links', 1, false)).toMatchObject({ outcome: 'needed' });
    clock.set(confirmations);
    expect(await managing().retire('links', 1, false)).toMatchObject({ outcome: 'retired' });
  });

  it('is needed by everybody who was on the list while it signed', async () => {
    const requestedAt = clock.now();
    for (let index = 0; index < 40; index++) {
      await storeSubscription(
        under.store,
        aConfirmed({ email: `r-${index}@list.example`, requestedAt }),
      );
    }
    const left = aConfirmed({ email: 'left@list.example', requestedAt });
    const ended = closeSubscription(left, 'unsubscribed', requestedAt, DEFAULT_RETENTION);
    if (ended === null) throw new Error('There is nothing to end');
    const address = await storeSubscription(under.store, left);
    await under.store.saveSubscription(address, left, ended);
    await storeSubscription(under.store, aPending({ email: 'pending@list.example', requestedAt }));
    const until = await rotated('links');
    await storeSubscription(
      under.store,
      aConfirmed({ email: 'new@list.example', requestedAt: until }),
    );
    clock.advance(8 * DAY_MS);
    expect(await managing().retire('links', 1, false)).toEqual({
      outcome: 'needed',
      dependents: { ...NOTHING, subscribers: 40 },
    });
  });

  it('that has leaked is retired although it is needed, and its secret is gone', async () => {
    await rotated('links');
    expect(await managing().retire('links', 1, true)).toMatchObject({
      outcome: 'retired',
      dependents: { confirmations: plus(clock.now(), 7 * DAY_MS) },
    });
    const [first] = await keyStore(under.table).listKeys('links');
    expect(first).toMatchObject({ state: 'retired', retiredAt: clock.now() });
    expect(JSON.stringify(first)).not.toContain('secret 1');
  });

  it('is not retired while it signs or is about to, whatever has happened', async () => {
    expect(await managing().retire('links', 1, true)).toEqual({ outcome: 'signs' });
    const { key } = await managing().rotate('links');
    expect(await managing().retire('links', 1, true)).toEqual({ outcome: 'signs' });
    expect(await managing().retire('links', 2, true)).toEqual({ outcome: 'waits', key });
    expect(await managing().retire('links', 3, true)).toEqual({ outcome: 'none' });
  });
});

describe('a key for references', () => {
  it('is needed while somebody may send the same content again', async () => {
    const closesAt = at('2027-05-01T00:00:00Z');
    await under.store.saveConsultation(aConsultation({ closesAt }));
    await storeSubscription(under.store, aConfirmed({ requestedAt: clock.now() }));
    await rotated('references');
    const needed = { ...NOTHING, references: plus(closesAt, DAY_MS) };
    expect(await managing().retire('references', 1, false)).toEqual({
      outcome: 'needed',
      dependents: needed,
    });
    clock.set(plus(needed.references, -1));
    expect(await managing().retire('references', 1, false)).toMatchObject({ outcome: 'needed' });
    clock.set(needed.references);
    expect(await managing().retire('references', 1, false)).toMatchObject({ outcome: 'retired' });
  });
});

describe('a key for addresses', () => {
  it('is never retired, because suppressions under it must hold', async () => {
    await rotated('addresses');
    expect(await managing().retire('addresses', 1, false)).toEqual({ outcome: 'kept' });
    expect(await managing().retire('addresses', 1, true)).toEqual({ outcome: 'kept' });
    expect(await rolesOf('addresses')).toEqual(['1 verifies', '2 signs']);
  });
});
