import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { addressEraser } from '../../shared/dynamo/addresses.ts';
import { announcementStore } from '../../shared/dynamo/announcements.ts';
import { batchStore } from '../../shared/dynamo/batches.ts';
import { consultationStore } from '../../shared/dynamo/consultations.ts';
import { countStore } from '../../shared/dynamo/counts.ts';
import { digestStore } from '../../shared/dynamo/digests.ts';
import { expiryStore } from '../../shared/dynamo/expiries.ts';
import { healthStore } from '../../shared/dynamo/health.ts';
import { tableIdentity } from '../../shared/dynamo/installation.ts';
import { ATTRIBUTES, INDEXES } from '../../shared/dynamo/keys.ts';
import { organisationStore } from '../../shared/dynamo/organisations.ts';
import { outboxStore } from '../../shared/dynamo/outbox.ts';
import { personStore } from '../../shared/dynamo/persons.ts';
import { projectionStore } from '../../shared/dynamo/projections.ts';
import { publicStore } from '../../shared/dynamo/public-parts.ts';
import { logStore } from '../../shared/dynamo/log.ts';
import { lineageStore } from '../../shared/dynamo/lineage.ts';
import { standingStore } from '../../shared/dynamo/standings.ts';
import { submissionStore } from '../../shared/dynamo/submissions.ts';
import { subscriptionStore } from '../../shared/dynamo/subscriptions.ts';
import { suppressionStore } from '../../shared/dynamo/suppressions.ts';
import { verificationStore } from '../../shared/dynamo/verifications.ts';
import { Table } from '../../shared/dynamo/table.ts';
import { startDynamo } from '../../local/dynamo.ts';
import { createTable, dynamoClient } from '../../local/tables.ts';

/** Starts an engine with one empty table, as the keys file defines it. The caller must close it. */
export async function aTable(name = 'sadzirdets') {
  const engine = await startDynamo({ path: null });
  const client = dynamoClient(engine.endpoint, 'eu-north-1');
  await createProductTable(client, name);
  const table = new Table(name, client);
  return { engine, client, table, store: storesOn(table), close: () => engine.close() };
}

/** Returns all stores of the product on that table. */
export function storesOn(table: Table) {
  return {
    ...consultationStore(table),
    ...countStore(table),
    ...lineageStore(table),
    ...logStore(table),
    ...personStore(table),
    ...projectionStore(table),
    ...publicStore(table),
    ...standingStore(table),
    ...submissionStore(table),
    ...digestStore(table),
    ...batchStore(table),
    ...expiryStore(table),
    ...healthStore(table),
    ...tableIdentity(table),
    ...organisationStore(table),
    ...outboxStore(table),
    ...subscriptionStore(table),
    ...suppressionStore(table),
    ...verificationStore(table),
    ...announcementStore(table),
    ...addressEraser(table),
  };
}

/** Creates the table as the keys file defines it. */
export async function createProductTable(client: DynamoDBClient, name: string): Promise<void> {
  const schema = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  const index = ({
    name,
    partition,
    sort,
  }: {
    name: string;
    partition?: string;
    sort: string;
  }) => ({
    IndexName: name,
    KeySchema: schema(partition ?? ATTRIBUTES.partition, sort),
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  });
  await createTable(client, {
    TableName: name,
    AttributeDefinitions: Object.values(ATTRIBUTES).map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: schema(ATTRIBUTES.partition, ATTRIBUTES.sort),
    LocalSecondaryIndexes: [index(INDEXES.received), index(INDEXES.revised)],
    GlobalSecondaryIndexes: [index(INDEXES.outbox)],
  });
}
