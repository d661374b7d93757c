import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { CountStore } from '../../shared/ports/counts.ts';
import type { Subscription } from '../../shared/domain/subscription.ts';
import type { RowKey } from '../../shared/ports/rows.ts';
import type { ConfirmationLink, SubscriptionStore } from '../../shared/ports/subscriptions.ts';
import { confirmStatement, subscriberStatement } from '../../shared/usecases/address-key.ts';
import { manageSubscription } from '../../shared/usecases/manage-subscription.ts';
import { showSubscription } from '../../shared/usecases/show-subscription.ts';
import { subscribe } from '../../shared/usecases/subscribe.ts';
import { aConfirmed, aPending, at } from '../support/builders.ts';
import {
  KeptJournal,
  KeptQueue,
  keyOf,
  StandingClock,
  storeSubscription,
  tokens,
} from '../support/ports.ts';
import { aSimulatedTable } from '../support/engines.ts';

let under: ReturnType<typeof aSimulatedTable>;
beforeAll(() => {
  under = aSimulatedTable();
});

let clock: StandingClock;
let journal: KeptJournal;
let queue: KeptQueue;
/** The confirmations that have become due. The queue also gets nudges for which there is none. */
let asked: RowKey[];
let email: string;
let sequence = 0;
beforeEach(() => {
  clock = new StandingClock('2027-01-05T10:10:00Z');
  journal = new KeptJournal();
  queue = new KeptQueue();
  asked = [];
  // Each test has an address and a source of its own in the one table.
  sequence += 1;
  email = `anna-${sequence}@abele.example`;
});

const HOUR_MS = 60 * MINUTE_MS;
const FORM = 'https://site.example/lv/subscribe';
const sourceOf = () => `192.0.2.${sequence}`;

async function signUp(
  typed: Record<string, unknown> = {},
  source = sourceOf(),
  changes: Partial<SubscriptionStore & CountStore> = {},
) {
  const store: SubscriptionStore & CountStore = { ...under.store, ...changes };
  const { saveRequest } = store;
  store.saveRequest = async (address, ...request) => {
    const outcome = await saveRequest(address, ...request);
    if (outcome === 'saved') asked.push(store.confirmationKey(address));
    return outcome;
  };
  const use = subscribe({ store, queue, clock, tokens, journal, retention: DEFAULT_RETENTION });
  return use({ email, topics: [], language: 'lv', ...typed }, FORM, source);
}

const RECEIVED = { outcome: 'received' };

async function found(address = email) {
  return under.store.findSubscription(await keyOf(address));
}

async function linkOf(address = email): Promise<ConfirmationLink> {
  const subscription = await found(address);
  if (subscription === null) throw new Error('It was not asked for');
  const { requestedAt } = subscription;
  const key = await keyOf(address);
  const token = await tokens.sign(confirmStatement(key, requestedAt));
  return { address: key, requestedAt, token };
}

async function subscriberLink(address = email) {
  const key = await keyOf(address);
  return { address: key, token: await tokens.sign(subscriberStatement(key)) };
}

const managing = (changes: Partial<typeof under.store> = {}) =>
  manageSubscription({
    store: { ...under.store, ...changes },
    ...{ clock, tokens, retention: DEFAULT_RETENTION },
  });
const showing = () => showSubscription({ store: under.store, clock, tokens });

