import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { cancel, due } from '../shared/domain/delivery.ts';
import { type Subscription, TOPICS } from '../shared/domain/subscription.ts';
import { type Instant, instantOf } from '../shared/domain/time.ts';
import { keys } from '../shared/dynamo/keys.ts';
import { newSecret } from '../shared/crypto/secrets.ts';
import { keyStore } from '../shared/dynamo/secrets.ts';
import { requestAttributes } from '../shared/dynamo/subscriptions.ts';
import { Table } from '../shared/dynamo/table.ts';
import { makeFirstKeys } from '../shared/usecases/make-first-keys.ts';
import { addressKeysOf } from '../shared/usecases/address-key.ts';
import { clock, wireTokens } from '../shared/wiring.ts';

const IN_FLIGHT = 8;
const AT_ONCE = 25;

export function addressOf(index: number): string {
  return `reader-${index}@list.example`;
}

/**
 * Writes `count` confirmed subscriptions exactly as the store would. Returns the size of the
 * largest shard.
 */
export async function fillSubscriptions(
  client: DynamoDBClient,
  tableName: string,
  count: number,
  confirmedAt: Instant = instantOf(new Date()),
): Promise<number> {
  const table = new Table(tableName, client);
  await makeFirstKeys({ store: keyStore(table), clock, newSecret });
  const tokens = wireTokens(table, clock);
  const shards = new Map<string, number>();
  let next = 0;
  const writer = async () => {
    while (next < count) {
      const first = next;
      next += AT_ONCE;
      const items = await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, count - first) }, async (_, offset) => {
          const email = addressOf(first + offset);
          const [address] = await addressKeysOf(tokens, email);
          const key = keys.subscription(address);
          shards.set(key.partition, (shards.get(key.partition) ?? 0) + 1);
          const attributes = requestAttributes(key, subscriptionOf(email, confirmedAt));
          return marshall({ ...attributes, pk: key.partition, sk: key.sort });
        }),
      );
      const puts = items.map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: puts } }));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, writer));
  return Math.max(...shards.values());
}

function subscriptionOf(email: string, confirmedAt: Instant): Subscription {
  return {
    state: 'confirmed',
    email,
    language: 'lv',
    topics: [...TOPICS],
    requestedAt: confirmedAt,
    askedAt: confirmedAt,
    confirmedAt,
    consent: {
      textVersion: 1,
      language: 'lv',
      formUrl: 'https://sadzirdets.example',
      tokenHash: '',
    },
    confirmation: cancel(due('confirmation', confirmedAt), 'none was needed'),
    expiresAt: null,
    revision: 1,
  };
}
