import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { BUILD_DIR, buildAll, bundleOf } from '../infra/build.ts';
import { dynamoClient } from '../local/tables.ts';
import { publishDataFiles } from '../operator/seed.ts';
import { type Commitment, MAX_COMMITMENTS, type PublishedDraft } from '../shared/domain/draft.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { Table } from '../shared/dynamo/table.ts';
import { pathTo, type RouteName, type RouteParameters, ROUTES } from '../shared/routes.ts';
import { invoke, startServices } from './measure.ts';
import { report } from './report.ts';
import { startStack, withData } from './stack.ts';

const SECONDS = 8;
const CONNECTIONS = 8;
const CONSULTATION = 'nap2-midterm-review';
const WARM = 2_000;
const COPIES = 200;
const REWORDED = 12;
/** A separate build, so that nothing else changes it during the measurement. */
const BENCH_DIR = join(BUILD_DIR, 'bench', 'pages');

/** Measures pages: in the handler alone, and through the local stack against a bare server. */
export async function measurePages(): Promise<void> {
  await measureHandler();
  await withData(startStack, async ({ url }) => {
    for (const path of ['/lv/', `/lv/consultations/${CONSULTATION}`]) {
      const html = await (await fetch(`${url}${path}`)).text();
      report({
        what: `pages a second through the local stack: \`${path}\`, against a server that answers the same bytes`,
        ours: await measureRate(`${url}${path}`),
        yardstick: await measureBareRate(html),
        unit: '/s',
        goal: { atLeast: 1_000 },
      });
    }
  });
}

/** Measures the function that shows pages: the same page again and again, and pages that it has not made yet. */
async function measureHandler(): Promise<void> {
  await buildAll(BENCH_DIR);
  const bundle = join(bundleOf('show-site', BENCH_DIR), 'index.mjs');
  const services = await startServices();
  try {
    const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '', AWS_REGION = '' } = services.variables;
    const place = { tableName: TABLE_NAME, region: AWS_REGION };
    await publishDataFiles({ dynamoEndpoint: AWS_ENDPOINT_URL_DYNAMODB, ...place });
    const client = dynamoClient(AWS_ENDPOINT_URL_DYNAMODB, AWS_REGION);
    const store = consultationStore(new Table(TABLE_NAME, client));
    const consultation = await store.findConsultation(CONSULTATION);
    if (consultation === null) throw new Error(`No consultation ${CONSULTATION}`);
    const draft = await store.findDraft(CONSULTATION, consultation.draft.version);
    if (draft === null) throw new Error(`No draft of ${CONSULTATION}`);
    const copies = Array.from({ length: COPIES }, (_, copy) => `copy-${copy}`);
    for (const id of copies) {
      await store.addDraft(id, draft);
      await store.saveConsultation({ ...consultation, id });
    }
    const [first] = consultation.draft.commitments;
    if (first === undefined) throw new Error(`No commitment in ${CONSULTATION}`);
    const reworded = copies.slice(0, REWORDED);
    for (const id of reworded) {
      for (const version of [2, 3]) await store.addDraft(id, anotherDraft(first, version));
    }
    client.destroy();
    const same = Array.from({ length: WARM }, () => aVisit(CONSULTATION));
    report({
      what: 'page of a consultation with its form: processor time of the handler',
      ours: (await invoke(bundle, same, services)).warmCpuMs,
      unit: 'ms',
      goal: { atMost: 1 },
      where: 'The page is made once a second and remembered; the rest is middy and the route.',
    });
    report({
      what: 'the same, of pages that are made anew',
      ours: (await invoke(bundle, copies.map(aVisit), services)).warmCpuMs,
      unit: 'ms',
      where: 'Two reads side by side, most of it the SDK, and a tenth for the markup.',
    });
    report({
      what: 'page of what has changed in a draft of 300 KB whose every word is another: processor time of the handler',
      ours: (await invoke(bundle, reworded.map(aVisitToChanges), services)).warmCpuMs,
      unit: 'ms',
      goal: { atMost: 1_000 },
      where:
        'The comparison ends after a fixed number of steps; the rest reads Markdown and two items.',
    });
  } finally {
    await services.stop();
  }
}

/** A version with the most commitments, whose long texts share no word with another version. */
function anotherDraft(like: Commitment, version: number): PublishedDraft {
  const words = (name: string) => {
    const text = Array.from({ length: 120 }, (_, index) => `${name}${version}-${1_000 + index}`);
    return { lv: text.join(' '), en: text.join(' ') };
  };
  const commitments = Array.from({ length: MAX_COMMITMENTS }, (_, index) => ({
    ...like,
    number: index + 1,
    summary: words(`a${index}`),
    finding: words(`b${index}`),
  }));
  return { version, documents: [], commitments };
}

const aVisit = (consultation: string) => visitTo('consultation', { language: 'lv', consultation });
const aVisitToChanges = (consultation: string) =>
  visitTo('draftChanges', { language: 'lv', consultation, version: '3' });

function visitTo<Name extends RouteName>(name: Name, parameters: RouteParameters<Name>) {
  const path = pathTo(name, parameters);
  return {
    version: '2.0',
    routeKey: `GET ${ROUTES[name].path}`,
    rawPath: path,
    rawQueryString: '',
    headers: {},
    requestContext: { http: { method: 'GET', path, sourceIp: '127.0.0.1' }, requestId: 'bench' },
    isBase64Encoded: false,
  };
}

async function measureBareRate(html: string): Promise<number> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const rate = await measureRate(`http://127.0.0.1:${port}/`);
  await new Promise((resolve) => server.close(resolve));
  return rate;
}

async function measureRate(url: string): Promise<number> {
  const { requests, non2xx } = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
  });
  if (non2xx > 0) throw new Error(`${non2xx} answers of ${url} were no pages`);
  return requests.average;
}
