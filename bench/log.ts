import { hash } from 'node:crypto';
import type { Consultation } from '../shared/domain/consultation.ts';
import { referenceFrom } from '../shared/domain/reference.ts';
import { createSubmission } from '../shared/domain/submission.ts';
import { BEGINNING } from '../shared/domain/digest.ts';
import { DAY_MS, instantOf, type Instant, MINUTE_MS, plus } from '../shared/domain/time.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { digestStore } from '../shared/dynamo/digests.ts';
import { tableIdentity } from '../shared/dynamo/installation.ts';
import { logStore } from '../shared/dynamo/log.ts';
import { standingStore } from '../shared/dynamo/standings.ts';
import { submissionStore } from '../shared/dynamo/submissions.ts';
import type { Table } from '../shared/dynamo/table.ts';
import type { LogEntry } from '../shared/log/entry.ts';
import { tileGrowth } from '../shared/log/tiles.ts';
import { appendLeaves, EMPTY, leafHash } from '../shared/log/tree.ts';
import { sealLogs } from '../shared/usecases/seal-logs.ts';
import { aConsultation, anInput, given, aUnit } from '../test/support/builders.ts';
import { LOG_SIGNER } from '../test/support/log.ts';
import {
  CHANGE,
  delivery,
  digest,
  keyEntry,
  serveLog,
  sourceOf,
  submission,
} from '../test/support/log-builder.ts';
import { checkLog } from '../verify/check.ts';
import { countingClient, median, startServices } from './measure.ts';
import { report } from './report.ts';

const [FEW, MANY, MILLION] = [1_000, 200_000, 1_000_000];
/** So many new versions are sealed in one run. */
const NEW = 1_000;
const ROUNDS = 5;
const OPENED = instantOf(new Date('2026-02-01T00:00:00Z'));
/** Rows of older entries that are written at the same time. */
const AT_ONCE = 16;
/** An entry bundle is one row. */
const BUNDLE = 256;
const ZEROS = '0'.repeat(64);

/** So many entries are verified. */
const VERIFIED = 100_000;

interface Sealed {
  readonly cpuMs: number;
  readonly requests: number;
  readonly bytes: number;
}

/**
 * Measures what it costs to seal a thousand new entries beside a thousand older ones and beside very
 * many, side by side, round by round.
 */
export async function measureLog(full: boolean): Promise<void> {
  const services = await startServices();
  try {
    const { client, table, count } = countingClient(services);
    const many = full ? MILLION : MANY;
    const small = await aLog(table, 'few', FEW);
    const large = await aLog(table, 'many', many);
    const rounds: { readonly few: Sealed; readonly many: Sealed }[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const measured = {
        few: await sealNew(small, round, count),
        many: await sealNew(large, round, count),
      };
      // The first round warms both up.
      if (round > 0) rounds.push(measured);
    }
    const both = (of: (sealed: Sealed) => number) => ({
      ours: median(rounds.map((one) => of(one.many))),
      yardstick: median(rounds.map((one) => of(one.few))),
    });
    const what = `sealing ${NEW} new entries, beside ${many} against ${FEW}`;
    report({
      what: `${what}: processor time`,
      ...both(({ cpuMs }) => cpuMs),
      unit: 'ms',
      goal: { ratio: 1.1 },
      where:
        'The right edge of the tree is enough: what is older is never read. Most of the time is reading the new versions, and hashing what their authors wrote.',
    });
    report({
      what: `${what}: memory`,
      ...both(({ bytes }) => bytes / 2 ** 20),
      unit: 'MB',
      goal: { ratio: 1.1 },
    });
    report({
      what: 'sealing: database requests for each entry',
      ours: median(rounds.map((one) => one.many.requests / NEW)),
      unit: '',
      goal: { atMost: 0.1 },
      where:
        'Queries of sixteen shards, twice: once for the keys, to see where the step ends, and once for the versions; then a row for each entry bundle, a tile now and then, the checkpoint, and the log’s own row twice.',
    });
    client.destroy();
  } finally {
    await services.stop();
  }
  await measureVerification();
}

/** Measures how long somebody waits who checks a long log, without the time of the network. */
async function measureVerification(): Promise<void> {
  const since = instantOf(new Date('2027-01-04T06:00:00Z'));
  const window = { from: BEGINNING, to: plus(since, 7 * DAY_MS) };
  const entries: LogEntry[] = [
    keyEntry(),
    { kind: 'dates', at: since, opensAt: since, closesAt: plus(since, 30 * DAY_MS) },
  ];
  for (let number = 0; number < VERIFIED; number++) {
    const name = String(number).padStart(22, '0');
    entries.push(submission(name, 1, plus(since, number), [CHANGE]));
  }
  const told = digest(entries, CHANGE, 1, window);
  entries.push(told, delivery(told, 1));
  const source = sourceOf(serveLog({ entries }));
  const sha256 = (bytes: Uint8Array) => new Uint8Array(hash('sha256', bytes, 'buffer'));
  const begun = performance.now();
  const { outcome } = await checkLog(source, { sha256, at: plus(window.to, DAY_MS) });
  const seconds = (performance.now() - begun) / 1_000;
  if (outcome !== 'pass') throw new Error('The log of the benchmark breaks a rule');
  report({
    what: `verifying a log of ${entries.length} entries, with all rules`,
    ours: seconds,
    unit: 's',
    goal: { atMost: 10 },
    where: 'Two hashes for each entry and its place in the tree, and reading each entry strictly.',
  });
}

