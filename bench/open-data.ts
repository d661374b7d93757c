import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { BUILD_DIR, buildAll, buildFunction, bundleOf } from '../infra/build.ts';
import { SMALL_YOUNG_GENERATION } from '../infra/constructs/product-function.ts';
import { dynamoClient } from '../local/tables.ts';
import type { Consultation } from '../shared/domain/consultation.ts';
import { EVERY_PART, type PublicPart } from '../shared/domain/public-part.ts';
import { type Place, placeOf } from '../shared/domain/public-place.ts';
import { publicIdFrom } from '../shared/domain/reference.ts';
import { DAY_MS, type Instant, instantOf, plus } from '../shared/domain/time.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { keys } from '../shared/dynamo/keys.ts';
import { publicStore } from '../shared/dynamo/public-parts.ts';
import { Table } from '../shared/dynamo/table.ts';
import { dataFile } from '../shared/open-data/data-file.ts';
import { readVolume } from '../shared/open-data/volume.ts';
import { PUBLISHER } from './export.ts';
import type { Measured } from './invoke.ts';
import { invoke, median, startServices, type Variables } from './measure.ts';
import { report } from './report.ts';

const [FEW, MANY, MOST] = [1_000, 100_000, 1_000_000];
const ROUNDS = 3;
const VISITS = 20;
const YEAR_MS = 365 * DAY_MS;
const BENCH_DIR = join(BUILD_DIR, 'bench', 'open-data');
const OPENS = instantOf(new Date('2026-01-01T00:00:00Z'));

function aConsultation(id: string): Consultation {
  return {
    id,
    kind: 'review',
    title: { lv: 'Projekts', en: 'Draft' },
    summary: { lv: 'Projekts', en: 'Draft' },
    plan: { lv: 'Plāns', en: 'Plan' },
    unit: 'unit',
    units: ['unit'],
    publishes: 'at-once',
    shards: 1,
    opensAt: OPENS,
    closesAt: instantOf(new Date('2027-01-01T00:00:00Z')),
    lists: {},
    standards: {},
    draft: { version: 1, commitments: [] },
  };
}

/**
 * Measures an export, and one volume over HTTP, by the number of public opinions in the
 * consultation.
 */
export async function measureOpenData(full: boolean): Promise<void> {
  const [few, many] = [FEW, full ? MOST : MANY];
  await buildAll(BENCH_DIR);
  const exporter = join(BENCH_DIR, 'export');
  await buildFunction('bench/export.ts', exporter);
  const started = await startServices();
  const variables: Variables = { ...started.variables, NODE_OPTIONS: SMALL_YOUNG_GENERATION };
  // The operator's command has the same option.
  const services = { ...started, variables };
  try {
    const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '', AWS_REGION = '' } = services.variables;
    const client = dynamoClient(AWS_ENDPOINT_URL_DYNAMODB, AWS_REGION);
    const table = new Table(TABLE_NAME, client);
    for (const [id, count] of [
      ['few', few],
      ['many', many],
    ] as const) {
      await consultationStore(table).saveConsultation(aConsultation(id));
      await fill(client, TABLE_NAME, id, count);
    }
    const middle = partOf('many', Math.floor(many / 2), many).receivedAt;
    const rowsIn = {
      few: await countRows(table, 'few', placeAt(OPENS, -1)),
      many: await countRows(table, 'many', placeAt(middle, 1)),
    };
    client.destroy();

    for (const format of ['csv', 'json'] as const) {
      const bundle = join(exporter, 'index.mjs');
      const [small, large] = await inTurns(
        async () => invoke(bundle, [{ consultation: 'few', format }], services),
        async () => invoke(bundle, [{ consultation: 'many', format }], services),
      );
      report({
        what: `open data: time of each opinion in an export as ${format}, ${many} against ${few}`,
        ours: (large.firstMs / many) * 1_000,
        yardstick: (small.firstMs / few) * 1_000,
        unit: 'µs',
        goal: { ratio: 1.1 },
      });
      report({
        what: `open data: memory of an export as ${format}, ${many} against ${few}`,
        ours: large.peakBytes / 2 ** 20,
        yardstick: small.peakBytes / 2 ** 20,
        unit: 'MB',
        goal: { ratio: 1.5 },
        where:
          'A page of 100 opinions is held at a time. The rest is garbage that is not collected yet.',
      });
    }
    const api = join(bundleOf('show-api', BENCH_DIR), 'index.mjs');
    // A visit that no earlier one has asked for in the last second: each names another cursor.
    const ask = (id: string, after: Instant, step: 1 | -1) => async () => {
      const visits = Array.from({ length: VISITS }, (_, index) =>
        aVisit(id, placeAt(after, step * (index + 1))),
      );
      // The first answer is printed, so it is a short one: nothing comes after this cursor.
      return invoke(api, [aVisit(id, placeAt(OPENS, YEAR_MS)), ...visits], services);
    };
    const [first, deep] = await inTurns(ask('few', OPENS, -1), ask('many', middle, 1));
    report({
      what: `open data: a volume as CSV over HTTP, time for each opinion, from the middle of ${many} against the first of ${few}`,
      ours: (deep.warmMs / VISITS / rowsIn.many) * 1_000,
      yardstick: (first.warmMs / VISITS / rowsIn.few) * 1_000,
      unit: 'µs',
      goal: { ratio: 1.2 },
      where: `An index leads to the cursor. These volumes hold ${rowsIn.many} and ${rowsIn.few} opinions: a volume ends where the id of an opinion says so.`,
    });
  } finally {
    await services.stop();
  }
}

