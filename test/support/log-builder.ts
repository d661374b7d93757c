import { createHash, sign } from 'node:crypto';
import { noteOf, signedNote, verifierKey } from '../../shared/log/checkpoint.ts';
import { writeEntry, type EntryOf, type LogEntry } from '../../shared/log/entry.ts';
import { TILE_WIDTH, tileGrowth, widthIn, writeTilePath } from '../../shared/log/tiles.ts';
import { appendLeaves, EMPTY, leafHash, rootOf, type Hash } from '../../shared/log/tree.ts';
import { BEGINNING } from '../../shared/domain/digest.ts';
import { localDate, plus, MINUTE_MS, type Window } from '../../shared/domain/time.ts';
import { concat, utf8, type Bytes } from '../../verify/bytes.ts';
import type { Source } from '../../verify/log.ts';
import { at } from './builders.ts';
import { aKeyPair } from './log.ts';

/*
 * Logs as an operator makes them, honest or not. Everything is signed with the real key: an operator
 * can sign whatever he likes.
 */

export const ORIGIN = 'sadzirdets.example/log/nap2-midterm-review';

export interface Signer {
  readonly publicKey: Uint8Array;
  readonly sign: (text: string) => Uint8Array;
}

/** A key pair of Ed25519 from its 32 secret bytes, or from a word that stands for them. */
export function aSigner(secret: string | Uint8Array): Signer {
  const seed = typeof secret === 'string' ? createHash('sha256').update(secret).digest() : secret;
  const { privateKey, publicKey } = aKeyPair(seed);
  return {
    publicKey,
    sign: (text) => new Uint8Array(sign(null, Buffer.from(text), privateKey)),
  };
}

export const SIGNER = aSigner('the key of the log');

/** A moment when a log was sealed: how long it was, under which name, and who signed. */
export interface Sealing {
  readonly size: number;
  readonly origin?: string;
  readonly signers?: readonly Signer[];
}

export interface LogPlan {
  readonly entries: readonly (LogEntry | string)[];
  /** The last one is the newest. Without any, the log was sealed once. */
  readonly sealings?: readonly Sealing[];
  /** What `keys` serves. Without it, what the entries say. */
  readonly keys?: readonly string[];
}

export type Files = Map<string, Bytes>;

/** Returns what the log serves, by path. */
export function serveLog({ entries, sealings, keys }: LogPlan): Files {
  const texts = entries.map((entry) => (typeof entry === 'string' ? entry : writeEntry(entry)));
  const leaves = texts.map(leafHash);
  const served = (sealings ?? [{ size: texts.length }]).map((sealing) => {
    return { size: sealing.size, checkpoint: checkpointOf(leaves, sealing) };
  });
  const named = entries.flatMap((entry) =>
    typeof entry !== 'string' && entry.kind === 'key' ? [entry.key] : [],
  );
  return new Map([
    ['checkpoint', utf8(served.at(-1)?.checkpoint ?? '')],
    ['checkpoints', utf8(JSON.stringify({ checkpoints: served.toReversed() }))],
    ['keys', utf8((keys ?? named).map((key) => `${key}\n`).join(''))],
    ...bundlesOf(texts),
    ...tilesOf(leaves),
  ]);
}

export function checkpointOf(leaves: readonly Hash[], sealing: Sealing): string {
  const { size, origin = ORIGIN, signers = [SIGNER] } = sealing;
  const head = { origin, size, root: rootOf(appendLeaves(EMPTY, leaves.slice(0, size))) };
  const text = noteOf(head);
  const signatures = signers.map((signer) => {
    return { key: signer.publicKey, signature: signer.sign(text) };
  });
  return signedNote(head, signatures);
}

function bundlesOf(texts: readonly string[]): [string, Bytes][] {
  return chunksOf(texts).map((chunk, number) => {
    const bytes = chunk.flatMap((text) => {
      const entry = utf8(text);
      return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry];
    });
    return [pathOf('entries', number, chunk.length), concat(bytes)];
  });
}

function tilesOf(leaves: readonly Hash[]): [string, Bytes][] {
  const growth = tileGrowth();
  const { size } = appendLeaves(EMPTY, leaves, growth.add);
  const bottom = chunksOf(leaves).map((hashes, number) => ({ level: 0, number, hashes }));
  return [...bottom, ...growth.parts()].map(({ level, number, hashes }) => {
    const width = widthIn({ level, number }, size);
    return [pathOf(level, number, width), concat(hashes.map((hash) => new Uint8Array(hash)))];
  });
}

function pathOf(level: number | 'entries', number: number, width: number): string {
  return `tile/${writeTilePath({ level, number, width })}`;
}

function chunksOf<Item>(items: readonly Item[]): (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / TILE_WIDTH) }, (_, place) => {
    return items.slice(place * TILE_WIDTH, (place + 1) * TILE_WIDTH);
  });
}

/** A log that is read from memory. */
export function sourceOf(files: Files): Source {
  return { name: 'memory', read: async (path) => Promise.resolve(files.get(path) ?? null) };
}

