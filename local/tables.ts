import { setTimeout } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
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

export function dynamoClient(endpoint: string, region: string): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region, credentials });
}

/** Creates the table of the template if it does not exist yet, and returns its name. */
export async function createTables(assembly: Assembly, endpoint: string): Promise<string> {
  const client = dynamoClient(endpoint, assembly.region);
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const [id, ...others] = assembly.idsOf('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table');
  if (id === undefined || others.length > 0) throw new Error('The template must hold one table');
  assembly.become(id, {
    ref: id,
    attributes: { Arn: `arn:aws:dynamodb:${assembly.region}:000000000000:table/${id}` },
  });
  if (!TableNames.includes(id)) {
    for (const { properties } of assembly.of(
      'AWS::DynamoDB::GlobalTable',
      'AWS::DynamoDB::Table',
    )) {
      const table = TableProperties.parse(properties);
      await createTable(client, { TableName: id, ...table });
    }
  }
  client.destroy();
  return id;
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
