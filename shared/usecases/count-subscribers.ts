import { type Topic, TOPICS } from '../domain/subscription.ts';
import type { SubscriptionStore } from '../ports/subscriptions.ts';

/** How many subscriptions are read at once. */
const PAGE = 500;

/**
 * Counts the confirmed subscriptions of each topic as they are now. It reads the whole list, so it
 * is for an operator's command and not for a request.
 */
export async function countSubscribers(
  store: Pick<SubscriptionStore, 'shards' | 'subscriptionsAfter'>,
): Promise<Record<Topic, number>> {
  const counts = Object.fromEntries(TOPICS.map((topic) => [topic, 0])) as Record<Topic, number>;
  for (let shard = 0; shard < store.shards; shard++) {
    for (let after: string | null = null; ;) {
      const page = await store.subscriptionsAfter(shard, after, PAGE);
      for (const { subscription } of page) {
        if (subscription.state !== 'confirmed') continue;
        for (const topic of subscription.topics) counts[topic] += 1;
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      after = last.address;
    }
  }
  return counts;
}
