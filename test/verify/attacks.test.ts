import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { EntryOf, LogEntry } from '../../shared/log/entry.ts';
import { verifierKey } from '../../shared/log/checkpoint.ts';
import { DAY_MS, plus } from '../../shared/domain/time.ts';
import { utf8, type Bytes } from '../../verify/bytes.ts';
import { checkLog, type Question, type Report } from '../../verify/check.ts';
import type { Rule } from '../../verify/verdict.ts';
import { at } from '../support/builders.ts';
import {
  AFTERWARDS,
  aSigner,
  CHANGE,
  delivery,
  DIGITAL,
  digest,
  honestEntries,
  keyEntry,
  mondays,
  ORIGIN,
  retell,
  serveLog,
  SIGNER,
  sourceOf,
  submission,
  type Files,
  type LogPlan,
} from '../support/log-builder.ts';

const sha256 = (bytes: Bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());

async function check(log: LogPlan | Files, question: Partial<Question> = {}): Promise<Report> {
  const files = log instanceof Map ? log : serveLog(log);
  return checkLog(sourceOf(files), { at: AFTERWARDS, sha256, ...question });
}

/** The rules with this outcome, and why. */
function rulesOf(report: Report, outcome: 'fail' | 'unknown'): Partial<Record<Rule, string[]>> {
  return Object.fromEntries(
    report.verdicts
      .filter((verdict) => verdict.outcome === outcome)
      .map(({ rule, reasons }) => [rule, [...reasons]]),
  );
}

const broken = async (log: LogPlan | Files, question?: Partial<Question>) =>
  rulesOf(await check(log, question), 'fail');

function textOf(files: Files, path: string): string {
  return new TextDecoder().decode(files.get(path));
}

/** A checkpoint of the honest log that somebody has kept. */
function keptAt(size: number): string {
  return textOf(serveLog({ entries: honestEntries(), sealings: [{ size }] }), 'checkpoint');
}

const isDigest = (unit: string, number: number) => (entry: LogEntry) =>
  entry.kind === 'digest' && entry.unit === unit && entry.number === number;

/** The log with another digest in the place of that one. */
function withDigest(
  unit: string,
  number: number,
  changes: (digest: EntryOf<'digest'>) => Partial<EntryOf<'digest'>>,
): LogEntry[] {
  return honestEntries().map((entry) =>
    entry.kind === 'digest' && isDigest(unit, number)(entry)
      ? { ...entry, ...changes(entry) }
      : entry,
  );
}

const KEPT = 5;
/** The second submission: both units must be told. */
const VICTIM = 4;

test('an honest log keeps every rule', async () => {
  const entries = honestEntries();
  const sealings = [3, 7, 13, entries.length].map((size) => ({ size }));
  const key = verifierKey(ORIGIN, SIGNER.publicKey);
  const report = await check({ entries, sealings }, { since: keptAt(KEPT), key });
  expect(rulesOf(report, 'fail')).toEqual({});
  expect(rulesOf(report, 'unknown')).toEqual({});
  expect(report).toMatchObject({ outcome: 'pass', trust: 'key', keys: [key] });
});

test('without anything from before, trust rests on the first use, and the report says so', async () => {
  const report = await check({ entries: honestEntries() });
  expect(report).toMatchObject({ outcome: 'pass', trust: 'first-use' });
  expect(Object.keys(rulesOf(report, 'unknown'))).toEqual(['since']);
  expect((await check({ entries: honestEntries() }, { since: keptAt(KEPT) })).trust).toBe('since');
});

