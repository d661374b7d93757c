import { dueAtOf } from '../domain/delivery.ts';
import { Subscription } from '../domain/subscription.ts';
import { instantOf } from '../domain/time.ts';
import type { SubscriptionStore } from '../ports/subscriptions.ts';
import {
  ADDRESS_SHARDS,
  ATTRIBUTES,
  EXPIRY,
  expiryAt,
  type Key,
  keys,
  partitions,
} from './keys.ts';
import { batchOf, mailsOf } from './batch-rows.ts';
import { ADDED_BY } from './marks.ts';
import { dueFrom } from './outbox.ts';
import { type Attributes, changesBetween, isRecord, parseRow, type Row } from './row.ts';
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
        // An update, like that of an existing row: nobody can tell one from the other.
        const mark = table.newMark();
        const added = { ...requestAttributes(key, after), [ADDED_BY]: mark };
        return saveOutcome(await table.update(key, added, { [ATTRIBUTES.partition]: null }, mark));
      }
      const changes = {
        ...changesBetween(withoutValues(keptAttributes(before, after)), attributesOf(after)),
        // A new delivery replaces the earlier one completely.
        'deliveries.confirmation': after.confirmation,
        ...dueFrom(key, dueAtOf(after.confirmation)),
      };
      return saveOutcome(await table.update(key, changes, { revision: before.revision }));
    },

    async pretendRequest(address, request, until) {
      const mark = table.newMark();
      // It has no mails and no place in the outbox, nor the revision that the condition names.
      const { revision: _, ...written } = request;
      const blank = { ...blankOut(written), [EXPIRY]: expiryAt(until), [ADDED_BY]: mark };
      await table.update(keys.pretence(address), blank, { revision: null }, mark);
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
  };
}

/**
 * Reads a subscription's row. Its confirmation is among the row's mails, and its expiry is the
 * table's own.
 */
export function subscriptionOf(row: Row): Subscription {
  const { deliveries: _, ...attributes } = row.attributes;
  const confirmation = batchOf(row).deliveries.get('confirmation');
  const expiresAt = row.expires === null ? null : instantOf(new Date(row.expires * 1_000));
  const all = { ...attributes, confirmation, expiresAt };
  return parseRow(Subscription, { ...row, attributes: all });
}

/** Returns everything except the confirmation. */
function attributesOf({ confirmation: _, expiresAt, ...subscription }: Subscription) {
  return { ...subscription, ...(expiresAt !== null && { [EXPIRY]: expiryAt(expiresAt) }) };
}

/**
 * Returns the attributes of `before` with which `after` is compared. For a new request the consent
 * is left out, so that the new consent is written as a whole.
 */
function keptAttributes(before: Subscription, after: Subscription) {
  const { consent, ...attributes } = attributesOf(before);
  return before.requestedAt === after.requestedAt ? { consent, ...attributes } : attributes;
}

/** Returns attributes of the same names and sizes that say nothing. */
function blankOut(attributes: Attributes): Attributes {
  const blank = (value: unknown): unknown => {
    if (typeof value === 'string') return '-'.repeat(value.length);
    if (Array.isArray(value)) return value.map(blank);
    return isRecord(value) ? blankOut(value) : value;
  };
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, blank(value)]),
  );
}

/**
 * Returns the attributes without their values, so that a request writes each attribute, changed or
 * not: the size of the update does not tell what stood there.
 */
function withoutValues(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes).map(([name, value]) => [
    name,
    isRecord(value) ? withoutValues(value) : null,
  ]);
  return Object.fromEntries(entries) as Attributes;
}

/** Returns a whole subscription as attributes of a new row, without the key. */
export function requestAttributes(key: Key, subscription: Subscription) {
  const { confirmation } = subscription;
  return { ...attributesOf(subscription), ...mailsOf(key, { confirmation }) };
}

function saveOutcome(outcome: 'updated' | 'changed'): 'saved' | 'stale' {
  return outcome === 'updated' ? 'saved' : 'stale';
}
