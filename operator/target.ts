import { existsSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { readDeployment, stacksOf } from '../infra/deployment.ts';
import { contentOf } from '../infra/written-file.ts';
import { DEFAULT_RETENTION, type Retention } from '../shared/domain/retention.ts';
import { plus } from '../shared/domain/time.ts';
import { Table } from '../shared/dynamo/table.ts';
import type { Clock } from '../shared/ports/world.ts';
import { clock } from '../shared/wiring.ts';
import { DataFolder } from '../local/data-folder.ts';
import { dynamoClient } from '../local/tables.ts';
import { Misuse } from './command.ts';
import { tableClock } from './table-clock.ts';

/**
 * Options that choose the table of a command: the table of the stack on this machine, or of a
 * deployment.
 */
export const TARGET_OPTIONS = {
  data: { type: 'string', default: '.local' },
  deployed: { type: 'string' },
  table: { type: 'string' },
  region: { type: 'string' },
} as const;

export const TARGET_USAGE = '[--data DIR | --deployed NAME | --table TABLE --region REGION]';

/** Returns the file that `npm run deploy` writes for a deployment. */
export function outputsOf(deployment: string): string {
  return `outputs/${deployment}.json`;
}

const Outputs = z.record(
  z.string(),
  z.object({ TableName: z.string(), Region: z.string(), SiteUrl: z.string() }),
);

export interface Target {
  readonly data: string;
  readonly deployed?: string | undefined;
  readonly table?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * Returns the table, and the clock of the system that uses it. Throws when it finds no table, and
 * Misuse when the options do not fit together; the message says what to do.
 */
export function targetOf({ data, deployed, table, region }: Target): {
  readonly table: Table;
  readonly clock: Clock;
  /** The address of the site, or null when only the name of the table is given. */
  readonly siteUrl: string | null;
} {
  if (table !== undefined) {
    if (region === undefined) throw new Misuse('--table needs --region');
    return { ...deployedTable(table, region), siteUrl: null };
  }
  if (deployed !== undefined) {
    const { TableName, Region, SiteUrl } = readOutputs(deployed);
    return { ...deployedTable(TableName, Region), siteUrl: SiteUrl };
  }
  const running = DataFolder.running(data);
  if (running === null) {
    throw new Error(
      `No stack runs on ${data}: start it with npm start, or say with --data or --deployed which one is meant`,
    );
  }
  const { url, tableName, dynamoEndpoint, region: local, shiftMs } = running;
  return {
    table: new Table(tableName, dynamoClient(dynamoEndpoint, local)),
    clock: { now: () => plus(clock.now(), shiftMs) },
    siteUrl: url,
  };
}

function deployedTable(name: string, region: string) {
  const client = new DynamoDBClient({ region });
  return { table: new Table(name, client), clock: tableClock(client) };
}

/** Returns how long the target keeps personal data. What is given by its table alone has the defaults. */
export function retentionOf({ deployed }: Target): Retention {
  return deployed === undefined ? DEFAULT_RETENTION : readDeployment(deployed).config.retention;
}

function readOutputs(deployment: string) {
  const file = outputsOf(deployment);
  const hint = `run npm run deploy -- ${deployment} first`;
  if (!existsSync(file)) throw new Error(`There is no ${file}: ${hint}`);
  const outputs = Outputs.safeParse(contentOf(file)).data?.[stacksOf(deployment).service];
  if (outputs === undefined) throw new Error(`${file} has no outputs of ${deployment}: ${hint}`);
  return outputs;
}