test('while there is time, what is not told or accepted yet is unknown', async () => {
  const all = honestEntries();
  const entries = all.slice(0, all.findIndex(isDigest(CHANGE, 4)) + 1);
  const early = await check({ entries }, { at: plus(at('2027-01-06T08:00Z'), 8 * DAY_MS) });
  expect(rulesOf(early, 'fail')).toEqual({});
  expect(rulesOf(early, 'unknown')).toMatchObject({
    told: [expect.stringMatching(/^Entry 4 .*digital-unit/u), expect.stringMatching(/^Entry 6 /u)],
    accepted: [expect.stringMatching(/^Entry 7: digest No. 4 of change-management has not been/u)],
  });
  const late = await check({ entries });
  expect(rulesOf(late, 'fail')).toMatchObject({
    told: [expect.stringMatching(/^Entry 4 /u), expect.stringMatching(/^Entry 6 /u)],
    accepted: ['Entry 7: digest No. 4 of change-management was accepted by no mailbox.'],
  });
});

test('an operator who drops an entry is caught by the digests that told it', async () => {
  const entries = honestEntries().toSpliced(VICTIM, 1);
  expect(Object.keys(await broken({ entries }))).toEqual(['order', 'told', 'counts']);
});

test('an operator who drops an entry and writes the digests anew is caught by a kept checkpoint', async () => {
  const without = (entry: LogEntry) => entry.kind !== 'submission' || entry.submission !== 'b';
  const entries = retell(honestEntries().filter(without));
  expect(await broken({ entries })).toEqual({});
  expect(await broken({ entries }, { since: keptAt(KEPT) })).toEqual({
    since: [expect.stringContaining('there are two histories')],
  });
});

test('an operator who changes an entry is caught by the set of the digest, and by a kept checkpoint', async () => {
  const [changed] = honestEntries().slice(VICTIM, VICTIM + 1) as [EntryOf<'submission'>];
  const entries = honestEntries().with(VICTIM, { ...changed, content: 'f'.repeat(64) });
  expect(await broken({ entries })).toEqual({
    counts: [
      expect.stringMatching(/^Entry 7 .*another set/u),
      expect.stringMatching(/^Entry 8 .*another set/u),
    ],
  });
  expect(await broken({ entries: retell(entries) }, { since: keptAt(KEPT) })).toEqual({
    since: [expect.stringContaining('there are two histories')],
  });
});

test('an operator who changes what is served, and signs nothing, is caught by the tree', async () => {
  const files = serveLog({ entries: honestEntries() });
  const path = [...files.keys()].find((one) => one.startsWith('tile/entries/')) ?? '';
  const bundle = Buffer.from(files.get(path) ?? []);
  const changed = bundle.toString('latin1').replace('"submission":"c"', '"submission":"x"');
  const tampered = new Map(files).set(path, new Uint8Array(Buffer.from(changed, 'latin1')));
  expect(Object.keys(await broken(tampered))).toEqual(['tree', 'tiles', 'checkpoints', 'counts']);
  files.set(path, files.get(path)?.slice(0, -1) ?? new Uint8Array());
  expect(await broken(files)).toEqual({ tree: [expect.stringContaining('ends within its entry')] });
  files.delete(path);
  expect(await broken(files)).toEqual({ tree: [expect.stringContaining('does not serve tile/')] });
});

test('an operator who serves a wrong tile, or leaves one out, is caught', async () => {
  const files = serveLog({ entries: manyEntries(600) });
  const wrong = new Map(files).set('tile/1/000.p/2', new Uint8Array(64));
  expect(await broken(wrong)).toEqual({
    tiles: ['tile/1/000.p/2 is not what follows from the entries.'],
  });
  files.delete('tile/0/001');
  expect(await broken(files)).toEqual({ tiles: ['The log does not serve tile/0/001.'] });
});

function manyEntries(size: number): LogEntry[] {
  const start = honestEntries().slice(0, 3);
  const others = Array.from({ length: size - 3 }, (_, place) =>
    submission(`s${place}`, 1, plus(at('2027-01-05T00:00Z'), place * 1000), []),
  );
  return [...start, ...others];
}