describe('a sign-up', () => {
  it('is stored as a request with its proof, and its confirmation is due', async () => {
    expect(await signUp({ topics: ['calls'], language: 'en' })).toEqual(RECEIVED);
    const subscription = await found();
    expect(subscription).toMatchObject({
      state: 'pending',
      email,
      topics: ['calls'],
      language: 'en',
      requestedAt: clock.now(),
      consent: { textVersion: 1, language: 'en', formUrl: FORM },
      confirmation: { state: 'due', kind: 'confirmation' },
    });
    const { token } = await linkOf();
    expect(subscription?.consent.tokenHash).toBe(tokens.fingerprint(token));
    expect(queue.nudged).toEqual([under.store.confirmationKey(await keyOf(email))]);
  });

  it('that is wrong is refused, naming its fields, and sends no mail', async () => {
    expect(await signUp({ email: 'nobody', topics: ['weather'] })).toEqual({
      outcome: 'refused',
      fields: [
        { pointer: '/email', fault: 'not-an-email' },
        { pointer: '/topics/0', fault: 'not-a-choice' },
      ],
    });
    expect(queue.nudged).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('that is repeated, or comes in another form, sends no more mail within an hour', async () => {
    await signUp({ email: `anna-${sequence}@ābele.example` });
    clock.advance(HOUR_MS - 1);
    for (const typed of [
      `ANNA-${sequence}@ābele.example`,
      `anna-${sequence}@ĀBELE.example`,
      ` anna-${sequence}@xn--bele-psa.example `,
    ]) {
      expect(await signUp({ email: typed })).toEqual(RECEIVED);
    }
    expect(asked).toHaveLength(1);
  });

  it('that is made many times at once sends one mail', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => signUp()));
    for (const outcome of outcomes) expect(outcome).toEqual(RECEIVED);
    expect(asked).toHaveLength(1);
    expect(await found()).toMatchObject({ state: 'pending', revision: 1 });
  });

  it('repeated after an hour asks again for the same request', async () => {
    await signUp();
    const first = await linkOf();
    clock.advance(HOUR_MS);
    await signUp({ topics: ['closing'] });
    expect(asked).toHaveLength(2);
    expect(queue.nudged).toEqual(asked);
    expect(await linkOf()).toEqual(first);
    expect((await found())?.consent.tokenHash).toBe(tokens.fingerprint(first.token));
    expect(await found()).toMatchObject({
      topics: ['closing'],
      askedAt: clock.now(),
      confirmation: { state: 'due', attempts: 0, dueAt: clock.now() },
    });
  });

  it('of an address on the list gets the same answer, changes nothing and sends no mail', async () => {
    await storeSubscription(under.store, aConfirmed({ email }));
    const before = await found();
    expect(await signUp({ topics: ['calls'], language: 'en' })).toEqual(RECEIVED);
    expect(await found()).toEqual(before);
    expect(asked).toEqual([]);
  });

  it('of an address that has ended makes a new request', async () => {
    await storeSubscription(under.store, aConfirmed({ email }));
    await managing().end(await subscriberLink(), 'unsubscribed');
    clock.advance(1);
    await signUp();
    const subscription = await found();
    expect(subscription).toMatchObject({ state: 'pending', requestedAt: clock.now() });
    for (const old of ['confirmedAt', 'endedAt', 'ending']) {
      expect(subscription).not.toHaveProperty(old);
    }
    expect(asked).toHaveLength(1);
  });

  it('is stored also when the queue cannot be reached, and that is counted', async () => {
    queue.broken = true;
    expect(await signUp()).toEqual(RECEIVED);
    expect(journal.counts.get('NudgesLost')).toBe(1);
    clock.advance(MINUTE_MS);
    const { batches } = await under.store.dueItems(clock.now(), 1_000);
    expect(batches).toContainEqual(under.store.confirmationKey(await keyOf(email)));
  });

  it('asks at most three times a month for one address, wherever the requests come from', async () => {
    for (let day = 0; day < 6; day++) {
      expect(await signUp({}, `198.51.100.${day}-${sequence}`)).toEqual(RECEIVED);
      clock.advance(DAY_MS);
    }
    expect(asked).toHaveLength(3);
    expect(journal.counts.get('SignUpsHeldBack')).toBe(3);
    clock.set('2027-02-01T00:00:00Z');
    await signUp({}, `198.51.100.9-${sequence}`);
    expect(asked).toHaveLength(4);
  });

  it('is accepted at most sixty times an hour from one source, and gets the same answer beyond that', async () => {
    for (let attempt = 0; attempt < 62; attempt++) {
      const another = `stranger-${sequence}-${attempt}@abele.example`;
      expect(await signUp({ email: another })).toEqual(RECEIVED);
      clock.advance(MINUTE_MS / 2);
    }
    expect(asked).toHaveLength(60);
    expect(journal.counts.get('SignUpsHeldBack')).toBe(2);
    await signUp({}, '203.0.113.1');
    expect(asked).toHaveLength(61);
    // It uses up nothing of what the address itself may get.
    const tired = `stranger-${sequence}-61@abele.example`;
    expect(await found(tired)).toBeNull();
    clock.set('2027-01-05T11:00:00Z');
    for (let hour = 0; hour < 3; hour++) {
      await signUp({ email: tired });
      clock.advance(HOUR_MS);
    }
    expect(asked).toHaveLength(64);
  });

  it('of an address on the list counts for its source too, because the limit must not tell', async () => {
    await storeSubscription(under.store, aConfirmed({ email }));
    for (let attempt = 0; attempt < 60; attempt++) await signUp();
    expect(await signUp({ email: `stranger-${sequence}@abele.example` })).toEqual(RECEIVED);
    expect(asked).toEqual([]);
    expect(journal.counts.get('SignUpsHeldBack')).toBe(1);
  });

  it('counts the addresses of one network of IPv6 as one source', async () => {
    for (let one = 1; one <= 60; one++) {
      await signUp({ email: `v6-${one}@abele.example` }, `2001:db8:${sequence}:1::${one}`);
    }
    await signUp({ email: 'v6-61@abele.example' }, `2001:db8:${sequence}:1:ffff::1`);
    expect(journal.counts.get('SignUpsHeldBack')).toBe(1);
    await signUp({ email: 'v6-62@abele.example' }, `2001:db8:${sequence}:2::1`);
    expect(journal.counts.get('SignUpsHeldBack')).toBe(1);
  });

  it('keeps only a keyed hash of its source', async () => {
    const names: string[] = [];
    await signUp({}, '203.0.113.77', {
      addToSource(source, _, amounts) {
        names.push(source);
        return Promise.resolve(amounts);
      },
      addTo(name, amounts) {
        names.push(name);
        return Promise.resolve(amounts);
      },
    });
    expect(names).toHaveLength(2);
    expect(names[0]).toMatch(/^[\w-]{22}$/u);
    expect(names[1]).toMatch(/^address#/u);
    expect(names.join()).not.toContain('203.0.113.77');
    expect(names.join()).not.toContain(email);
  });

  it('is stored although an expired request is forgotten at the same moment', async () => {
    await storeSubscription(
      under.store,
      aPending({ email, requestedAt: at('2026-12-01T10:00:00Z') }),
    );
    await signUp({}, sourceOf(), {
      findSubscription: async (address) => {
        const before = await under.store.findSubscription(address);
        await under.store.eraseAddress(address, []);
        return before;
      },
    });
    expect(await found()).toMatchObject({ state: 'pending', requestedAt: clock.now() });
    expect(queue.nudged).toHaveLength(1);
  });
});

