import { expect, it } from 'vitest';
import { type Subscription, type Topic, TOPICS } from '../../shared/domain/subscription.ts';
import { plus } from '../../shared/domain/time.ts';
import { countAudience } from '../../shared/usecases/announcement-progress.ts';
import { at } from '../support/builders.ts';

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
