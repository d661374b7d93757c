import { expiryOf, Subscription } from '../domain/subscription.ts';
import type { SubscriptionStore } from '../ports.ts';
import { ADDRESS_SHARDS, EXPIRY, expiryAt, keys, partitions } from './keys.ts';
import { dueAttributes } from './outbox.ts';
import { parseRow, type Row, type Table } from './table.ts';

export function subscriptionStore(table: Table): SubscriptionStore {
  return {
    shards: ADDRESS_SHARDS,

    async findSubscription(address) {
      const row = await table.get(keys.subscription(address));
      return row === null ? null : subscriptionOf(row);
    },

    async saveRequest(address, before, after) {
      const key = keys.subscription(address);
      if (before === null) {
        return (await table.add(key, requestAttributes(after))) === 'added' ? 'saved' : 'stale';
      }
      const attributes = { ...attributesOf(after), ...dueAttributes(after.confirmation) };
      return saved(await table.update(key, attributes, { revision: before.revision }));
    },

    async saveSubscription(address, before, after) {
      const key = keys.subscription(address);
      return saved(await table.update(key, attributesOf(after), { revision: before.revision }));
    },

    confirmationKey: keys.subscription,

    async subscriptionsAfter(shard, after, limit) {
      const rows = table.query({
        partition: partitions.subscriptions(shard),
        ...(after === null ? {} : { sort: { after } }),
        pageSize: limit,
      });
      const found = [];
      for await (const row of rows) {
        found.push({ address: row.key.sort, subscription: subscriptionOf(row) });
        if (found.length >= limit) break;
      }
      return found;
    },

    async countWithin(name, limit, until) {
      const expires = { [EXPIRY]: expiryAt(until) };
      return (await table.countUpTo(keys.count(name), 'count', limit, expires)) === 'counted';
    },
  };
}

/** Reads a subscription's row; its confirmation's delivery stands under the name that all deliveries share. */
export function subscriptionOf({ key, attributes: row }: Row): Subscription {
  const { delivery, outbox: _, dueAt: __, [EXPIRY]: ___, ...attributes } = row;
  return parseRow(Subscription, { key, attributes: { ...attributes, confirmation: delivery } });
}

/** All but the confirmation's delivery. What an earlier state had and this one has not is removed. */
function attributesOf({ confirmation: _, ...subscription }: Subscription) {
  const expiry = expiryOf(subscription as Subscription);
  return {
    confirmedAt: null,
    endedAt: null,
    ending: null,
    ...subscription,
    [EXPIRY]: expiry === null ? null : expiryAt(expiry),
  };
}

/** A whole subscription as attributes of a new item, without the key. */
export function requestAttributes(subscription: Subscription) {
  const all = { ...attributesOf(subscription), ...dueAttributes(subscription.confirmation) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

function saved(outcome: 'updated' | 'changed'): 'saved' | 'stale' {
  return outcome === 'updated' ? 'saved' : 'stale';
}
