import { diffChars } from 'diff';
import * as z from 'zod/mini';
import { parseEmail } from '../shared/domain/email.ts';
import { LICENCES } from '../shared/domain/licence.ts';
import { REGIONS } from '../shared/domain/region.ts';

/*
 * Says what is wrong with a deployment's file in the words of an operator who has made a mistake: what
 * is missing, which key was meant, and what to write instead.
 */

/** A key of the settings, such as `owner.name.lv`, and what is wrong with its value. */
export type Fault = readonly [key: string, says: string];

type Schema = z.core.$ZodType;
type Path = readonly PropertyKey[];

/** Returns what an issue of the schema means, line by line. */
export function faultsOf(issue: z.core.$ZodIssue, schema: Schema, written: unknown): Fault[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => [
      nameOf([...path, key]),
      strangerSays(key, path, schema, written),
    ]);
  }
  return [[nameOf(path) || '(the whole file)', wrongSays(message, path, schema, written)]];
}

function nameOf(path: Path): string {
  return path.map(String).join('.');
}

function wrongSays(message: string, path: Path, schema: Schema, written: unknown): string {
  const value = valueAt(written, path);
  const key = String(path.at(-1));
  if (value === undefined && path.length > 0 && message.startsWith('must')) {
    return `is missing: it ${message}`;
  }
  const mended = mendOf(value, key, schemaAt(schema, path));
  if (mended === undefined) return message;
  const { name } = NAMED_ADDRESS.exec(String(value))?.groups ?? {};
  if (name === undefined) return `${message}: write ${mended}`;
  const place = key === 'sender' ? `, and the name into senderName: ${JSON.stringify(name)}` : '';
  return `must be the e-mail address alone: write ${mended}${place}`;
}

/** Returns the right value that somebody meant, as JSON, if it is plain what was meant. */
function mendOf(value: unknown, key: string, schema: Schema | undefined): string | undefined {
  if (schema === undefined || (typeof value !== 'string' && typeof value !== 'number')) return;
  const text = String(value).trim();
  const meant = [MENDS[key]?.(text), text, Number(text)].find(
    (one) => one !== undefined && one !== value && z.safeParse(schema, one).success,
  );
  return meant === undefined ? undefined : JSON.stringify(meant);
}

const NAMED_ADDRESS = /^\s*"?(?<name>[^"<>]*[^"<>\s])"?\s*<(?<address>[^<>]+)>\s*$/u;

/** What may have been meant by a value that is not good. It counts only if it is good itself. */
const MENDS: Readonly<Record<string, (text: string) => string | undefined>> = {
  account: digitsOf,
  registrationNumber: digitsOf,
  region: (text) => (OUTSIDE.has(text) ? undefined : nearestOf(text, REGIONS)),
  licence: (text) => nearestOf(text, LICENCES),
  domain: hostOf,
  digestAt: (text) => {
    const { hour = '', minute } =
      /^(?<hour>\d{1,2})[.: ]?(?<minute>\d\d)$/u.exec(text)?.groups ?? {};
    return `${hour.padStart(2, '0')}:${minute}`;
  },
  phone: (text) =>
    text
      .replace(/^00/u, '+')
      .replaceAll(/[^\d+]+/gu, ' ')
      .trim(),
  sender: addressIn,
  replyTo: addressIn,
  operator: addressIn,
  email: addressIn,
};

/** Regions that are near in name to one in the European Union, and that people do mean: London and Zurich. */
const OUTSIDE: ReadonlySet<string> = new Set(['eu-west-2', 'eu-central-2']);

function digitsOf(text: string): string {
  return text.replaceAll(/[\s-]/gu, '');
}

function hostOf(text: string): string | undefined {
  return URL.parse(text.includes('://') ? text : `https://${text}`)?.hostname;
}

function addressIn(text: string): string | undefined {
  const { address = text } = NAMED_ADDRESS.exec(text)?.groups ?? {};
  return parseEmail(address.replace(/^mailto:/iu, '')) ?? undefined;
}

/** Says that there is no such setting, and which one it may be. */
function strangerSays(key: string, path: Path, schema: Schema, written: unknown): string {
  const free = (inside: Path): string[] => {
    const shape = shapeOf(schemaAt(schema, inside));
    return Object.keys(shape ?? {}).filter(
      (one) => valueAt(written, [...inside, one]) === undefined,
    );
  };
  const near = nearestOf(key, free(path));
  const places = near === undefined ? placesIn(schema, key) : [[...path, near]];
  const [meant] = places.filter((place) => valueAt(written, place) === undefined);
  return meant === undefined
    ? 'is no setting: docs/deploy.md has them all'
    : `is no setting: did you mean ${nameOf(meant)}?`;
}

/** Returns the places below a schema that have a key of this name. */
function placesIn(schema: Schema | undefined, key: string, inside: Path = []): Path[] {
  return Object.entries(shapeOf(schema) ?? {}).flatMap(([name, one]) => [
    ...(name === key ? [[...inside, name]] : []),
    ...placesIn(one, key, [...inside, name]),
  ]);
}

function schemaAt(schema: Schema | undefined, path: Path): Schema | undefined {
  return path.reduce((one: Schema | undefined, key) => shapeOf(one)?.[String(key)], schema);
}

/** Returns the settings in an object, or null if the schema is of none. */
function shapeOf(schema: Schema | undefined): Readonly<Record<string, Schema>> | null {
  const def = schema?._zod.def as
    | { readonly shape?: Record<string, Schema>; readonly innerType?: Schema; readonly in?: Schema }
    | undefined;
  if (def === undefined) return null;
  return def.shape ?? shapeOf(def.innerType ?? def.in);
}

function valueAt(written: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    written,
  );
}

/** How many letters a word must have to stand for a longer one that begins with it. */
const MIN_BEGINNING = 4;

/**
 * Returns the known word that is nearest to what was typed. Returns undefined if none is near
 * enough.
 */
function nearestOf(typed: string, words: readonly string[]): string | undefined {
  const plain = (word: string) => word.toLowerCase().replaceAll(/[^a-z\d]/gu, '');
  const own = plain(typed);
  const isBeginning = (word: string) => own.length >= MIN_BEGINNING && word.startsWith(own);
  const near = words
    .map((word) => ({
      word,
      distance: isBeginning(plain(word)) ? 0 : distanceOf(own, plain(word)),
    }))
    .filter(({ distance }) => distance <= Math.max(2, Math.floor(own.length / 4)))
    .toSorted((one, other) => one.distance - other.distance);
  return near[0]?.word;
}

/** Counts the letters in which two words differ. */
function distanceOf(one: string, other: string): number {
  return diffChars(one, other)
    .filter(({ added, removed }) => added || removed)
    .reduce((sum, { value }) => sum + value.length, 0);
}