describe('a confirmation link', () => {
  it('asks first, and opening it changes nothing', async () => {
    await signUp();
    const before = await found();
    expect(await showing().confirmation(await linkOf())).toBe('asked');
    expect(await showing().confirmation(await linkOf())).toBe('asked');
    expect(await found()).toEqual(before);
  });

  it('confirms once, and says the same however often it is followed', async () => {
    await signUp({ topics: ['results'] });
    const link = await linkOf();
    clock.advance(MINUTE_MS);
    expect(await managing().confirm(link)).toBe('confirmed');
    const confirmed = await found();
    expect(confirmed).toMatchObject({
      state: 'confirmed',
      confirmedAt: clock.now(),
      topics: ['results'],
      consent: { formUrl: FORM },
    });
    clock.advance(30 * DAY_MS);
    expect(await managing().confirm(link)).toBe('already-confirmed');
    expect(await showing().confirmation(link)).toBe('already-confirmed');
    expect(await found()).toEqual(confirmed);
  });

  it('followed many times at once confirms once', async () => {
    await signUp();
    const link = await linkOf();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => managing().confirm(link)));
    expect(outcomes.filter((outcome) => outcome === 'confirmed')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['confirmed', 'already-confirmed']));
    expect(await found()).toMatchObject({ state: 'confirmed', revision: 2 });
  });

  it('expires seven days after the request, not a millisecond before', async () => {
    await signUp();
    const link = await linkOf();
    clock.advance(7 * DAY_MS - 1);
    expect(await showing().confirmation(link)).toBe('asked');
    clock.advance(1);
    expect(await showing().confirmation(link)).toBe('expired');
    expect(await managing().confirm(link)).toBe('expired');
    expect(await found()).toMatchObject({ state: 'pending' });
  });

  it('brings nothing back after an unsubscribe, nor after a new request', async () => {
    await signUp();
    const link = await linkOf();
    await managing().confirm(link);
    await managing().end(await subscriberLink(), 'unsubscribed');
    expect(await showing().confirmation(link)).toBe('ended');
    expect(await managing().confirm(link)).toBe('ended');
    expect(await found()).toMatchObject({ state: 'ended', ending: 'unsubscribed' });
    clock.advance(DAY_MS);
    await signUp();
    expect(await managing().confirm(link)).toBe('expired');
    expect(await found()).toMatchObject({ state: 'pending' });
    expect(await managing().confirm(await linkOf())).toBe('confirmed');
  });

  it('that loses against an unsubscribe at the same time confirms nothing', async () => {
    await signUp();
    const link = await linkOf();
    const subscriber = await subscriberLink();
    const racing = managing({
      findSuppression: async (addresses) => {
        await managing().end(subscriber, 'unsubscribed');
        return under.store.findSuppression(addresses);
      },
    });
    expect(await racing.confirm(link)).toBe('ended');
    expect(await found()).toMatchObject({ state: 'ended' });
  });

  it('of an address that has complained or bounced since confirms nothing', async () => {
    await signUp();
    const address = await keyOf(email);
    await under.store.saveSuppression([address], { reason: 'complaint', at: clock.now() });
    expect(await managing().confirm(await linkOf())).toBe('ended');
    expect(await found()).toMatchObject({ state: 'pending' });
  });

  it('that is forged gets the same refusal, whether or not the address is known', async () => {
    await signUp();
    const link = await linkOf();
    const stranger = await keyOf('stranger@abele.example');
    const { token } = await subscriberLink();
    for (const forged of [
      { ...link, token: 'A'.repeat(22) },
      { ...link, token: '' },
      { ...link, token: `${link.token}A` },
      { ...link, token },
      { ...link, requestedAt: at('2027-01-05T10:10:00.001Z') },
      { ...link, requestedAt: '' },
      { ...link, address: stranger },
      { address: '', requestedAt: '', token: '' },
    ]) {
      expect(await showing().confirmation(forged)).toBe('forged');
      expect(await managing().confirm(forged)).toBe('forged');
    }
    expect(await found()).toMatchObject({ state: 'pending' });
  });
});