test('a full tile stands for a partial one, and a copy without tiles is enough', async () => {
  const files = serveLog({ entries: manyEntries(600), sealings: [{ size: 500 }] });
  for (const path of files.keys()) if (path.startsWith('tile/1')) files.delete(path);
  const report = await check(files);
  // The log has grown to 600, and the tiles of its size of 500 are gone.
  expect(report.checkpoint.size).toBe(500);
  expect(rulesOf(report, 'fail')).toEqual({ tiles: ['The log does not serve tile/1/000.p/1.'] });
  for (const path of files.keys()) if (/^tile\/\d/u.test(path)) files.delete(path);
  expect(rulesOf(await check(files), 'unknown')).toHaveProperty('tiles');
});

test('an operator who back-dates an entry is caught by the order', async () => {
  const late = submission('friend', 1, '2027-01-31T21:00Z', []);
  const afterClosing = [...honestEntries(), late];
  expect(await broken({ entries: afterClosing })).toEqual({
    order: [
      expect.stringMatching(/^Entry \d+ was received at .*, before entry/u),
      expect.stringMatching(/says that everything before 2027-02-01T05:55:00.000Z was in the log/u),
    ],
  });
  // Also if nothing else has come since: the digest that was made has ended that time.
  const quiet = honestEntries().slice(0, 13);
  const backdated = submission('friend', 1, '2027-01-10T08:00Z', []);
  const question = { at: '2027-01-12T00:00:00.000Z' };
  expect(Object.keys(await broken({ entries: [...quiet, backdated] }, question))).toEqual([
    'order',
  ]);
});

test('an operator who puts an entry before the closing once it was closed is caught', async () => {
  const entries = honestEntries();
  const closed = entries.findIndex(({ kind }) => kind === 'closed');
  const friend = submission('friend', 1, '2027-01-31T21:59:30Z', []);
  expect(await broken({ entries: retell(entries.toSpliced(closed + 1, 0, friend)) })).toEqual({
    order: [expect.stringMatching(/everything before 2027-01-31T22:00:00.000Z was in the log/u)],
  });
});

test('an operator who invents an entry is caught by the digests, or by a kept checkpoint', async () => {
  const invented = submission('nobody', 1, '2027-01-06T09:00Z', [CHANGE]);
  const entries = honestEntries().toSpliced(VICTIM + 1, 0, invented);
  expect(Object.keys(await broken({ entries }))).toContain('counts');
  expect(await broken({ entries: retell(entries) }, { since: keptAt(KEPT + 3) })).toEqual({
    since: [expect.stringContaining('there are two histories')],
  });
});

test('an operator who shows two histories is caught by whoever has seen the other one', async () => {
  const other = honestEntries().with(3, submission('x', 1, '2027-01-05T08:00Z', [CHANGE]));
  const seen = textOf(serveLog({ entries: retell(other) }), 'checkpoint');
  expect(await broken({ entries: honestEntries() }, { since: seen })).toEqual({
    since: [expect.stringContaining('there are two histories')],
  });
  // The log itself may show both.
  const files = serveLog({ entries: honestEntries() });
  const both = { checkpoints: [{ size: other.length, checkpoint: seen }] };
  files.set('checkpoints', utf8(JSON.stringify(both)));
  expect(await broken(files)).toEqual({
    checkpoints: [expect.stringContaining('there are two histories')],
  });
});

test('an operator who rolls the log back is caught by a kept checkpoint', async () => {
  const entries = honestEntries().slice(0, 13);
  const question = { since: keptAt(20), at: '2027-01-12T00:00:00.000Z' };
  expect(await broken({ entries }, question)).toEqual({
    since: [expect.stringContaining('it was rolled back')],
  });
});

test('an operator who renumbers a digest is caught', async () => {
  const entries = withDigest(CHANGE, 5, () => ({ number: 6 }));
  expect(Object.keys(await broken({ entries }))).toEqual(['numbers', 'accepted']);
});