/** Measures both in turns, so that they run under the same conditions. Returns medians. */
async function inTurns(
  ...cases: readonly [() => Promise<Measured>, () => Promise<Measured>]
): Promise<[Timed, Timed]> {
  const results: [Measured[], Measured[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    results[0].push(await cases[0]());
    results[1].push(await cases[1]());
  }
  return [mediansOf(results[0]), mediansOf(results[1])];
}

type Timed = Pick<Measured, 'firstMs' | 'warmMs' | 'peakBytes'>;

function mediansOf(all: readonly Measured[]): Timed {
  return {
    firstMs: median(all.map(({ firstMs }) => firstMs)),
    warmMs: median(all.map(({ warmMs }) => warmMs)),
    peakBytes: median(all.map(({ peakBytes }) => peakBytes)),
  };
}

/** Returns how many opinions the volume holds that begins there. */
async function countRows(table: Table, id: string, after: string): Promise<number> {
  const consultation = aConsultation(id);
  const store = publicStore(table);
  const file = dataFile('csv', consultation, PUBLISHER);
  const { body } = await readVolume(store, id, after, file, (next) => next);
  return body.split('\r\n').length - 2;
}

/** Returns a place in a list so many milliseconds after the instant. No part stands there. */
function placeAt(instant: Instant, ms: number): Place {
  return placeOf({ receivedAt: plus(instant, ms), id: publicIdFrom(Buffer.alloc(32)) });
}

function aVisit(consultation: string, after: Place) {
  const path = `/api/consultations/${consultation}/opinions.csv`;
  return {
    version: '2.0',
    routeKey: 'GET /api/consultations/{consultation}/opinions.csv',
    rawPath: path,
    rawQueryString: `after=${encodeURIComponent(after)}`,
    queryStringParameters: { after },
    headers: {},
    requestContext: { http: { method: 'GET', path, sourceIp: '127.0.0.1' }, requestId: 'bench' },
    isBase64Encoded: false,
  };
}

const IN_FLIGHT = 8;
/** A part is two rows, and a request takes 25. */
const AT_ONCE = 12;

/** Writes the rows that the store writes for parts that are on no list but that of all. */
async function fill(
  client: DynamoDBClient,
  table: string,
  consultation: string,
  count: number,
): Promise<void> {
  let next = 0;
  const writer = async () => {
    while (next < count) {
      const first = next;
      next += AT_ONCE;
      const items = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, offset) =>
        itemsOf(partOf(consultation, first + offset, count)),
      );
      const puts = items.flat().map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, writer));
}

function partOf(consultation: string, index: number, count: number): PublicPart {
  const receivedAt = plus(OPENS, Math.floor((index / count) * 86_400_000));
  const seed = createHash('sha256').update(`${consultation} ${index}`).digest();
  return {
    id: publicIdFrom(seed),
    consultation,
    commitment: (index % 10) + 1,
    draftVersion: 1,
    language: 'lv',
    state: 'shown',
    organisation: `Biedrība Nr. ${index}`,
    answers: { rating: 'limited', text: TEXT },
    receivedAt,
    changedAt: receivedAt,
    earlier: null,
    hidden: null,
  };
}

function itemsOf(part: PublicPart) {
  const { consultation, id, receivedAt, commitment } = part;
  const at = `${receivedAt}#${id}`;
  const row = keys.publicPart(consultation, id);
  const posting = keys.posting(consultation, EVERY_PART, at);
  const stored = { stamp: '1', part, terms: [EVERY_PART], leaving: [], place: { at, commitment } };
  return [
    marshall({ ...stored, mark: 'bench', addedBy: 'bench', pk: row.partition, sk: row.sort }),
    marshall({ pk: posting.partition, sk: posting.sort }),
  ];
}

const TEXT = 'Datu kopas ir publicētas, taču daudzas netiek atjauninātas. '.repeat(8);
