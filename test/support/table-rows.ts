import { paginateScan } from '@aws-sdk/client-dynamodb';
import { DataFolder } from '../../local/data-folder.ts';
import { dynamoClient } from '../../local/tables.ts';
import { ATTRIBUTES } from '../../shared/dynamo/keys.ts';
import type { RunningStack } from './stack.ts';

/** Counts the rows of a running stack's table by the kind of their partition, such as `OPINIONS`. */
export async function countRows({ data }: RunningStack): Promise<Record<string, number>> {
  const running = DataFolder.running(data);
  if (running === null) throw new Error(`No stack runs on ${data}`);
  const client = dynamoClient(running.dynamoEndpoint, running.region);
  const counts: Record<string, number> = {};
  const pages = paginateScan({ client }, { TableName: running.tableName, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const row of Items) {
      const [kind = ''] = (row[ATTRIBUTES.partition]?.S ?? '').split('#');
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  client.destroy();
  return counts;
}
