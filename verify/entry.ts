import { readUtf8, type Bytes } from './bytes.ts';
import { canonicalJson } from './canonical-json.ts';
import { Refusal } from './refusal.ts';

/*
 * The entries of a log, read by what `README.md` says of them. An entry that has anything more or
 * less is refused: nobody can know what it would mean.
 */

/** Half-open `[from, to)`. Instants have one width, so the order of texts is the order of time. */
export interface Window {
  readonly from: string;
  readonly to: string;
}

interface KeyEntry {
  readonly kind: 'key';
  readonly at: string;
  readonly key: string;
}

interface RestoredEntry {
  readonly kind: 'restored';
  readonly at: string;
  readonly origin: string;
  readonly size: number;
}

export interface DatesEntry {
  readonly kind: 'dates';
  readonly at: string;
  readonly opensAt: string;
  readonly closesAt: string;
}

interface DraftEntry {
  readonly kind: 'draft';
  readonly at: string;
  readonly version: number;
  readonly sha256: string;
}

export interface SubmissionEntry {
  readonly kind: 'submission';
  readonly at: string;
  readonly submission: string;
  readonly version: number;
  readonly state: 'received' | 'edited' | 'withdrawn';
  readonly units: readonly string[];
  readonly content: string;
}

interface ModerationEntry {
  readonly kind: 'moderation';
  readonly at: string;
  readonly submission: string;
  readonly act: 'hidden' | 'shown';
  readonly rule: string;
}

export interface ClosedEntry {
  readonly kind: 'closed';
  readonly at: string;
}

export interface DigestEntry {
  readonly kind: 'digest';
  readonly at: string;
  readonly unit: string;
  readonly number: number;
  readonly slot: string;
  readonly window: Window;
  readonly entries: { readonly from: number; readonly to: number };
  readonly count: number;
  readonly set: string;
  readonly files: readonly string[] | null;
  readonly mailboxes: number;
}

export interface DeliveryEntry {
  readonly kind: 'delivery';
  readonly at: string;
  readonly unit: string;
  readonly number: number;
  readonly mailbox: number;
  readonly outcome: 'accepted' | 'bounced';
}

export type Entry =
  | KeyEntry
  | RestoredEntry
  | DatesEntry
  | DraftEntry
  | SubmissionEntry
  | ModerationEntry
  | ClosedEntry
  | DigestEntry
  | DeliveryEntry;

interface Shape {
  readonly what: string;
  readonly fits: (value: unknown) => boolean;
}

const TEXT: Shape = { what: 'a text', fits: (value) => typeof value === 'string' && value !== '' };
const SHA256 = written('a SHA-256 in lower-case hex', /^[0-9a-f]{64}$/u);
const SLUG = written('a name in lower case', /^(?=.{1,60}$)[a-z0-9]+(?:-[a-z0-9]+)*$/u);
const INSTANT: Shape = {
  what: 'an instant such as 2027-01-04T06:00:00.000Z',
  fits: isInstant,
};
const DAY: Shape = {
  what: 'a day such as 2027-01-04',
  fits: (value) => isInstant(`${String(value)}T00:00:00.000Z`),
};
const PLACE = counted('a whole number from 0', 0);
const NUMBER = counted('a whole number from 1', 1);

const SHAPES: Readonly<Record<Entry['kind'], Readonly<Record<string, Shape>>>> = {
  key: { at: INSTANT, key: TEXT },
  restored: { at: INSTANT, origin: TEXT, size: PLACE },
  dates: { at: INSTANT, opensAt: INSTANT, closesAt: INSTANT },
  draft: { at: INSTANT, version: NUMBER, sha256: SHA256 },
  submission: {
    at: INSTANT,
    submission: TEXT,
    version: NUMBER,
    state: oneOf('received', 'edited', 'withdrawn'),
    units: listOf(SLUG),
    content: SHA256,
  },
  moderation: { at: INSTANT, submission: TEXT, act: oneOf('hidden', 'shown'), rule: SLUG },
  closed: { at: INSTANT },
  digest: {
    at: INSTANT,
    unit: SLUG,
    number: NUMBER,
    slot: DAY,
    window: members({ from: INSTANT, to: INSTANT }),
    entries: members({ from: PLACE, to: PLACE }),
    count: PLACE,
    set: SHA256,
    files: orNull(listOf(SHA256)),
    mailboxes: NUMBER,
  },
  delivery: {
    at: INSTANT,
    unit: SLUG,
    number: NUMBER,
    mailbox: NUMBER,
    outcome: oneOf('accepted', 'bounced'),
  },
};

/** Throws Refusal, with a sentence that goes on after “Entry N”, if the bytes are no entry. */
export function readEntry(bytes: Bytes): Entry {
  const text = readUtf8(bytes);
  if (text === null) throw new Refusal('is not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('is not JSON');
  }
  if (!isObject(value)) throw new Refusal('is not a JSON object');
  const { kind, ...fields } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) {
    throw new Refusal(`is of the kind ${JSON.stringify(kind)}, which nobody knows`);
  }
  const wrong = misfit(fields, SHAPES[kind as Entry['kind']]);
  if (wrong !== null) throw new Refusal(`is a ${kind} entry, but ${wrong}`);
  if (canonicalJson(value) !== text) throw new Refusal('is not canonical JSON (RFC 8785)');
  return value as unknown as Entry;
}

/** Says whether the value is an instant of UTC with milliseconds, on a day that exists. */
export function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/u.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString() === value;
}

function misfit(
  fields: Readonly<Record<string, unknown>>,
  shapes: Readonly<Record<string, Shape>>,
): string | null {
  const stranger = Object.keys(fields).find((name) => !Object.hasOwn(shapes, name));
  if (stranger !== undefined) return `nobody knows its member ${JSON.stringify(stranger)}`;
  for (const [name, { what, fits }] of Object.entries(shapes)) {
    if (!Object.hasOwn(fields, name)) return `its member “${name}” is missing`;
    if (!fits(fields[name])) return `its member “${name}” is not ${what}`;
  }
  return null;
}

function written(what: string, pattern: RegExp): Shape {
  return { what, fits: (value) => typeof value === 'string' && pattern.test(value) };
}

function counted(what: string, least: number): Shape {
  return { what, fits: (value) => Number.isSafeInteger(value) && Number(value) >= least };
}

function oneOf(...words: readonly string[]): Shape {
  return {
    what: `one of ${words.join(', ')}`,
    fits: (value) => words.some((one) => one === value),
  };
}

function listOf({ what, fits }: Shape): Shape {
  return { what: `a list of ${what}`, fits: (value) => Array.isArray(value) && value.every(fits) };
}

function orNull({ what, fits }: Shape): Shape {
  return { what: `null or ${what}`, fits: (value) => value === null || fits(value) };
}

function members(shapes: Readonly<Record<string, Shape>>): Shape {
  const names = Object.keys(shapes).join(' and ');
  const fits = (value: unknown) => isObject(value) && misfit(value, shapes) === null;
  return { what: `an object of ${names}`, fits };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
