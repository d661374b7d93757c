import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BUILD_DIR, buildFunction } from '../infra/build.ts';
import { EXAMPLE, readDeployment } from '../infra/deployment.ts';
import { synthesizeLocally } from '../local/synthesis.ts';
import { Table } from '../shared/dynamo/table.ts';
import type { Measured } from './invoke.ts';

/** The environment of a measured function. */
export type Variables = Readonly<Record<string, string>>;

export interface Services {
  readonly variables: Variables;
  readonly data: string;
  stop(): Promise<void>;
}

/**
 * Starts the services on an empty folder, or on what `fill` has put there. `stop` removes the folder.
 */
export async function startServices(fill?: (data: string) => Promise<void>): Promise<Services> {
  const { directory, region } = await synthesizeLocally();
  const { config } = readDeployment(EXAMPLE);
  const data = mkdtempSync(join(tmpdir(), 'sadzirdets-bench-'));
  await fill?.(data);
  const child = spawn(process.execPath, ['bench/services.ts', data, directory, region], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told = await readFirstLine(child);
  return {
    data,
    variables: {
      ...(JSON.parse(told) as Variables),
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ASSET_VERSION: 'bench',
      SENDER: 'sadzirdets@sadzirdets.example',
      SENDER_NAME: 'Sadzirdēts',
      SITE_URL: 'https://sadzirdets.example',
      REPLY_TO: 'konsultacijas@sadzirdets.example',
      SENDERS: '1',
      LICENCE: 'https://creativecommons.org/licenses/by/4.0/',
      OWNER: JSON.stringify(config.owner),
      RETENTION: JSON.stringify(config.retention),
      REGION: config.region,
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Connects to the database of the services, and counts the requests. */
export function countingClient({ variables }: Services) {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = '', AWS_REGION = '' } = variables;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint, region: AWS_REGION, credentials });
  let requests = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      requests += 1;
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  return { client, table: new Table(variables['TABLE_NAME'] ?? '', client), count: () => requests };
}

async function readFirstLine(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`The services ended with exit code ${String(code)}`));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const end = said.indexOf('\n');
      if (end >= 0) resolve(said.slice(0, end));
    });
  });
}

/**
 * The invoker is built, because the time in which Node strips types would count as part of every
 * cold start.
 */
const INVOKER = join(BUILD_DIR, 'bench', 'invoke');

/** Invokes a bundle in a fresh process with these events, one after the other. */
export async function invoke(
  bundle: string,
  events: readonly unknown[],
  { variables, data }: Services,
): Promise<Measured> {
  const file = join(data, 'events.json');
  writeFileSync(file, JSON.stringify(events));
  const invoker = await buildInvoker();
  const { stdout } = await promisify(execFile)(process.execPath, [invoker, bundle, file], {
    env: { ...variables },
    maxBuffer: 1e9,
  });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  return JSON.parse(last) as Measured;
}

let building: Promise<void> | undefined;

async function buildInvoker(): Promise<string> {
  building ??= buildFunction('bench/invoke.ts', INVOKER);
  await building;
  return join(INVOKER, 'index.mjs');
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) +
      (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) /
    2
  );
}
