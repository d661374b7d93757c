import { setTimeout } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { ACCOUNT } from './account.ts';
import type { Assembly } from './template.ts';

const KeySchema = z.array(
  z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
);
const Indexes = z._default(
  z.array(
    z.object({
      IndexName: z.string(),
      KeySchema,
      Projection: z.object({ ProjectionType: z.enum(['ALL', 'KEYS_ONLY']) }),
    }),
  ),
  [],
);
const TableProperties = z.object({
  KeySchema,
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  LocalSecondaryIndexes: Indexes,
  GlobalSecondaryIndexes: Indexes,
});

const TABLES = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'];

/** Makes a client that signs with the access key. Only the keys of functions are limited. */
export function dynamoClient(
  endpoint: string,
  region: string,
  accessKeyId = 'local',
): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region, credentials });
}

/** Creates the table of the template if it does not exist yet, and returns its name. */
export async function createTables(assembly: Assembly, endpoint: string): Promise<string> {
  const client = dynamoClient(endpoint, assembly.region);
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const [id, ...others] = assembly.idsOf(...TABLES);
  if (id === undefined || others.length > 0) throw new Error('The template must hold one table');
  assembly.become(id, {
    ref: id,
    attributes: { Arn: `arn:aws:dynamodb:${assembly.region}:${ACCOUNT}:table/${id}` },
  });
  if (!TableNames.includes(id)) {
    for (const { properties } of assembly.of(...TABLES)) {
      const table = TableProperties.parse(properties);
      await createTable(client, { TableName: id, ...table });
    }
  }
  client.destroy();
  return id;
}

/**
 * Returns a function that finds the attribute of the partition key, in an index by its name or in
 * the table itself. An index that the template does not hold has none.
 */
export function partitionAttributesOf(assembly: Assembly): (index: string | null) => string {
  const attributes = new Map<string | null, string>();
  for (const { properties } of assembly.of(...TABLES)) {
    const table = TableProperties.parse(properties);
    const { LocalSecondaryIndexes, GlobalSecondaryIndexes } = table;
    const note = (name: string | null, schema: z.infer<typeof KeySchema>) => {
      const partition = schema.find(({ KeyType }) => KeyType === 'HASH');
      if (partition !== undefined) attributes.set(name, partition.AttributeName);
    };
    note(null, table.KeySchema);
    for (const { IndexName, KeySchema } of [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes]) {
      note(IndexName, KeySchema);
    }
  }
  return (index) => attributes.get(index) ?? '';
}

/** Creates an on-demand table and resolves when it can be used. */
export async function createTable(
  client: DynamoDBClient,
  table: Omit<CreateTableCommandInput, 'BillingMode'>,
): Promise<void> {
  await client.send(new CreateTableCommand({ ...table, BillingMode: 'PAY_PER_REQUEST' }));
  const isActive = async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table.TableName }));
    return Table?.TableStatus === 'ACTIVE';
  };
  while (!(await isActive())) await setTimeout(5);
}