test('an operator who leaves out a number is caught, unless the consultation was closed', async () => {
  const gap = (entry: LogEntry) =>
    !(
      (entry.kind === 'digest' || entry.kind === 'delivery') &&
      entry.unit === CHANGE &&
      entry.number === 6
    );
  const entries = honestEntries().filter(gap);
  expect(Object.keys(await broken({ entries: retell(entries) }))).toEqual(['numbers', 'windows']);
});

test('numbers may jump while the consultation was closed, and only then', async () => {
  const entries = honestEntries();
  const reopened = {
    kind: 'dates',
    at: at('2027-02-16T10:00Z'),
    opensAt: at('2027-01-04T06:00Z'),
    closesAt: at('2027-02-28T22:00Z'),
  } as const satisfies LogEntry;
  entries.push(reopened, submission('f', 1, '2027-02-17T08:00Z', [CHANGE]));
  const next = digest(entries, CHANGE, 10, {
    from: at('2027-02-15T05:55Z'),
    to: at('2027-02-22T05:55Z'),
  });
  const made = [...entries, next, delivery(next, 1)];
  expect(await broken({ entries: made })).toEqual({});
  const earlier = made.map((entry) =>
    entry === reopened ? { ...reopened, at: at('2027-02-10T10:00Z') } : entry,
  );
  expect(Object.keys(await broken({ entries: earlier }))).toEqual(['numbers', 'windows']);
});

test('an operator who skips a window is caught', async () => {
  const skipped = withDigest(CHANGE, 5, ({ window }) => ({
    window: { ...window, from: at('2027-01-13T00:00Z') },
  }));
  const report = await broken({ entries: retell(skipped) });
  expect(report).toEqual({
    windows: [expect.stringContaining('nothing tells of the time in between')],
    told: [expect.stringMatching(/^Entry 13 .* was not told to change-management/u)],
  });
});

test('windows that overlap tell a version twice, and are caught', async () => {
  const [, first = '', second = ''] = mondays;
  const overlapping = withDigest(CHANGE, 5, () => ({
    window: { from: at('2027-01-07T00:00Z'), to: at(second) },
  }));
  const report = await broken({ entries: retell(overlapping) });
  expect(report).toEqual({
    windows: [expect.stringContaining(`ended at ${first}: the windows overlap`)],
    told: [expect.stringMatching(/^Entry 5 .* was told to change-management 2 times/u)],
  });
});

test('a digest cannot end before it begins, or be made before it ends', async () => {
  const [, , monday] = mondays;
  expect(
    Object.keys(await broken({ entries: withDigest(CHANGE, 7, () => ({ at: at(monday ?? '') })) })),
  ).toContain('windows');
  const reversed = withDigest(DIGITAL, 4, ({ window }) => ({
    window: { ...window, to: window.from },
  }));
  expect(Object.keys(await broken({ entries: reversed }))).toContain('windows');
});

test('an operator who does not make a digest, or loses its delivery, is caught', async () => {
  const silent = honestEntries().filter(
    (entry) => !(entry.kind === 'delivery' && entry.number === 5),
  );
  expect(await broken({ entries: retell(silent) })).toEqual({
    accepted: [
      expect.stringMatching(/digest No. 5 of change-management was accepted by no mailbox/u),
    ],
  });
  const bounced = honestEntries().map((entry) =>
    entry.kind === 'delivery' && entry.number === 5
      ? { ...entry, outcome: 'bounced' as const }
      : entry,
  );
  expect(await broken({ entries: bounced })).toEqual({
    accepted: [expect.stringContaining('it bounced')],
  });
});

test('the last outcome of a mailbox counts, and it must come in time', async () => {
  const all = honestEntries();
  const made = all.find(isDigest(CHANGE, 4)) as EntryOf<'digest'>;
  const bouncedLater = [...all, delivery(made, 2, 'bounced', DAY_MS)];
  expect(Object.keys(await broken({ entries: bouncedLater }))).toEqual(['accepted']);
  expect(
    await broken({ entries: [...bouncedLater, delivery(made, 1, 'accepted', 2 * DAY_MS)] }),
  ).toEqual({});
  const tooLate = [...bouncedLater, delivery(made, 1, 'accepted', 8 * DAY_MS)];
  expect(await broken({ entries: tooLate })).toEqual({
    accepted: [expect.stringContaining('was accepted only after 2027-01-19T05:55:00.000Z')],
  });
  const stranger = [...all, delivery(made, 3)];
  expect(await broken({ entries: stranger })).toEqual({
    accepted: [
      expect.stringContaining('mailbox 3 of digest No. 4 of change-management, which is unknown'),
    ],
  });
});