export function keyEntry(signer = SIGNER, on = '2027-01-03T10:00Z', origin = ORIGIN) {
  const key = verifierKey(origin, signer.publicKey);
  return { kind: 'key', at: at(on), key } as const satisfies LogEntry;
}

export function submission(
  name: string,
  version: number,
  on: string,
  units: readonly string[],
  state: EntryOf<'submission'>['state'] = version === 1 ? 'received' : 'edited',
): EntryOf<'submission'> {
  const content = createHash('sha256').update(`${name} ${version}`).digest('hex');
  return { kind: 'submission', at: at(on), submission: name, version, state, units, content };
}

/** Returns the digest that tells what is in the log so far. */
export function digest(
  log: readonly LogEntry[],
  unit: string,
  number: number,
  window: Window,
): EntryOf<'digest'> {
  const told = log.filter(
    (entry) => entry.kind === 'submission' && window.from <= entry.at && entry.at < window.to,
  );
  const concerned = told.filter(
    (entry) => entry.kind === 'submission' && entry.units.includes(unit),
  );
  const set = createHash('sha256');
  for (const entry of concerned) set.update(leafHash(writeEntry(entry)));
  const from = told[0] === undefined ? log.length : log.indexOf(told[0]);
  return {
    kind: 'digest',
    at: plus(window.to, 5 * MINUTE_MS),
    unit,
    number,
    slot: localDate(window.to),
    window,
    entries: {
      from,
      to: from + (told.length === 0 ? 0 : log.indexOf(told.at(-1) as LogEntry) - from + 1),
    },
    count: concerned.length,
    set: set.digest('hex'),
    files: [createHash('sha256').update(`${unit} ${number}`).digest('hex')],
    mailboxes: 2,
  };
}

export function delivery(
  { unit, number, at: made }: EntryOf<'digest'>,
  mailbox: number,
  outcome: 'accepted' | 'bounced' = 'accepted',
  afterMs = MINUTE_MS,
): EntryOf<'delivery'> {
  return { kind: 'delivery', at: plus(made, afterMs), unit, number, mailbox, outcome };
}

export const CHANGE = 'change-management';
export const DIGITAL = 'digital-unit';
/** Digests of a Monday end here. */
export const mondays = ['01-04', '01-11', '01-18', '01-25', '02-01'].map((day) =>
  at(`2027-${day}T05:55Z`),
);
/** When everything of {@link honestEntries} had its time. */
export const AFTERWARDS = '2027-03-01T00:00:00.000Z';

/**
 * The log of a consultation from its first day until after its closing: two units, four weeks, an
 * edit, a withdrawal, an act of moderation, an empty week, and a mailbox that bounces.
 */
export function honestEntries(): LogEntry[] {
  const weeks: (readonly LogEntry[])[] = [
    [
      submission('a', 1, '2027-01-05T08:00Z', [CHANGE]),
      submission('b', 1, '2027-01-06T08:00Z', [CHANGE, DIGITAL]),
      submission('a', 2, '2027-01-07T08:00Z', [CHANGE]),
      submission('c', 1, '2027-01-08T08:00Z', [DIGITAL]),
    ],
    [
      submission('d', 1, '2027-01-12T08:00Z', [CHANGE]),
      submission('b', 2, '2027-01-14T08:00Z', [CHANGE, DIGITAL], 'withdrawn'),
      {
        kind: 'moderation',
        at: at('2027-01-13T09:00Z'),
        submission: 'd',
        act: 'hidden',
        rule: 'insults',
      },
    ],
    [],
    [
      submission('e', 1, '2027-01-31T21:59Z', [DIGITAL]),
      { kind: 'closed', at: at('2027-01-31T22:00Z') },
    ],
  ];
  const log: LogEntry[] = [
    keyEntry(),
    {
      kind: 'dates',
      at: at('2027-01-03T10:00Z'),
      opensAt: at('2027-01-04T06:00Z'),
      closesAt: at('2027-01-31T22:00Z'),
    },
    { kind: 'draft', at: at('2027-01-03T10:00Z'), version: 1, sha256: '1'.repeat(64) },
  ];
  for (const [week, entries] of weeks.entries()) {
    log.push(...entries);
    const to = mondays[week + 1] ?? BEGINNING;
    const from = mondays[week] ?? BEGINNING;
    // One of the units has had digests about other consultations before.
    const made = [
      digest(log, CHANGE, week + 4, { from, to }),
      digest(log, DIGITAL, week + 1, { from: week === 0 ? BEGINNING : from, to }),
    ];
    log.push(...made);
    for (const one of made) log.push(delivery(one, 1, 'bounced'), delivery(one, 2));
  }
  return log;
}

/** Makes the digests say again what follows from the log, as an operator who cheats would. */
export function retell(entries: readonly LogEntry[]): LogEntry[] {
  return entries.map((entry, index) => {
    if (entry.kind !== 'digest') return entry;
    const {
      entries: range,
      count,
      set,
    } = digest(entries.slice(0, index), entry.unit, entry.number, entry.window);
    return { ...entry, entries: range, count, set };
  });
}
