import { describe, expect, it } from 'vitest';
import { type Subscription, type Topic, TOPICS } from '../../shared/domain/subscription.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { countAudience, countProgress } from '../../shared/usecases/announcement-progress.ts';
import { aConfirmed, aPending, at } from '../support/builders.ts';
import { aMailingList, SEND_AT } from '../support/mailing-list.ts';
import { storeSubscription } from '../support/ports.ts';

const requestedAt = at('2027-01-05T10:00:00Z');
const whole = {
  email: 'anna@ngo.example',
  language: 'lv',
  requestedAt,
  askedAt: requestedAt,
  consent: { textVersion: 1, language: 'lv', formUrl: 'https://a.example/lv/', tokenHash: 'h' },
  confirmation: { state: 'sent', kind: 'confirmation', attempts: 1, at: requestedAt },
  revision: 1,
} as unknown as Subscription;

/** Returns a list of two shards, which gives out at most `limit` at a time. */
function aList(first: readonly Subscription[], second: readonly Subscription[]) {
  const shards = [first, second].map((shard) =>
    shard.map((subscription, index) => ({
      address: String(index).padStart(6, '0'),
      subscription,
    })),
  );
  return {
    shards: shards.length,
    subscriptionsAfter: async (shard: number, after: string | null, limit: number) =>
      Promise.resolve(
        (shards[shard] ?? [])
          .filter(({ address }) => after === null || address > after)
          .slice(0, limit),
      ),
  };
}

it('counts the confirmed subscriptions of each topic in the whole list', async () => {
  const confirmed = (...topics: Subscription['topics'][number][]): Subscription => {
    return { ...whole, state: 'confirmed', topics, confirmedAt: requestedAt };
  };
  const pending: Subscription = { ...whole, state: 'pending', topics: ['drafts'] };
  const many = Array.from({ length: 1_000 }, () => confirmed('closing'));
  const list = aList([...many, pending, confirmed('drafts', 'closing')], [confirmed('drafts')]);
  const audience = async (topic: Topic, now = plus(requestedAt, 1)) =>
    countAudience(list, { topic }, now);
  expect(await Promise.all(TOPICS.map(async (topic) => [topic, await audience(topic)]))).toEqual(
    TOPICS.map((topic) => [topic, { drafts: 2, closing: 1_001, results: 0, calls: 0 }[topic]]),
  );
});

describe('the progress of an announcement', () => {
  it('counts those who still wait while it runs, and is complete only when every shard has ended', async () => {
    const on = aMailingList();
    await on.readers(30);
    const announcement = await on.scheduled();
    expect(await countAudience(on.store, announcement, at(SEND_AT))).toBe(30);
    on.clock.set(SEND_AT);
    on.clock.advance(MINUTE_MS);
    await on.sweep();
    let left = 30;
    for (;;) {
      const key = on.announcementQueue.nudged.shift();
      if (key === undefined) break;
      await on.announcing()(key);
      const now = await on.progress();
      const cursors = await on.store.listCursors('spring');
      left = 30 - on.mails.taken.length;
      expect(now.due).toBe(left);
      expect(now.complete).toBe(cursors.every(({ dueAt }) => dueAt === null));
    }
    expect(left).toBe(0);
    expect(await on.progress()).toEqual({ due: 0, states: { sent: 30 }, complete: true });
  });

  it('is not complete before the fan-out has begun, nor while a mail waits', async () => {
    const on = aMailingList();
    await on.readers(1);
    await on.scheduled();
    expect(await on.progress()).toMatchObject({ complete: false });
    on.mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await on.sendOut(1);
    expect(await on.progress()).toEqual({ due: 1, states: { due: 1 }, complete: false });
    await on.minutes(5);
    expect(await on.progress()).toEqual({ due: 0, states: { sent: 1 }, complete: true });
  });

  it('does not say complete while a mail waits, when the fan-out ends between its reads', async () => {
    const on = aMailingList();
    await on.readers(20);
    const announcement = await on.scheduled();
    on.clock.set(SEND_AT);
    const down = () => Promise.resolve({ outcome: 'postponed', reason: 'Throttling' } as const);
    // The whole fan-out happens between the two reads of the progress.
    const racing = {
      ...on.store,
      listCursors: async (id: string) => {
        await on.minutes(40, on.announcing({ send: down }));
        return on.store.listCursors(id);
      },
    };
    const between = await countProgress(racing, announcement);
    expect(await on.progress()).toMatchObject({ complete: false, states: { due: 20 } });
    expect(between.complete).toBe(false);
  });

  it('counts those who would get it now as its audience', async () => {
    const on = aMailingList();
    await on.readers(3);
    await storeSubscription(on.store, aPending({ email: 'pending@list.example' }));
    await storeSubscription(
      on.store,
      aConfirmed({ email: 'calls@list.example', topics: ['calls'] }),
    );
    expect(await countAudience(on.store, { topic: 'drafts' }, on.clock.now())).toBe(3);
    expect(await countAudience(on.store, { topic: 'calls' }, on.clock.now())).toBe(4);
    expect(await countAudience(on.store, { topic: 'drafts' }, at('2026-12-31Z'))).toBe(0);
  });
});
