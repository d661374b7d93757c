import { dueAtOf } from '../domain/delivery.ts';
import { expiryOf, Subscription } from '../domain/subscription.ts';
import type { SubscriptionStore } from '../ports/subscriptions.ts';
import { countStore } from './counts.ts';
import { ADDRESS_SHARDS, EXPIRY, expiryAt, type Key, keys, partitions } from './keys.ts';
import { batchOf, mailsOf } from './batch-rows.ts';
import { dueFrom } from './outbox.ts';
import { changesBetween, parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

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
        return (await table.add(key, requestAttributes(key, after))) === 'added'
          ? 'saved'
          : 'stale';
      }
      const changes = {
        ...changesBetween(keptAttributes(before, after), attributesOf(after)),
        // A new delivery replaces the earlier one completely.
        'deliveries.confirmation': after.confirmation,
        ...dueFrom(key, dueAtOf(after.confirmation)),
      };
      return saveOutcome(await table.update(key, changes, { revision: before.revision }));
    },

    async saveSubscription(address, before, after) {
      const key = keys.subscription(address);
      const changes = changesBetween(attributesOf(before), attributesOf(after));
      return saveOutcome(await table.update(key, changes, { revision: before.revision }));
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
      return countStore(table).spendWithin(name, { count: { add: 1, limit } }, until);
    },
  };
}

/** Reads a subscription's row. Its confirmation is among the row's mails. */
export function subscriptionOf(row: Row): Subscription {
  const { deliveries: _, ...attributes } = row.attributes;
  const confirmation = batchOf(row).deliveries.get('confirmation');
  return parseRow(Subscription, { ...row, attributes: { ...attributes, confirmation } });
}

/** Returns everything except the confirmation. */
function attributesOf({ confirmation: _, ...subscription }: Subscription) {
  const expiry = expiryOf(subscription as Subscription);
  return { ...subscription, ...(expiry !== null && { [EXPIRY]: expiryAt(expiry) }) };
}

/**
 * Returns the attributes of `before` with which `after` is compared. For a new request the consent
 * is left out, so that the new consent is written as a whole.
 */
function keptAttributes(before: Subscription, after: Subscription) {
  const { consent, ...attributes } = attributesOf(before);
  return before.requestedAt === after.requestedAt ? { consent, ...attributes } : attributes;
}

/** Returns a whole subscription as attributes of a new row, without the key. */
export function requestAttributes(key: Key, subscription: Subscription) {
  const { confirmation } = subscription;
  return { ...attributesOf(subscription), ...mailsOf(key, { confirmation }) };
}

function saveOutcome(outcome: 'updated' | 'changed'): 'saved' | 'stale' {
  return outcome === 'updated' ? 'saved' : 'stale';
}
