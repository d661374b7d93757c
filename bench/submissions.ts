import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD_DIR, buildFunction } from '../infra/build.ts';
import { publishDataFiles } from '../operator/seed.ts';
import { invoke, median, report, type Services, startServices } from './measure.ts';

const COLD_STARTS = 15;
const WARM = 1_500;

export interface SubmissionFigures {
  /** Processor time of one warm submission, in milliseconds. */
  readonly warmCpuMs: number;
}

/**
 * Measures `submit-opinions` against a handler that only writes: size, cold start, processor time.
 */
export async function measureSubmissions(): Promise<SubmissionFigures> {
  const ours = await buildHandler('submit-opinions', 'functions/submit-opinions.ts');
  const bare = await buildHandler('bare-handler', 'bench/bare-handler.ts');
  report('submit-opinions: bundle', ours.atStart, bare.atStart, 'KB', 1.5);
  report('submit-opinions: bundle, with what a refusal loads', ours.all, bare.all, 'KB');

  const services = await startServices();
  try {
    const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '', AWS_REGION = '' } = services.variables;
    await publishDataFiles({
      dynamoEndpoint: AWS_ENDPOINT_URL_DYNAMODB,
      tableName: TABLE_NAME,
      region: AWS_REGION,
    });
    await measureColdStarts(ours.entry, bare.entry, services);
    return { warmCpuMs: await measureWarm(ours.entry, bare.entry, services) };
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
  report(
    'submit-opinions: cold start to the first answer',
    median(times.ours),
    median(times.bare),
    'ms',
    1.2,
  );
}

async function measureWarm(ours: string, bare: string, services: Services): Promise<number> {
  const cpu: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  for (let round = 0; round < 3; round++) {
    const events = (name: string) =>
      Array.from({ length: WARM }, (_, index) => anEvent(`${name} ${round} ${index}`));
    cpu.bare.push((await invoke(bare, events('bare'), services)).warmCpuMs);
    cpu.ours.push((await invoke(ours, events('ours'), services)).warmCpuMs);
  }
  const oursMs = median(cpu.ours);
  report('submit-opinions: processor time of one, warm', oursMs, median(cpu.bare), 'ms');
  return oursMs;
}

/** Builds a handler in the same way as the functions. Sizes are in kilobytes. */
async function buildHandler(name: string, source: string) {
  const outdir = join(BUILD_DIR, 'bench', name);
  await buildFunction(source, outdir);
  const entry = join(outdir, 'index.mjs');
  const kilobytes = (file: string) => statSync(join(outdir, file)).size / 1_024;
  const all = readdirSync(outdir).reduce((sum, file) => sum + kilobytes(file), 0);
  return { entry, atStart: kilobytes('index.mjs'), all };
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
    requestContext: { http: { method: 'POST', path }, requestId: 'bench' },
    isBase64Encoded: false,
    body: JSON.stringify(anOpinion(organisation)),
  };
}

const TEXT = 'Datu kopas ir publicētas, taču daudzas netiek atjauninātas. '.repeat(12);

/** What an organisation sends: two opinions of 700 characters. */
export function anOpinion(organisation: string) {
  return {
    organisation,
    contact: { name: 'Anna Ķirse', email: 'anna@ngo.example' },
    publication: 'named',
    language: 'lv',
    opinions: [
      { commitment: 1, rating: 'limited', text: TEXT },
      { commitment: 6, rating: 'not-started', text: TEXT },
    ],
  };
}