test('an operator who receives something after closing is caught', async () => {
  const entries = honestEntries();
  const closed = entries.findIndex(({ kind }) => kind === 'closed');
  const late = submission('late', 1, '2027-01-31T22:00Z', [CHANGE]);
  expect(await broken({ entries: retell(entries.toSpliced(closed + 1, 0, late)) })).toEqual({
    closing: [
      'Entry 30 was received at 2027-01-31T22:00:00.000Z, but closing time was 2027-01-31T22:00:00.000Z.',
    ],
  });
});

test('a machine may know new dates a minute later, and not two', async () => {
  const start = honestEntries().slice(0, 3);
  const question = { at: '2027-01-06T00:00:00.000Z' };
  const shortened = {
    kind: 'dates',
    at: at('2027-01-05T08:00Z'),
    opensAt: at('2027-01-04T06:00Z'),
    closesAt: at('2027-01-05T08:00Z'),
  } as const satisfies LogEntry;
  const received = (on: string) => [...start, shortened, submission('a', 1, on, [])];
  expect(await broken({ entries: received('2027-01-05T08:00:59Z') }, question)).toEqual({});
  expect(await broken({ entries: received('2027-01-05T08:02Z') }, question)).toHaveProperty(
    'closing',
  );
});

test('dates that were moved just before the closing are in the log before what came then', async () => {
  const start = honestEntries().slice(0, 3);
  const moved = {
    kind: 'dates',
    at: at('2027-01-31T22:10Z'),
    opensAt: at('2027-01-04T06:00Z'),
    closesAt: at('2027-02-28T22:00Z'),
  } as const satisfies LogEntry;
  const received = submission('a', 1, '2027-01-31T22:01Z', []);
  expect(await broken({ entries: [...start, moved, received] })).toEqual({});
  expect(await broken({ entries: [...start, received, moved] })).toHaveProperty('closing');
});

test('an operator who closes too early is caught', async () => {
  const entries = honestEntries().map((entry) =>
    entry.kind === 'closed' ? { ...entry, at: at('2027-01-31T20:00Z') } : entry,
  );
  expect(await broken({ entries })).toEqual({
    closing: [expect.stringMatching(/says that the consultation was closed at 2027-01-31T20/u)],
  });
});

test('a digest with a wrong count, set or range is caught', async () => {
  expect(await broken({ entries: withDigest(CHANGE, 4, () => ({ count: 2 })) })).toEqual({
    counts: [expect.stringMatching(/^Entry 7 .* counts 2, but it names 3/u)],
  });
  expect(await broken({ entries: withDigest(CHANGE, 4, () => ({ set: '0'.repeat(64) })) })).toEqual(
    {
      counts: [expect.stringMatching(/^Entry 7 .* has another set/u)],
    },
  );
  const shorter = withDigest(CHANGE, 4, () => ({ entries: { from: 3, to: 5 } }));
  expect(await broken({ entries: shorter })).toEqual({
    told: [expect.stringMatching(/^Entry 5 .* but not among its entries/u)],
    counts: [
      expect.stringContaining('counts 3, but it names 2'),
      expect.stringContaining('another set'),
    ],
  });
  const longer = withDigest(CHANGE, 5, ({ entries: { to } }) => ({ entries: { from: 3, to } }));
  expect(Object.keys(await broken({ entries: longer }))).toEqual(['told', 'counts']);
  const ahead = withDigest(CHANGE, 4, () => ({ entries: { from: 3, to: 9 } }));
  expect(await broken({ entries: ahead })).toEqual({
    counts: [expect.stringContaining('which do not lie before it')],
  });
});

