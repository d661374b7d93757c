import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeSubscription } from '../../shared/domain/subscription.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { DAY_MS, type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { keys } from '../../shared/dynamo/keys.ts';
import type { Tokens } from '../../shared/ports/world.ts';
import { subscribe } from '../../shared/usecases/subscribe.ts';
import { aConfirmed, aPending } from '../support/builders.ts';
import {
  KeptJournal,
  keyOf,
  keysOf,
  StandingClock,
  storeSubscription,
  tokens,
  tokensWith,
} from '../support/ports.ts';
import { aWiredTable } from '../support/wired-table.ts';
import type { Carry } from '../support/wire.ts';

/*
 * Whoever signs an address up must not learn from the duration whether the address is known. A test
 * cannot measure time well, but it can see what takes time: the requests to the table and the queue,
 * and their answers.
 */

interface Seen {
  readonly action: string;
  readonly status: number;
  readonly bytes: number;
  /** The bytes of the answer. */
  readonly answered: number;
}

let seen: Seen[] = [];
const bytesOf = (body: unknown) => Buffer.byteLength(JSON.stringify(body));
const recording =
  (carry: Carry): Carry =>
  async (request) => {
    const answer = await carry(request);
    const { action } = request;
    const [bytes, answered] = [bytesOf(request.body), bytesOf(answer.body)];
    seen.push({ action, status: answer.status, bytes, answered });
    return answer;
  };
const queue = {
  nudge: async (named: readonly unknown[]) => {
    seen.push({ action: 'SendMessage', status: 200, bytes: bytesOf(named), answered: 0 });
    return Promise.resolve();
  },
};

let under: Awaited<ReturnType<typeof aWiredTable>>;
beforeAll(async () => {
  under = await aWiredTable({ through: recording });
});
afterAll(async () => under.close());

let clock: StandingClock;
let sequence = 0;
beforeEach(() => {
  clock = new StandingClock('2027-01-05T10:10:00Z');
});

async function signUp(email: string, source = email, using: Tokens = tokens): Promise<void> {
  const needs = {
    ...{ store: under.store, queue, clock, tokens: using, journal: new KeptJournal() },
    retention: DEFAULT_RETENTION,
  };
  const typed = { email, topics: ['calls'], language: 'lv' };
  const outcome = await subscribe(needs)(typed, 'https://site.example/lv/subscribe', source);
  expect(outcome).toEqual({ outcome: 'received' });
}

async function requestsOf(...signed: Parameters<typeof signUp>): Promise<readonly Seen[]> {
  seen = [];
  await signUp(...signed);
  return [...seen];
}

/** Every state of an address, with what brings it about. */
const STATES: Readonly<Record<string, (email: string, now: Instant) => Promise<unknown>>> = {
  unknown: async () => Promise.resolve(),
  'asked a moment ago': async (email) => signUp(email),
  'asked long ago': async (email, now) =>
    storeSubscription(under.engineStore, aPending({ email, requestedAt: plus(now, -DAY_MS) })),
  'asked, and the request has expired': async (email, now) =>
    storeSubscription(under.engineStore, aPending({ email, requestedAt: plus(now, -9 * DAY_MS) })),
  'on the list': async (email) => storeSubscription(under.engineStore, aConfirmed({ email })),
  unsubscribed: async (email, now) => {
    const before = aConfirmed({ email });
    const after = closeSubscription(before, 'unsubscribed', plus(now, -DAY_MS), DEFAULT_RETENTION);
    if (after === null) throw new Error('There is nothing to end');
    const address = await storeSubscription(under.engineStore, before);
    await under.engineStore.saveSubscription(address, before, after);
  },
  'suppressed, and on the list': async (email, now) => {
    await storeSubscription(under.engineStore, aConfirmed({ email }));
    const suppression = { reason: 'complaint', at: now } as const;
    await under.engineStore.saveSuppression(await keysOf(email), suppression);
  },
  'suppressed, and unknown': async (email, now) =>
    under.engineStore.saveSuppression(await keysOf(email), { reason: 'bounce', at: now }),
  'held back, because it was asked three times this month': async (email, now) => {
    const name = `address#${await keyOf(email)}#${now.slice(0, 7)}`;
    await under.engineTable.save(keys.count(name), { count: 3 });
  },
};
const SOURCES = {
  'a source that may ask': async () => Promise.resolve(),
  'a source past its limit': async (source: string, now: Instant) => {
    const [from] = await tokens.hashAddress(`source:${source}`);
    await under.engineTable.save(keys.source(now, from), { signUps: 60 });
  },
};

/** The same length for every state, because an address is part of what is written. */
const newEmail = () => `anna-${String((sequence += 1)).padStart(4, '0')}@abele.example`;

describe.each(Object.entries(SOURCES))('a sign-up from %s', (_, prepare) => {
  it('makes the same requests, whatever is known about its address', async () => {
    const all: (readonly [string, readonly Seen[]])[] = [];
    for (const [state, bring] of Object.entries(STATES)) {
      const email = newEmail();
      await bring(email, clock.now());
      await prepare(email, clock.now());
      all.push([state, await requestsOf(email)]);
    }
    for (const [state, requests] of all) {
      expect(
        requests.map(({ action, status }) => [action, status]),
        state,
      ).toEqual([
        ['UpdateItem', 200],
        ['GetItem', 200],
        ['UpdateItem', 200],
        ['UpdateItem', 200],
        ['SendMessage', 200],
      ]);
    }
    // What is written is of the same size, apart from names: nobody measures 200 bytes in a packet.
    const [, first = []] = all[0] ?? [];
    for (const [state, requests] of all) {
      for (const [place, { bytes, answered }] of requests.entries()) {
        const like = first[place] ?? { bytes: 0, answered: 0 };
        expect(Math.abs(bytes - like.bytes), `${state}, request ${place}`).toBeLessThan(200);
        // Only the row itself, if there is one, comes back.
        if (place !== 1) expect(Math.abs(answered - like.answered)).toBeLessThan(20);
      }
    }
  });

  it('makes the same requests also after the keys for addresses were rotated', async () => {
    const rotated = tokensWith('another secret', 'a secret for tests');
    const kinds = new Map<string, string>();
    for (const [state, bring] of Object.entries(STATES)) {
      const email = newEmail();
      await bring(email, clock.now());
      await prepare(email, clock.now());
      const requests = await requestsOf(email, email, rotated);
      kinds.set(state, requests.map(({ action, status }) => `${action} ${status}`).join());
    }
    expect(new Set(kinds.values()).size, JSON.stringify([...kinds])).toBe(1);
    expect([...kinds.values()][0]?.split(',')).toHaveLength(7);
  });
});

describe('a sign-up that changes nothing', () => {
  it('leaves a row for a moment that tells nothing about the address', async () => {
    const email = newEmail();
    await storeSubscription(under.engineStore, aConfirmed({ email }));
    await signUp(email);
    const partition = `PRETENCES#${await keyOf(email)}`;
    const [row, ...more] = await Array.fromAsync(under.engineTable.query({ partition }));
    expect(more).toEqual([]);
    const texts: string[] = [];
    JSON.stringify(row?.attributes, (_, value: unknown) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
    expect(texts.length).toBeGreaterThan(5);
    for (const text of texts) expect(text).toMatch(/^-*$/u);
    expect(row?.dueAt).toBeNull();
    expect(row?.expires).toBeLessThanOrEqual(Date.parse(plus(clock.now(), MINUTE_MS)) / 1_000);
  });
});
