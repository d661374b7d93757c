import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { BUILD_DIR, buildAll, bundleOf } from '../infra/build.ts';
import { SMALL_YOUNG_GENERATION } from '../infra/constructs/product-function.ts';
import { dynamoClient } from '../local/tables.ts';
import type { Consultation, ResponsibleUnit } from '../shared/domain/consultation.ts';
import { createSubmission } from '../shared/domain/submission.ts';
import { referenceFrom } from '../shared/domain/reference.ts';
import { type Instant, instantOf, plus } from '../shared/domain/time.ts';
import { batchStore } from '../shared/dynamo/batches.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { digestStore } from '../shared/dynamo/digests.ts';
import { type Key, keys } from '../shared/dynamo/keys.ts';
import { attributesOf } from '../shared/dynamo/submissions.ts';
import { Table } from '../shared/dynamo/table.ts';
import type { Measured } from './invoke.ts';
import { invoke, median, startServices, type Variables } from './measure.ts';
import { report } from './report.ts';
import { fillOnDisk } from './rows-on-disk.ts';

const UNIT: ResponsibleUnit = {
  id: 'unit',
  name: { lv: 'Nodaļa', en: 'Unit' },
  language: 'lv',
  contact: 'unit@chancellery.example',
  mailboxes: ['unit@chancellery.example'],
  digestDays: ['monday'],
};
const CONSULTATION: Consultation = {
  id: 'plan',
  kind: 'review',
  title: { lv: 'Projekts', en: 'Draft' },
  summary: { lv: 'Projekts', en: 'Draft' },
  plan: { lv: 'Plāns', en: 'Plan' },
  unit: UNIT.id,
  units: [UNIT.id],
  publishes: 'never',
  shards: 1,
  opensAt: at('2026-01-01T00:00:00Z'),
  closesAt: at('2027-01-01T00:00:00Z'),
  lists: {},
  standards: {},
  draft: {
    version: 1,
    commitments: Array.from({ length: 10 }, (_, index) => ({
      number: index + 1,
      title: { lv: 'Apņemšanās', en: 'Commitment' },
      unit: UNIT.id,
    })),
  },
};
/** Two Mondays in the past. */
const EARLIER = at('2026-02-02T06:00:00Z');
const SLOT = at('2026-02-09T06:00:00Z');
const WEEK_MS = 7 * 86_400_000;

/** A separate build, so that nothing else changes it during the measurement. */
const BENCH_DIR = join(BUILD_DIR, 'bench');

interface Case {
  readonly older: number;
  readonly fresh: number;
  /** Whether each new opinion comes from an organisation of which the unit has read nothing. */
  readonly fromStrangers?: boolean;
}

/**
 * Measures time and memory of the digest by the number of new opinions, and with many old opinions
 * beside them.
 */
export async function measureDigests(full: boolean): Promise<void> {
  const [few, many, most] = [1_000, full ? 1_000_000 : 100_000, full ? 1_000_000 : 200_000];
  await buildAll(BENCH_DIR);
  const [small, beside, large, strange] = await measureCases(
    { older: few, fresh: few },
    { older: most, fresh: few },
    { older: few, fresh: many },
    { older: few, fresh: few, fromStrangers: true },
  );
  if (!small || !beside || !large || !strange) return;
  report({
    what: `digest: time, ${few} new beside ${most} older, against ${few} older`,
    ours: beside.firstMs,
    yardstick: small.firstMs,
    unit: 'ms',
    goal: { ratio: 1.1 },
    where: 'An index leads to what is new: what is older is never read.',
  });
  report({
    what: `digest: time for each new opinion, ${many} against ${few}`,
    ours: (large.firstMs / many) * 1_000,
    yardstick: (small.firstMs / few) * 1_000,
    unit: 'µs',
  });
  report({
    what: `digest: time, ${few} new from as many new organisations, against organisations that the unit knows`,
    ours: strange.firstMs,
    yardstick: small.firstMs,
    unit: 'ms',
    where:
      'Each new organisation is noted by a write of its own, sixteen at a time, once for each unit and consultation.',
  });
  report({
    what: `digest: memory, ${many} against ${few}`,
    ours: large.peakBytes / 2 ** 20,
    yardstick: small.peakBytes / 2 ** 20,
    unit: 'MB',
    goal: { ratio: 1.3 },
    where:
      'Opinions are streamed; what is held is what the mail shows and the rows of its file, which end at 2 MB. The rest is garbage that is not collected yet.',
  });
}

const ROUNDS = 5;

/**
 * Makes the same digest again and again, each time in a fresh process, and returns medians. Several
 * cases take turns, so that they run under the same conditions.
 */
