import { type AttributeValue, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';

/** Attributes by name, in the form of the wire. An item is never changed in place. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The names that lead to an attribute, through maps. */
export type Path = readonly string[];

const MAX_DEPTH = 32;

/**
 * Makes the answer of DynamoDB to a request that it does not accept, or that this simulation does
 * not know.
 */
export function refusal(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({
    name: 'ValidationException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
    message,
  });
}

export function copyOfItem(item: Item): Item {
  return mapValues(item, (value) => copyOf(value));
}

/** Throws for a value of a kind that no store uses, such as a set or a binary. */
export function copyOf(value: AttributeValue, depth = 1): AttributeValue {
  if (depth > MAX_DEPTH) throw refusal('Nesting Levels have exceeded supported limits');
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: String(numberOf(value.N)) };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.NULL !== undefined) return { NULL: value.NULL };
  if (value.L !== undefined) return { L: value.L.map((one) => copyOf(one, depth + 1)) };
  if (value.M !== undefined) return { M: mapValues(value.M, (one) => copyOf(one, depth + 1)) };
  throw refusal(`The simulation knows no attribute of the kind ${Object.keys(value).join()}`);
}

/** Throws for a number that would lose digits in JavaScript. DynamoDB keeps 38 digits. */
export function numberOf(written: string): number {
  const number = Number(written);
  const isExact = Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number);
  if (written.trim() === '' || !isExact) {
    throw refusal(`The simulation does not hold the number ${written}`);
  }
  return number;
}

export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) value = value?.M === undefined ? undefined : own(value.M, step);
  return value;
}

/**
 * Returns the item with another value at `path`; null removes the value. Throws when a map on the
 * way is missing.
 */
export function withValueAt(item: Item, path: Path, value: AttributeValue | null): Item {
  const [step, ...rest] = path;
  if (step === undefined) throw refusal('A path has no steps');
  if (rest.length > 0) {
    const inner = own(item, step)?.M;
    if (inner === undefined) {
      throw refusal('The document path provided in the update expression is invalid for update');
    }
    return { ...item, [step]: { M: withValueAt(inner, rest, value) } };
  }
  if (value !== null) return { ...item, [step]: value };
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== step));
}

/** Compares two values. The order of names in a map does not matter. */
export function areEqual(one: AttributeValue, other: AttributeValue): boolean {
  if (one.L !== undefined && other.L !== undefined) {
    const others = other.L;
    return one.L.length === others.length && one.L.every((each, at) => isEqual(each, others[at]));
  }
  if (one.M !== undefined && other.M !== undefined) {
    const others = other.M;
    const entries = Object.entries(one.M);
    return (
      entries.length === Object.keys(others).length &&
      entries.every(([name, each]) => isEqual(each, own(others, name)))
    );
  }
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Returns a negative number when `one` comes first, and null when the two have no order. Two texts
 * have an order, and two numbers.
 */
export function compare(one: AttributeValue, other: AttributeValue): number | null {
  if (one.S !== undefined && other.S !== undefined) return compareText(one.S, other.S);
  if (one.N !== undefined && other.N !== undefined) return numberOf(one.N) - numberOf(other.N);
  return null;
}

/** DynamoDB orders texts by their bytes in UTF-8. JavaScript orders them in another way. */
export function compareText(one: string, other: string): number {
  return one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/**
 * Returns the size in bytes, by the rules of "DynamoDB item sizes and formats". The size of a
 * number is rounded up a little, as in those rules.
 */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce(
    (size, [name, value]) => size + Buffer.byteLength(name) + sizeOfValue(value),
    0,
  );
}

function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/\D/g, '').length / 2) + 1;
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + sizeOf(value.M);
  if (value.L !== undefined) return value.L.reduce((size, one) => size + 1 + sizeOfValue(one), 3);
  return 1;
}

function isEqual(one: AttributeValue, other: AttributeValue | undefined): boolean {
  return other !== undefined && areEqual(one, other);
}

function mapValues(item: Item, change: (value: AttributeValue) => AttributeValue) {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, change(value)]));
}

function own(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}
