import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD_DIR, buildFunction } from '../infra/build.ts';
import { publishDataFiles } from '../operator/seed.ts';
import { invoke, median, type Services, startServices } from './measure.ts';
import { report } from './report.ts';

const COLD_STARTS = 15;
const WARM = 1_500;

/**
 * Measures `submit-opinions` against a handler that only writes: size, cold start, processor time.
 */
export async function measureSubmissions(): Promise<void> {
  const ours = await buildHandler('submit-opinions', 'functions/submit-opinions.ts');
  const bare = await buildHandler('bare-handler', 'bench/bare-handler.ts');
  report({
    what: '`submit-opinions`: what a start reads, against a handler that only writes',
    ours: ours.atStart,
    yardstick: bare.atStart,
    unit: 'KB',
    goal: { ratio: 1.5 },
    where:
      'Beyond the bare handler: our own code and its schemas, zod, middy. The client of the queue, the pages and the sentences of a refusal lie in files of their own.',
  });
  report({
    what: '`submit-opinions`: all of the bundle',
    ours: ours.all,
    yardstick: bare.all,
    unit: 'KB',
  });

  const services = await startServices();
  try {
    const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '', AWS_REGION = '' } = services.variables;
    await publishDataFiles({
      dynamoEndpoint: AWS_ENDPOINT_URL_DYNAMODB,
      tableName: TABLE_NAME,
      region: AWS_REGION,
    });
    await measureColdStarts(ours.entry, bare.entry, services);
    await measureWarm(ours.entry, bare.entry, services);
  } finally {
    await services.stop();
  }
}

async function measureColdStarts(ours: string, bare: string, services: Services): Promise<void> {
  const times: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  for (let round = 0; round < COLD_STARTS; round++) {
    times.bare.push((await invoke(bare, [anEvent(`cold bare ${round}`)], services)).coldMs);
    times.ours.push((await invoke(ours, [anEvent(`cold ${round}`)], services)).coldMs);
  }
  report({
    what: '`submit-opinions`: cold start to the first answer',
    ours: median(times.ours),
    yardstick: median(times.bare),
    unit: 'ms',
    goal: { ratio: 1.3 },
    where:
      'Profiled when it took 93 ms more than the bare handler: 29 to load 95 KB more in five files more (zod and the schemas 14, middy 3); 11 to load the client of the queue while the answer of the first read comes; 13 to parse the consultation and the submission and to prepare a second request; 9 for the nudge; about 33 for three requests more, which read the keys, count the source and prepare the receipt, one after the other.',
  });
}

async function measureWarm(ours: string, bare: string, services: Services): Promise<void> {
  const cpu: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  for (let round = 0; round < 3; round++) {
    const events = (name: string) =>
      Array.from({ length: WARM }, (_, index) => anEvent(`${name} ${round} ${index}`));
    cpu.bare.push((await invoke(bare, events('bare'), services)).warmCpuMs);
    cpu.ours.push((await invoke(ours, events('ours'), services)).warmCpuMs);
  }
  report({
    what: '`submit-opinions`: processor time of one, warm',
    ours: median(cpu.ours),
    yardstick: median(cpu.bare),
    unit: 'ms',
    goal: { ratio: 2 },
    where:
      'A submission makes four requests where the yardstick makes one: it counts its source, prepares the receipt, writes the version and nudges the queue. Nearly all of it is the SDK and the system calls of these four. Our own code, zod and middy take a twentieth.',
  });
}

/** Builds a handler in the same way as the functions. Sizes are in kilobytes. */
async function buildHandler(name: string, source: string) {
  const outdir = join(BUILD_DIR, 'bench', name);
  await buildFunction(source, outdir);
  const kilobytes = (files: Iterable<string>) =>
    [...files].reduce((sum, file) => sum + statSync(join(outdir, file)).size / 1_024, 0);
  return {
    entry: join(outdir, 'index.mjs'),
    atStart: kilobytes(filesAtStart(outdir)),
    all: kilobytes(readdirSync(outdir)),
  };
}

/** Finds the files that Node reads before a handler can run: the entry and all that it imports. */
function filesAtStart(outdir: string): ReadonlySet<string> {
  const found = new Set(['index.mjs']);
  for (const file of found) {
    const code = readFileSync(join(outdir, file), 'utf8');
    for (const [, imported = ''] of code.matchAll(/(?:from|import)"\.\/([^"]+)"/gu)) {
      found.add(imported);
    }
  }
  return found;
}

/** Returns a request to the API: a submission of two opinions from the given organisation. */
function anEvent(organisation: string) {
  const path = '/api/consultations/nap2-midterm-review/opinions';
  return {
    version: '2.0',
    routeKey: 'POST /api/consultations/{consultation}/opinions',
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: {
      http: { method: 'POST', path, sourceIp: sourceOf(organisation) },
      requestId: 'bench',
    },
    isBase64Encoded: false,
    body: JSON.stringify(anOpinion(organisation)),
  };
}

/** Spreads the requests over so many sources that none reaches its limits. */
function sourceOf(organisation: string): string {
  const number = Number(/\d+$/u.exec(organisation)?.[0] ?? 0);
  return `192.0.2.${number % 200}`;
}

const TEXT = 'Datu kopas ir publicētas, taču daudzas netiek atjauninātas. '.repeat(12);

/** What an organisation sends: two opinions of 700 characters. */
export function anOpinion(organisation: string, email = 'anna@ngo.example') {
  return {
    organisation,
    contact: { name: 'Anna Ķirse', email },
    publication: 'named',
    language: 'lv',
    opinions: [
      { commitment: 1, rating: 'limited', text: TEXT },
      { commitment: 6, rating: 'not-started', text: TEXT },
    ],
  };
}
