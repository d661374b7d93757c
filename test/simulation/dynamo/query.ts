import type { AttributeValue, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { compareText, type Item, refusal, sizeOf } from './attributes.ts';
import { isHeld, type KeyCondition, parseKeyConditions } from './conditions.ts';
import { keyNames, type KeySchema, keysOf, schemaOf } from './schema.ts';
import type { Rows } from './rows.ts';
import type { Placeholders } from './tokens.ts';

const MAX_PAGE_BYTES = 1_024 * 1_024;

/** Reads one page of a query. The page ends at `Limit` items or at one megabyte. */
export function readPage(rows: Rows, input: QueryCommandInput, placeholders: Placeholders) {
  const schema = schemaOf(input.IndexName);
  refuseOfIndex(input, schema);
  const conditions = parseKeyConditions(input.KeyConditionExpression ?? '', placeholders);
  placeholders.refuseUnused();
  const partition = partitionOf(conditions, schema);
  const found = (schema.kind === 'global' ? rows.all() : rows.in(partition)).filter(
    (item) =>
      [schema.partition, schema.sort].every((name) => item[name] !== undefined) &&
      conditions.every((condition) => isMet(condition, item[condition.name])),
  );
  const direction = input.ScanIndexForward === false ? -1 : 1;
  const inOrder = (one: Item, other: Item) => direction * comparePlaces(one, other, schema);
  const start = startOf(input, schema, partition);
  const ahead = found
    .filter((item) => start === undefined || inOrder(item, start) > 0)
    .toSorted(inOrder);
  const isWhole = schema.kind === 'table' || input.Select === 'ALL_ATTRIBUTES';
  const page: Item[] = [];
  let size = 0;
  for (const item of ahead) {
    if (page.length === input.Limit || size >= MAX_PAGE_BYTES) break;
    size += sizeOf(item);
    page.push(isWhole ? item : keysOf(item, schema));
  }
  const last = page.at(-1);
  // As in DynamoDB, a full page leads to another page, even if nothing follows.
  const isFull = page.length === input.Limit || size >= MAX_PAGE_BYTES;
  return { page, last: last === undefined || !isFull ? undefined : keysOf(last, schema) };
}

function refuseOfIndex({ ConsistentRead, Select, Limit }: QueryCommandInput, { kind }: KeySchema) {
  if (kind === 'global' && ConsistentRead === true) {
    throw refusal('Consistent reads are not supported on global secondary indexes');
  }
  if (kind === 'global' && Select === 'ALL_ATTRIBUTES') {
    throw refusal('Select type ALL_ATTRIBUTES is not supported: the index projects keys only');
  }
  if (Select !== undefined && Select !== 'ALL_ATTRIBUTES') {
    throw refusal(`The simulation does not select ${Select}`);
  }
  if (Limit !== undefined && Limit < 1) throw refusal('A limit is at least 1');
}

/**
 * Returns the one partition that the query asks for. All other conditions must be about the sort
 * key.
 */
function partitionOf(conditions: readonly KeyCondition[], { partition, sort }: KeySchema): string {
  const [ofPartition, ...others] = conditions.filter(({ name }) => name === partition);
  const ofSort = conditions.filter(({ name }) => name === sort);
  const [asked] = ofPartition?.operator === '=' ? ofPartition.operands : [];
  const isSupported =
    others.length === 0 &&
    ofSort.length <= 1 &&
    ofSort.length + 1 === conditions.length &&
    ofSort.every(({ operator }) => operator !== '<>') &&
    conditions.every(({ operands }) => operands.every(({ S }) => S !== undefined && S !== ''));
  if (asked?.S === undefined || !isSupported) throw refusal('Query key condition not supported');
  return asked.S;
}

function isMet({ operator, operands }: KeyCondition, value: AttributeValue | undefined): boolean {
  const [first, last] = operands;
  switch (operator) {
    case 'begins_with':
      return first?.S !== undefined && value?.S?.startsWith(first.S) === true;
    case 'BETWEEN':
      return isHeld('>=', value, first) && isHeld('<=', value, last);
    default:
      return isHeld(operator, value, first);
  }
}

/**
 * Orders by the sort key. In an index, items with the same sort key are ordered by their own keys.
 */
function comparePlaces(one: Item, other: Item, schema: KeySchema): number {
  const table = schemaOf(undefined);
  for (const name of [schema.sort, table.partition, table.sort]) {
    const order = compareText(one[name]?.S ?? '', other[name]?.S ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function startOf({ ExclusiveStartKey: start }: QueryCommandInput, schema: KeySchema, of: string) {
  if (start === undefined) return undefined;
  const [given, wanted] = [Object.keys(start), keyNames(schema)];
  const isKey = given.length === wanted.size && given.every((name) => wanted.has(name));
  if (isKey && start[schema.partition]?.S === of) return start;
  throw refusal('The provided starting key is invalid');
}