test('versions that are left out, doubled or out of time are caught', async () => {
  const versions = (...changes: [number, string, EntryOf<'submission'>['state']?][]) => {
    const entries = [
      ...honestEntries().slice(0, 3),
      ...changes.map(([version, on, state]) => submission('a', version, on, [], state)),
    ];
    return broken({ entries }, { at: '2027-01-06T00:00:00.000Z' });
  };
  const [first, second] = ['2027-01-05T08:00Z', '2027-01-05T09:00Z'];
  expect(await versions([1, first], [2, second])).toEqual({});
  expect(await versions([2, first])).toHaveProperty('order');
  expect(await versions([1, first], [3, second])).toHaveProperty('order');
  expect(await versions([1, first], [1, second])).toHaveProperty('order');
  expect(await versions([1, first], [2, first])).toHaveProperty('order');
  expect(await versions([1, second], [2, first])).toHaveProperty('order');
  expect(await versions([1, first, 'withdrawn'])).toHaveProperty('order');
  expect(await versions([1, first], [2, second, 'received'])).toHaveProperty('order');
});

test('versions of the draft rise', async () => {
  const entries = honestEntries();
  const draft = { kind: 'draft', at: at(AFTERWARDS), version: 1, sha256: '2'.repeat(64) } as const;
  expect(await broken({ entries: [...entries, { ...draft, version: 2 }] })).toEqual({});
  expect(await broken({ entries: [...entries, draft] })).toEqual({
    order: [expect.stringMatching(/is version 1 of the draft, after 1/u)],
  });
});

test('the log begins with its key and its dates', async () => {
  const [key, dates, ...others] = honestEntries();
  if (key === undefined || dates === undefined) throw new Error('The log is empty');
  const swapped = [dates, key, ...others];
  expect(Object.keys(await broken({ entries: swapped }))).toContain('identity');
  const elsewhere = keyEntry(SIGNER, '2027-01-03T10:00Z', 'other.example/log/nap2-midterm-review');
  expect(Object.keys(await broken({ entries: [elsewhere, dates, ...others] }))).toContain(
    'identity',
  );
});

const SUCCESSOR = aSigner('the next key');

test('a new key counts if the old one has signed the log that names it', async () => {
  const entries = [...honestEntries(), keyEntry(SUCCESSOR, AFTERWARDS)];
  const size = entries.length;
  const grown = [
    ...entries,
    { kind: 'draft', at: at(AFTERWARDS), version: 2, sha256: '2'.repeat(64) },
  ] as const;
  const rotated = [
    { size: 5 },
    { size, signers: [SUCCESSOR, SIGNER] },
    { size: size + 1, signers: [SUCCESSOR] },
  ];
  const question = { since: keptAt(KEPT) };
  expect(await broken({ entries: grown, sealings: rotated }, question)).toEqual({});
  // Without the list of checkpoints, nobody can say.
  const files = serveLog({ entries: grown, sealings: rotated });
  files.delete('checkpoints');
  expect(Object.keys(rulesOf(await check(files, question), 'unknown'))).toEqual([
    'keys',
    'checkpoints',
  ]);
  // A list that cannot be read is wrong itself, and says nothing about the keys.
  files.set('checkpoints', utf8('<!doctype html>'));
  const report = await check(files, question);
  expect(Object.keys(rulesOf(report, 'fail'))).toEqual(['checkpoints']);
  expect(Object.keys(rulesOf(report, 'unknown'))).toEqual(['keys']);
});