interface Log {
  readonly consultation: Consultation;
  readonly table: Table;
}

/** Makes a consultation whose log has so many entries. */
async function aLog(table: Table, id: string, size: number): Promise<Log> {
  const consultation = aConsultation({ id, shards: 16, opensAt: OPENED });
  const store = logStore(table);
  await consultationStore(table).saveUnit(aUnit());
  const growth = tileGrowth();
  let tree = EMPTY;
  let writing: Promise<void>[] = [];
  for (let first = 0; first < size; first += BUNDLE) {
    const width = Math.min(BUNDLE, size - first);
    const entries = Array.from({ length: width }, (_, index) => anEntry(first + index));
    tree = appendLeaves(tree, entries.map(leafHash), growth.add);
    writing.push(store.addEntries(id, first, entries));
    if (writing.length === AT_ONCE) {
      await Promise.all(writing);
      writing = [];
    }
  }
  await Promise.all(writing);
  await store.growTiles(id, growth.parts());
  const [key = new Uint8Array()] = await LOG_SIGNER.keys();
  const { opensAt, closesAt } = consultation;
  await store.addLog(id, {
    table: await table.id(),
    origin: `bench.example/log/${id}`,
    epoch: 1,
    keys: [],
    size,
    roots: tree.roots.map((root) => root.toString('base64')),
    reached: {
      upTo: OPENED,
      key: Buffer.from(key).toString('base64'),
      dates: { opensAt, closesAt },
      closed: false,
      draft: consultation.draft.version,
      digests: {},
      watched: [],
    },
  });
  return { consultation, table };
}

/** An entry as long as that of a version which concerns three units. */
function anEntry(place: number): string {
  const units = ['change-management', 'public-participation', 'data-policy'];
  const at = plus(OPENED, place);
  const name = String(place).padStart(22, '0');
  return JSON.stringify({
    at,
    content: ZEROS,
    kind: 'submission',
    state: 'received',
    submission: name,
    units,
    version: 1,
  });
}

/** Adds new versions, and measures the run that seals them. */
async function sealNew(
  { consultation, table }: Log,
  round: number,
  count: () => number,
): Promise<Sealed> {
  const store = {
    ...consultationStore(table),
    ...digestStore(table),
    ...logStore(table),
    ...standingStore(table),
    ...submissionStore(table),
    ...tableIdentity(table),
    listConsultations: () => Promise.resolve([consultation]),
  };
  const from = plus(OPENED, (round + 1) * 60 * MINUTE_MS);
  for (let done = 0; done < NEW; done += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, NEW - done) }, (_, index) => done + index);
    await Promise.all(
      some.map(async (number) => {
        const submission = aVersion(consultation, round * NEW + number, plus(from, number));
        await store.addSubmission(consultation, submission);
      }),
    );
  }
  const now = plus(from, 30 * MINUTE_MS);
  const seal = sealLogs({
    store,
    signer: LOG_SIGNER,
    clock: { now: () => now },
    journal: { count: () => undefined, info: () => undefined, error: console.error },
    siteUrl: 'https://bench.example',
  });
  global.gc?.();
  const [before, begun] = [count(), process.cpuUsage()];
  await seal();
  const { user, system } = process.cpuUsage(begun);
  return {
    cpuMs: (user + system) / 1_000,
    requests: count() - before,
    bytes: process.memoryUsage.rss(),
  };
}

function aVersion(consultation: Consultation, number: number, receivedAt: Instant) {
  const seed = new Uint8Array(8);
  new DataView(seed.buffer).setBigUint64(
    0,
    (BigInt(number + 1) * 0x9e37_79b9_7f4a_7c15n) & (2n ** 64n - 1n),
  );
  const secret = (number + 1).toString(16).padStart(64, '0');
  const identity = {
    reference: referenceFrom(seed),
    content: secret,
    origin: secret,
    logSecret: secret,
  };
  const text = 'Portāls vēl nedarbojas, un neviens nezina, kad tas darbosies. '.repeat(11);
  const opinions = [1, 2].map((commitment) => ({ commitment, rating: 'limited', text }));
  return createSubmission(consultation, given(anInput({ opinions })), identity, receivedAt);
}
