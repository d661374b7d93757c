import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Table } from '../../shared/dynamo/table.ts';
import { staleReads, tableBefore } from './stale-reads.ts';
import { aTable, createProductTable, storesOn } from './table.ts';
import { type Carry, startWire } from './wire.ts';

interface Options {
  readonly isStale?: boolean;
  readonly requestTimeout?: number;
  readonly through?: ((carry: Carry) => Carry) | undefined;
}

/**
 * Opens an empty table. Its `store` reaches the engine through a wire that can fail; `engineStore`
 * and `engineTable` reach the engine directly. The client tries as often as the product's client
 * and gives up after `requestTimeout` (ms). With `isStale`, reads that are not strongly consistent
 * are one write behind. `through` sees all requests and answers of the wire.
 */
export async function aWiredTable({
  isStale = false,
  requestTimeout = 2_500,
  through = isStale ? staleReads : undefined,
}: Options = {}) {
  const name = 'sadzirdets';
  const direct = await aTable(name);
  if (isStale) await createProductTable(direct.client, tableBefore(name));
  const wire = await startWire(direct.engine.endpoint, through);
  const client = new DynamoDBClient({
    endpoint: wire.endpoint,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout, throwOnRequestTimeout: true },
  });
  const table = new Table(name, client);
  return {
    wire,
    client,
    table,
    store: storesOn(table),
    engineStore: direct.store,
    engineTable: direct.table,
    async close() {
      client.destroy();
      await wire.close();
      await direct.close();
    },
  };
}
