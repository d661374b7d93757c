import type * as z from 'zod/mini';
import { ATTRIBUTES, EXPIRY, type Key } from './keys.ts';
import { ADDED_BY, MARK } from './marks.ts';

/** An item as plain data, without the attributes that the stores keep for themselves. */
export type Attributes = Readonly<Record<string, unknown>>;

/** An item as it was read: its key, how it was last written, and what it holds. */
export interface Row {
  readonly key: Key;
  /** The mark of the last write. Empty if the row was never marked. */
  readonly mark: string;
  readonly addedBy: string;
  /** When the outbox shows the row, or null. */
  readonly dueAt: string | null;
  /** When DynamoDB may delete the row, in seconds since 1970, or null. */
  readonly expires: number | null;
  readonly attributes: Attributes;
}

/** Separates the attributes of keys, indexes and marks from the others. */
export function rowOf(item: Readonly<Record<string, unknown>>): Row {
  const {
    [ATTRIBUTES.partition]: partition,
    [ATTRIBUTES.sort]: sort,
    [ATTRIBUTES.outbox]: _,
    [ATTRIBUTES.dueAt]: dueAt,
    [ATTRIBUTES.revisedAt]: __,
    [EXPIRY]: expires,
    [MARK]: mark = '',
    [ADDED_BY]: addedBy = '',
    ...attributes
  } = item;
  return {
    key: { partition: String(partition), sort: String(sort) },
    mark: String(mark),
    addedBy: String(addedBy),
    dueAt: typeof dueAt === 'string' ? dueAt : null,
    expires: typeof expires === 'number' ? expires : null,
    attributes,
  };
}

/**
 * Parses a row with its schema. For a bad row it throws an error that names the row's key and what
 * is wrong: a bad row is never skipped. Attributes that the schema does not know are left out,
 * because a newer version of the product has written them.
 */
export function parseRow<Schema extends z.ZodMiniType>(schema: Schema, row: Row): z.output<Schema> {
  let { attributes } = row;
  for (;;) {
    const parsed = schema.safeParse(attributes);
    if (parsed.success) return parsed.data;
    const known = withoutUnknown(attributes, parsed.error.issues);
    if (known === null) {
      const { partition, sort } = row.key;
      throw new Error(`Bad row at ${partition} / ${sort}: ${JSON.stringify(parsed.error.issues)}`);
    }
    attributes = known;
  }
}

/**
 * Returns the attributes without the keys that the issues call unknown. Returns null if there is
 * any other issue.
 */
function withoutUnknown(
  attributes: Attributes,
  issues: readonly z.core.$ZodIssue[],
): Attributes | null {
  const copy = structuredClone(attributes);
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') return null;
    let holder: unknown = copy;
    for (const step of issue.path) holder = (holder as Record<PropertyKey, unknown>)[step];
    for (const key of issue.keys) {
      Reflect.deleteProperty(holder as object, key);
    }
  }
  return copy;
}

/**
 * Returns those attributes of the parsed row that stand in the row itself. A default does not, so an
 * update cannot change anything within it.
 */
export function withoutDefaults(row: Row, parsed: Attributes): Attributes {
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => name in row.attributes));
}

/**
 * DynamoDB takes an expression of 4 KB. One change is at most 30 bytes of it: five steps with their
 * placeholders, and a value.
 */
const MAX_CHANGES = 100;

/**
 * Returns what an update must write so that `before` becomes `after`, by path. It writes only what
 * differs, so that everything else in the row stays. Arrays are replaced as a whole, and so is each
 * attribute that differs if more differs than one expression can say. Null: the attribute is removed.
 */
export function changesBetween(before: Attributes, after: Attributes): Record<string, unknown> {
  const changes = changesAt('', before, after);
  if (Object.keys(changes).length <= MAX_CHANGES) return changes;
  const differing = new Set(Object.keys(changes).map((path) => path.replace(/\..*$/u, '')));
  return Object.fromEntries([...differing].map((name) => [name, after[name] ?? null]));
}

function changesAt(path: string, before: Attributes, after: Attributes): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]];
    const at = path === '' ? key : `${path}.${key}`;
    if (is === undefined) {
      if (was !== undefined) changes[at] = null;
    } else if (isRecord(was) && isRecord(is)) {
      Object.assign(changes, changesAt(at, was, is));
    } else if (JSON.stringify(was) !== JSON.stringify(is)) {
      changes[at] = is;
    }
  }
  return changes;
}

export function isRecord(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
