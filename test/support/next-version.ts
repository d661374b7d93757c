import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Engine } from '../simulation/engine.ts';
import { aSimulatedTable } from './engines.ts';
import { StandingClock } from './ports.ts';
import { threeWeeks } from './story.ts';
import { useCasesOn } from './use-cases.ts';

export type Item = Readonly<Record<string, unknown>>;

/** An attribute that the next version writes wherever it can. This version does not know it. */
const UNKNOWN = 'nextVersion';
const VALUE = { since: 2, words: ['a', { b: null }] };

/** Returns every item of a table, by its key. */
function itemsOf(engine: Engine): Map<string, Item> {
  return new Map(
    engine.dump().map((one) => {
      const item = unmarshall(one);
      return [nameOf(item), item];
    }),
  );
}

async function putItem(client: DynamoDBClient, table: string, item: Item): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item: marshall(item) }));
}

export function nameOf({ pk, sk }: Item): string {
  return `${String(pk)} / ${String(sk)}`;
}

/** A path within an item: the names in maps and the indexes in arrays. */
export type Path = readonly (string | number)[];

/**
 * True for maps whose keys are names and not attributes: mails by their names, lists of choices,
 * counts by kind, by value or by rule, answers by field, totals by commitment and by value, digests
 * by unit, outcomes by mailbox.
 */
const isCatalogue = (path: Path) =>
  [
    ...['deliveries', 'lists', 'given', 'answers', 'counts', 'commitments', 'values'],
    ...['digests', 'outcomes', 'hiddenByRule'],
  ].some((name) => name === path.at(-1));

/** Returns the item with attributes of the next version at every level. */
function withUnknown(value: Item): Item;
function withUnknown(value: unknown, path: Path): unknown;
function withUnknown(value: unknown, path: Path = []): unknown {
  if (Array.isArray(value)) return value.map((one, index) => withUnknown(one, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [
    name,
    withUnknown(one, [...path, name]),
  ]);
  return { ...Object.fromEntries(entries), ...(isCatalogue(path) ? {} : { [UNKNOWN]: VALUE }) };
}

/** Returns the paths at which attributes of the next version stand. */
export function unknownIn(value: unknown, path: Path = []): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
    const at = [...path, name];
    if (name !== UNKNOWN) return unknownIn(one, at);
    return JSON.stringify(one) === JSON.stringify(VALUE) ? [at.join('.')] : [];
  });
}

/**
 * Returns the path of every attribute that this version has written, at every level. Of an array it
 * looks only at the first element.
 */
export function attributesIn(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value))
    return value.slice(0, 1).flatMap((one) => attributesIn(one, [...path, 0]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
    if (name === UNKNOWN) return [];
    const at = [...path, name];
    const below = attributesIn(one, at);
    return isCatalogue(path) ? below : [at, ...below];
  });
}

export function valueAt(item: unknown, path: Path): unknown {
  let holder = item;
  for (const step of path) holder = (holder as Readonly<Record<string | number, unknown>>)[step];
  return holder;
}

/**
 * Returns the item with another value at the path. When the value is undefined, removes the
 * attribute.
 */
export function changedAt(item: Item, path: Path, value: unknown): Item {
  const copy = structuredClone(item);
  const holder = valueAt(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else holder[last] = value;
  return copy;
}

const TODAY = 'sadzirdets';
const NEXT = 'next';

/** Returns the rows that three weeks of this version leave in the table. */
export async function rowsOfToday(): Promise<readonly Item[]> {
  const under = aSimulatedTable(TODAY);
  await threeWeeks(useCasesOn(under, new StandingClock()), under.table);
  return [...itemsOf(under.engine).values()];
}

/** Fills a new table with these rows as the next version would have written them. */
export async function nextTable(rows: readonly Item[]) {
  const under = aSimulatedTable(NEXT);
  const written = rows.map((item) => withUnknown(item));
  const put = async (item: Item) => putItem(under.client, NEXT, item);
  for (const item of written) await put(item);
  return {
    ...under,
    product: useCasesOn(under, new StandingClock('2027-01-25T07:00:00Z')),
    written: new Map(written.map((item) => [nameOf(item), item])),
    put,
    /** Returns the items that stand in the table now. */
    left: () => itemsOf(under.engine),
  };
}

/**
 * Returns the kind of an item: the first word of the partition key. For an address and for the
 * installation it is the first word of the sort key.
 */
export function kindOf({ pk, sk }: Item): string {
  const [kind = ''] = String(pk).split('#');
  return kind === 'ADDRESS' || kind === 'INSTALLATION' ? String(sk).replace(/#.*/u, '') : kind;
}