async function measureCases(
  ...cases: readonly Case[]
): Promise<Pick<Measured, 'firstMs' | 'peakBytes'>[]> {
  const digests: Awaited<ReturnType<typeof prepareCase>>[] = [];
  try {
    for (const one of cases) digests.push(await prepareCase(one));
    const results: Measured[][] = digests.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, { make }] of digests.entries()) results[index]?.push(await make());
    }
    return results.map((all) => ({
      firstMs: median(all.map(({ firstMs }) => firstMs)),
      peakBytes: median(all.map(({ peakBytes }) => peakBytes)),
    }));
  } finally {
    for (const { stop } of digests) await stop();
  }
}

async function prepareCase(sizes: Case): Promise<{
  readonly make: () => Promise<Measured>;
  readonly stop: () => Promise<void>;
}> {
  const started = await startServices(async (data) => fill(data, sizes));
  const variables: Variables = { ...started.variables, NODE_OPTIONS: SMALL_YOUNG_GENERATION };
  const services = { ...started, variables };
  const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '', AWS_REGION = '' } = services.variables;
  const client = dynamoClient(AWS_ENDPOINT_URL_DYNAMODB, AWS_REGION);
  const table = new Table(TABLE_NAME, client);
  await consultationStore(table).saveConsultation(CONSULTATION);
  await consultationStore(table).saveUnit(UNIT);
  const bundle = join(bundleOf('run-digests', BENCH_DIR), 'index.mjs');
  // The earlier digest counts what is older, and notes the organisations.
  await invoke(bundle, [{ scheduledTime: EARLIER }], services);
  await deliverEarlier(table);
  return {
    async make() {
      const result = await invoke(bundle, [{ scheduledTime: SLOT }], services);
      // Without this digest, the next run makes it again.
      await remove(client, TABLE_NAME, keys.digest(UNIT.id, 2));
      return result;
    },
    async stop() {
      client.destroy();
      await services.stop();
    },
  };
}

/** Every mailbox has accepted the earlier digest, so the measured run owes it nothing. */
async function deliverEarlier(table: Table): Promise<void> {
  const batch = await digestStore(table).latestDigest(UNIT.id);
  if (batch === null) throw new Error('The earlier digest is gone');
  const moves = [...batch.deliveries].map(([name, { kind, repeat }]) => {
    const reported = { state: 'delivered', at: EARLIER, reason: '250 OK' } as const;
    return [name, { ...reported, kind, repeat, attempts: 1 }] as const;
  });
  await batchStore(table).moveBatch(batch, new Map(moves));
}

/** So many rows are written together. */
const TOGETHER = 1_000;

/** Writes what came in the weeks of both digests to the folder of services that have not started yet. */
async function fill(data: string, { older, fresh, fromStrangers = false }: Case): Promise<void> {
  const weeks = [
    { name: 'older', count: older, from: plus(EARLIER, -WEEK_MS) },
    { name: fromStrangers ? 'strange' : 'fresh', count: fresh, from: EARLIER },
  ];
  const chunks = weeks.flatMap((week) =>
    Array.from({ length: week.count / TOGETHER }, (_, index) => {
      return { ...week, first: index * TOGETHER };
    }),
  );
  await fillOnDisk(data, chunks, async (table, { name, count, from, first }) => {
    for (let index = first; index < first + TOGETHER; index++) {
      const receivedAt = plus(from, Math.floor((index / count) * WEEK_MS));
      const submission = aSubmission(index, receivedAt, name);
      const key = keys.submission(CONSULTATION.id, 0, submission.reference, 1);
      await table.add(key, attributesOf(submission));
    }
  });
}

function aSubmission(index: number, receivedAt: Instant, name: string) {
  const content = createHash('sha256').update(`${name} ${index}`).digest();
  const identity = {
    reference: referenceFrom(content),
    content: content.toString('hex'),
    origin: content.toString('hex'),
    logSecret: content.toString('hex'),
  };
  const input = {
    organisation: name === 'strange' ? `Svešinieks Nr. ${index}` : `Biedrība Nr. ${index % KNOWN}`,
    contact: { name: 'Anna Ķirse', email: 'anna@ngo.example' },
    publication: 'named',
    language: 'lv',
    parts: [{ commitment: (index % 10) + 1, answers: { rating: 'limited', text: TEXT } }],
  } as const;
  return createSubmission(CONSULTATION, input, identity, receivedAt);
}

/** So many organisations write, and all of them have written before. */
const KNOWN = 500;
const TEXT = 'Datu kopas ir publicētas, taču daudzas netiek atjauninātas. '.repeat(8);

async function remove(client: DynamoDBClient, table: string, { partition, sort }: Key) {
  const Key = marshall({ pk: partition, sk: sort });
  await client.send(new DeleteItemCommand({ TableName: table, Key }));
}

function at(written: string): Instant {
  return instantOf(new Date(written));
}