test('an operator who swaps the key without the old one is caught', async () => {
  const entries = [...honestEntries(), keyEntry(SUCCESSOR, AFTERWARDS)];
  const sealings = [{ size: 5 }, { size: entries.length, signers: [SUCCESSOR] }];
  expect(await broken({ entries, sealings })).toEqual({
    keys: [expect.stringMatching(/^Entry \d+ brings the key .*, has not signed this/u)],
  });
  // The old key signs on, although the log names a new one.
  const ignored = [{ size: entries.length, signers: [SIGNER] }];
  expect(Object.keys(await broken({ entries, sealings: ignored }))).toEqual([
    'signature',
    'checkpoints',
  ]);
});

test('an operator who begins anew with another key is caught by what somebody has kept', async () => {
  const entries = honestEntries().with(0, keyEntry(SUCCESSOR));
  const sealings = [{ size: entries.length, signers: [SUCCESSOR] }];
  expect(await broken({ entries, sealings })).toEqual({});
  expect(await broken({ entries, sealings }, { since: keptAt(KEPT) })).toEqual({
    since: [expect.stringContaining('it is not signed by the key of the log')],
  });
  const key = verifierKey(ORIGIN, SIGNER.publicKey);
  expect(await broken({ entries, sealings }, { key })).toEqual({
    keys: ['The key that you trust is not among the keys of this log.'],
  });
});

test('a signature that is wrong, or by a key that the log does not name, is caught', async () => {
  const files = serveLog({ entries: honestEntries() });
  const note = textOf(files, 'checkpoint');
  const [, good = ''] = / ([A-Za-z0-9+/=]+)\n$/u.exec(note) ?? [];
  const bytes = Buffer.from(good, 'base64');
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  files.set('checkpoint', utf8(note.replace(good, bytes.toString('base64'))));
  expect(await broken(files)).toEqual({ signature: [expect.stringContaining('is wrong')] });
  const entries = honestEntries();
  const sealings = [{ size: entries.length, signers: [SUCCESSOR] }];
  expect(Object.keys(await broken({ entries, sealings }))).toEqual(['signature', 'checkpoints']);
});

test('a list of keys that is not that of the entries is caught', async () => {
  const keys = [verifierKey(ORIGIN, SUCCESSOR.publicKey)];
  expect(await broken({ entries: honestEntries(), keys })).toEqual({
    keys: ['The list of keys that the log serves is not that of its entries.'],
  });
  const files = serveLog({ entries: honestEntries() });
  files.delete('keys');
  expect(rulesOf(await check(files), 'unknown')).toHaveProperty('keys');
});

const SECOND = `${ORIGIN}/2`;

/** The log after a restore from a backup with so many entries. */
function restoredAt(size: number) {
  const restored = { kind: 'restored', at: at('2027-01-12T00:00Z'), origin: ORIGIN, size } as const;
  const entries: LogEntry[] = [...honestEntries().slice(0, size), restored];
  return { entries, sealings: [{ size: 7 }, { size: size + 1, origin: SECOND }] };
}

test('a restored log goes on under a new name, and shows what was lost to whoever kept more', async () => {
  const now = { at: '2027-01-12T01:00:00.000Z' };
  expect(await broken(restoredAt(13), { ...now, since: keptAt(13) })).toEqual({});
  expect(await broken(restoredAt(13), { ...now, since: keptAt(20) })).toEqual({
    since: [expect.stringContaining('restored from a backup with 13: 7 entries were lost')],
  });
  const other = honestEntries().with(3, submission('x', 1, '2027-01-05T08:00Z', [CHANGE]));
  const seen = textOf(serveLog({ entries: other, sealings: [{ size: 9 }] }), 'checkpoint');
  expect(await broken(restoredAt(13), { ...now, since: seen })).toEqual({
    since: [expect.stringContaining('there are two histories')],
  });
});

