import { existsSync, readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { plus } from '../shared/domain/time.ts';
import { Table } from '../shared/dynamo/table.ts';
import type { Clock } from '../shared/ports/world.ts';
import { clock } from '../shared/wiring.ts';
import { DataFolder } from '../local/data-folder.ts';
import { dynamoClient } from '../local/tables.ts';

/**
 * Options that choose the table of a command: the table of the stack on this machine, or of a
 * deployment.
 */
export const TARGET_OPTIONS = {
  data: { type: 'string', default: '.local' },
  deployed: { type: 'boolean', default: false },
  table: { type: 'string' },
  region: { type: 'string' },
} as const;

export const TARGET_USAGE = '[--data DIR | --deployed | --table NAME --region REGION]';

/** The file that `npm run deploy` writes. */
const OUTPUTS = 'outputs.json';
const Outputs = z.object({
  Sadzirdets: z.object({ TableName: z.string(), Region: z.string(), SiteUrl: z.string() }),
});

interface Target {
  readonly data: string;
  readonly deployed: boolean;
  readonly table?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * Returns the table, and the clock of the system that uses it. Throws when it finds no table; the
 * message says what to do.
 */
export function targetOf({ data, deployed, table, region }: Target): {
  readonly table: Table;
  readonly clock: Clock;
  /** The address of the site, or null when only the name of the table is given. */
  readonly siteUrl: string | null;
} {
  if (table !== undefined) {
    if (region === undefined) throw new Error('--table needs --region');
    return { table: new Table(table, new DynamoDBClient({ region })), clock, siteUrl: null };
  }
  if (deployed) {
    if (!existsSync(OUTPUTS)) throw new Error(`There is no ${OUTPUTS}: run npm run deploy first`);
    const { Sadzirdets } = Outputs.parse(JSON.parse(readFileSync(OUTPUTS, 'utf8')));
    const client = new DynamoDBClient({ region: Sadzirdets.Region });
    const deployedTable = new Table(Sadzirdets.TableName, client);
    return { table: deployedTable, clock, siteUrl: Sadzirdets.SiteUrl };
  }
  const running = DataFolder.running(data);
  if (running === null) {
    throw new Error(`No stack runs on ${data}: start it with npm start, or name a table`);
  }
  const { url, tableName, dynamoEndpoint, region: local, shiftMs } = running;
  return {
    table: new Table(tableName, dynamoClient(dynamoEndpoint, local)),
    clock: { now: () => plus(clock.now(), shiftMs) },
    siteUrl: url,
  };
}
