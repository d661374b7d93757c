import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { report } from './report.ts';
import { post, type RunningServer, startServer, startStack, withData } from './stack.ts';
import { anOpinion } from './submissions.ts';

const COUNT = 2_000;
const CONNECTIONS = 16;
/** Submissions before the measurement, so that no environment starts cold in it. */
const WARM_UP = 50;
/** The submissions come from this many addresses, so that no source reaches its limits. */
const [FIRST_SOURCE, SOURCES] = [10, 40];
const CONSULTATION = 'unpublished';
const PATH = `/api/consultations/${CONSULTATION}/opinions`;
/** A process that uses less than this in half a second is at rest. */
const REST_CPU_MS = 60;

interface Figures {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/**
 * Measures submissions through the local stack, each with its receipt and the report of SES, against
 * a server that only writes them into SQLite. Both have each submission on disk when they answer.
 */
export async function measureIntake(): Promise<void> {
  const ours = await withData(startStack, async (stack, data) => {
    await addConsultation(data);
    return measure(stack, async (count) => {
      while (countMails(data) < count) await setTimeout(50);
    });
  });
  const bare = await withData(
    (data) => startServer(['bench/bare-intake.ts', join(data, 'submissions.db')]),
    async (server) => measure(server, () => Promise.resolve()),
  );
  report({
    what: `intake through the local stack: processor time of each of ${COUNT} submissions, with its receipt`,
    ours: ours.cpuMs,
    unit: 'ms',
    goal: { atMost: 25 },
    where:
      'Nobody is shown what was sent: see what adding a public opinion takes. Thirteen requests over the loopback to database, queue and mail system take about seven tenths, nearly half of it in the one who answers; a tenth goes into collecting garbage; the rest is composing and keeping the receipt. To read the ten receipts of a batch with one request would save a twentieth, and is not worth a second way to read a row.',
  });
  report({
    what: 'intake through the local stack, against a server that only writes into SQLite',
    ours: ours.perSecond,
    yardstick: bare.perSecond,
    unit: '/s',
    goal: { atLeast: 150 },
    where:
      'While requests wait for answers, mails wait for up to five seconds. The load itself is made on the same two cores.',
  });
  report({
    what: `intake through the local stack: memory at the end of ${COUNT}`,
    ours: ours.residentBytes / 2 ** 20,
    yardstick: bare.residentBytes / 2 ** 20,
    unit: 'MB',
    goal: { atMost: 500 },
    where:
      'Each environment of a function is a worker with 40 to 70 MB of its own, and short invocations share one; the rest is the database, the queue and the stack.',
  });
}

/**
 * Adds a consultation that shows nobody what was sent. To show an opinion is work of another function,
 * once a minute, and has a benchmark of its own.
 */
async function addConsultation(data: string): Promise<void> {
  const { consultation, units } = JSON.parse(
    readFileSync('data/nap2-midterm-review.json', 'utf8'),
  ) as { readonly consultation: object; readonly units: readonly object[] };
  const file = join(data, `${CONSULTATION}.json`);
  const quiet = { ...consultation, id: CONSULTATION, publishes: 'never' };
  writeFileSync(file, JSON.stringify({ consultation: quiet, units }));
  const command = ['operator/consultation.ts', 'publish', file, '--data', data];
  await promisify(execFile)(process.execPath, command);
}

async function measure(
  { url, usage }: RunningServer,
  isDone: (count: number) => Promise<void>,
): Promise<Figures> {
  await postAll(`${url}${PATH}`, 'warm', WARM_UP);
  await isDone(WARM_UP);
  await rest(usage);
  const before = await usage();
  const started = performance.now();
  await postAll(`${url}${PATH}`, 'measured', COUNT);
  const seconds = (performance.now() - started) / 1_000;
  await isDone(WARM_UP + COUNT);
  await rest(usage);
  const after = await usage();
  return {
    perSecond: COUNT / seconds,
    cpuMs: (after.cpuMs - before.cpuMs) / COUNT,
    residentBytes: after.residentBytes,
  };
}

async function postAll(url: string, name: string, count: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const number = next++;
      const opinion = anOpinion(`${name} ${number}`, `${name}-${number}@ngo.example`);
      await post(url, opinion, `127.0.0.${FIRST_SOURCE + (number % SOURCES)}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
}

function countMails(data: string): number {
  return readdirSync(join(data, 'mail')).filter((name) => name.endsWith('.json')).length;
}

/** Waits until the process does hardly anything. */
async function rest(usage: RunningServer['usage']): Promise<void> {
  for (let { cpuMs } = await usage(); ;) {
    await setTimeout(500);
    const now = await usage();
    if (now.cpuMs - cpuMs < REST_CPU_MS) return;
    ({ cpuMs } = now);
  }
}