test('a restored log that hides its restore is caught', async () => {
  const now = { at: '2027-01-12T01:00:00.000Z' };
  const { entries, sealings } = restoredAt(13);
  expect(await broken({ entries }, now)).toHaveProperty('identity');
  const elsewhere = entries.with(13, { ...entries[13], size: 9 } as LogEntry);
  expect(await broken({ entries: elsewhere, sealings }, now)).toHaveProperty('identity');
  const unnamed = entries.with(13, { ...entries[13], origin: 'x.example/log/y' } as LogEntry);
  expect(await broken({ entries: unnamed, sealings }, now)).toHaveProperty('identity');
  // A restore that no entry tells of.
  const silent = { entries: entries.slice(0, 13), sealings: [{ size: 13, origin: SECOND }] };
  expect(await broken(silent, now)).toHaveProperty('identity');
});

test('a checkpoint of another log is no checkpoint of this one', async () => {
  const origin = 'sadzirdets.example/log/nap3-new-commitments';
  const files = serveLog({ entries: honestEntries(), sealings: [{ size: 5, origin }] });
  expect(
    await broken({ entries: honestEntries() }, { since: textOf(files, 'checkpoint') }),
  ).toEqual({
    since: [expect.stringContaining(`it is of another log, ${origin}`)],
  });
});

test('an entry that nobody can read is caught, and nothing is said of the promise', async () => {
  const [, , , entry] = honestEntries() as EntryOf<'submission'>[];
  const bad = [
    '{',
    '[]',
    '{"at":"2027-01-05T08:00:00.000Z","kind":"secret"}',
    '{"at":"2027-01-05T08:00:00Z","kind":"closed"}',
    '{"at":"2027-02-30T08:00:00.000Z","kind":"closed"}',
    '{"at":"2027-01-05T08:00:00.000Z","by":"x","kind":"closed"}',
    '{"kind":"closed","at":"2027-01-05T08:00:00.000Z"}',
    '{"at":"2027-01-05T08:00:00.000Z","at":"2027-01-05T08:00:00.000Z","kind":"closed"}',
    '{"at":"2027-01-05T08:00:00.000Z", "kind":"closed"}',
    JSON.stringify({ ...entry, content: 'short' }),
  ];
  for (const text of bad) {
    const entries = [...honestEntries().slice(0, 3), text];
    const report = await check({ entries }, { at: '2027-01-06T00:00:00.000Z' });
    expect(rulesOf(report, 'fail'), text).toEqual({
      entries: [expect.stringMatching(/^Entry 3 is/u)],
    });
    expect(rulesOf(report, 'unknown')).toHaveProperty('told', ['Some entries cannot be read.']);
  }
});

test('a list of checkpoints that cannot be read is caught', async () => {
  const files = serveLog({ entries: honestEntries() });
  const [listed] = (JSON.parse(textOf(files, 'checkpoints')) as { checkpoints: object[] })
    .checkpoints;
  for (const list of [{}, { checkpoints: [{ ...listed, size: 7 }] }, { checkpoints: [null] }]) {
    files.set('checkpoints', utf8(JSON.stringify(list)));
    expect(Object.keys(await broken(files))).toEqual(['checkpoints']);
  }
});

test('pages of checkpoints are read to their end', async () => {
  const entries = honestEntries().slice(0, 9);
  const files = serveLog({ entries, sealings: [9, 7, 5].map((size) => ({ size })).toReversed() });
  const all = (JSON.parse(textOf(files, 'checkpoints')) as { checkpoints: object[] }).checkpoints;
  const page = (list: readonly object[]) => utf8(JSON.stringify({ checkpoints: list }));
  const forged = {
    entries: retell(entries.with(3, submission('x', 1, '2027-01-05T08:00Z', [CHANGE]))),
  };
  const other = textOf(serveLog({ ...forged, sealings: [{ size: 4 }] }), 'checkpoint');
  files.set('checkpoints', page(all.slice(0, 2)));
  files.set('checkpoints?after=7', page([...all.slice(2), { size: 4, checkpoint: other }]));
  files.set('checkpoints?after=4', page([]));
  expect(await broken(files, { at: '2027-01-12T00:00:00.000Z' })).toEqual({
    checkpoints: [expect.stringContaining('earlier checkpoint of size 4')],
  });
});