describe("a subscriber's link", () => {
  it('opens the present subscription, and opening it changes nothing', async () => {
    await storeSubscription(under.store, aConfirmed({ email }));
    const link = await subscriberLink();
    const before = await found();
    expect(await showing().find(link)).toEqual(before);
    expect(await showing().subscriberLink(link.address)).toEqual(link);
    expect(await found()).toEqual(before);
  });

  it('opens nothing when the subscription has ended, expired or been erased', async () => {
    const link = await subscriberLink();
    expect(await showing().find(link)).toBeNull();
    await signUp();
    expect(await showing().find(link)).toMatchObject({ state: 'pending' });
    clock.advance(7 * DAY_MS);
    expect(await showing().find(link)).toBeNull();
    expect(await managing().choose(link, { topics: [] })).toBe('over');
  });

  it('changes the topics, and changes nothing when none is chosen', async () => {
    await storeSubscription(under.store, aConfirmed({ email }));
    const link = await subscriberLink();
    expect(await managing().choose(link, { topics: ['calls', 'drafts'] })).toBe('saved');
    expect(await found()).toMatchObject({ topics: ['drafts', 'calls'], state: 'confirmed' });
    expect(await managing().choose(link, { topics: [] })).toEqual([
      { pointer: '/topics', fault: 'required' },
    ]);
    expect(await managing().choose(link, { topics: ['weather'] })).toEqual([
      { pointer: '/topics/0', fault: 'not-a-choice' },
    ]);
    expect((await found())?.topics).toEqual(['drafts', 'calls']);
  });

  it('makes two changes at once one after the other', async () => {
    await storeSubscription(under.store, aConfirmed({ email }));
    const link = await subscriberLink();
    const outcomes = await Promise.all([
      managing().choose(link, { topics: ['calls'] }),
      managing().end(link, 'unsubscribed'),
    ]);
    expect(['saved', 'over']).toContain(outcomes[0]);
    expect(outcomes[1]).toBe('ended');
    expect(await found()).toMatchObject({ state: 'ended' });
  });

  it('ends the subscription, and says the same however often it is followed', async () => {
    await storeSubscription(under.store, aConfirmed({ email }));
    const link = await subscriberLink();
    expect(await managing().end(link, 'unsubscribed')).toBe('ended');
    const after = await found();
    expect(after).toMatchObject({ state: 'ended', ending: 'unsubscribed', endedAt: clock.now() });
    clock.advance(DAY_MS);
    expect(await managing().end(link, 'complaint')).toBe('ended');
    expect(await found()).toEqual(after);
    expect(await showing().find(link)).toBeNull();
    expect(await managing().choose(link, { topics: ['calls'] })).toBe('over');
  });

  it('also ends a subscription that is not confirmed yet', async () => {
    await signUp();
    const confirmation = await linkOf();
    expect(await managing().end(await subscriberLink(), 'unsubscribed')).toBe('ended');
    expect(await managing().confirm(confirmation)).toBe('ended');
  });

  it('ends nothing, and says the same, when there is no subscription', async () => {
    expect(await managing().end(await subscriberLink(), 'unsubscribed')).toBe('ended');
    expect(await found()).toBeNull();
  });

  it('that is forged, or made for another purpose or address, does nothing', async () => {
    const other = `other-${sequence}@abele.example`;
    await storeSubscription(under.store, aConfirmed({ email: other }));
    await signUp();
    const { token: confirming } = await linkOf();
    const mine = await subscriberLink();
    const theirs = await keyOf(other);
    for (const forged of [
      { address: theirs, token: mine.token },
      { address: mine.address, token: confirming },
      { address: mine.address, token: '' },
      { address: '', token: mine.token },
      { address: 'UNITS', token: mine.token },
    ]) {
      expect(await showing().find(forged)).toBe('forged');
      expect(await managing().choose(forged, { topics: ['calls'] })).toBe('forged');
      expect(await managing().end(forged, 'unsubscribed')).toBe('forged');
    }
    const standing: Subscription | null = await found(other);
    expect(standing).toEqual(aConfirmed({ email: other }));
  });
});
