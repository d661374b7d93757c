import { ATTRIBUTES, INDEXES, type Key } from '../../../shared/dynamo/keys.ts';
import { type Item, refusal, sizeOf } from './attributes.ts';

/** The partition and sort attributes of the table or of one of its indexes. */
export interface KeySchema {
  readonly partition: string;
  readonly sort: string;
  readonly kind: 'table' | 'local' | 'global';
}

const TABLE: KeySchema = {
  partition: ATTRIBUTES.partition,
  sort: ATTRIBUTES.sort,
  kind: 'table',
};
const SECONDARY: ReadonlyMap<string, KeySchema> = new Map(
  Object.values(INDEXES).map(({ name, ...index }) => [
    name,
    { partition: ATTRIBUTES.partition, ...index },
  ]),
);

/** Limits of DynamoDB, in bytes of UTF-8. */
const MAX_ITEM_BYTES = 400 * 1_024;
const MAX_PARTITION_BYTES = 2_048;
const MAX_SORT_BYTES = 1_024;

export function schemaOf(index: string | undefined): KeySchema {
  const schema = index === undefined ? TABLE : SECONDARY.get(index);
  if (schema === undefined) throw refusal(`The table does not have the specified index: ${index}`);
  return schema;
}

/** Returns the key of an item. Throws for a key that DynamoDB does not take. */
export function keyOf(item: Item): Key {
  const partition = keyText(item, TABLE.partition, MAX_PARTITION_BYTES);
  return { partition, sort: keyText(item, TABLE.sort, MAX_SORT_BYTES) };
}

/** Returns the key that a command names. It must have the two key attributes and no others. */
export function givenKey(given: Item | undefined): Key {
  if (given === undefined || Object.keys(given).length !== 2) {
    throw refusal('The provided key element does not match the schema');
  }
  return keyOf(given);
}

/**
 * Throws for an item that DynamoDB does not take: a bad key, also of an index, or too many bytes.
 */
export function checkItem(item: Item): void {
  keyOf(item);
  checkIndexKeys(item);
  // The parts of an item in local indexes count towards its own limit.
  const size = [...SECONDARY.values()]
    .filter(({ kind, sort }) => kind === 'local' && Object.hasOwn(item, sort))
    .reduce((size, index) => size + sizeOf(keysOf(item, index)), sizeOf(item));
  if (size > MAX_ITEM_BYTES) throw refusal('Item size has exceeded the maximum allowed size');
}

/** Throws for attributes that cannot be in the key of their index. */
export function checkIndexKeys(attributes: Item): void {
  for (const { partition, sort } of SECONDARY.values()) {
    if (Object.hasOwn(attributes, partition)) keyText(attributes, partition, MAX_PARTITION_BYTES);
    if (Object.hasOwn(attributes, sort)) keyText(attributes, sort, MAX_SORT_BYTES);
  }
}

/** Returns all that an index knows of an item: the keys of the table and of the index. */
export function keysOf(item: Item, schema: KeySchema): Item {
  const names = keyNames(schema);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

export function keyNames({ partition, sort }: KeySchema): ReadonlySet<string> {
  return new Set([TABLE.partition, TABLE.sort, partition, sort]);
}

export function isKeyAttribute(name: string): boolean {
  return name === TABLE.partition || name === TABLE.sort;
}

function keyText(item: Item, name: string, limit: number): string {
  const text = item[name]?.S;
  if (text === undefined) throw refusal(`Type mismatch, or no value, for key ${name}`);
  if (text === '') throw refusal(`A key attribute cannot contain an empty string value: ${name}`);
  if (Buffer.byteLength(text) > limit) throw refusal(`Key ${name} has more than ${limit} bytes`);
  return text;
}
