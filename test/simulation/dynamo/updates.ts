import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, numberOf, type Path, refusal, valueAt, withValueAt } from './attributes.ts';
import { type Placeholders, Tokens } from './tokens.ts';

interface Update {
  readonly paths: readonly Path[];
  /** The values to which it sets whole attributes, where the values do not depend on the item. */
  readonly constants: Item;
  readonly apply: (item: Item) => Item;
}

interface Change {
  readonly path: Path;
  /**
   * The new value, from the item as it was before the update. Null removes the attribute at `path`.
   */
  readonly value: Value | (() => null);
}

/**
 * The value of an operand for an item. A value that stands in the command itself is `constant`: it
 * is the same for every item.
 */
type Value = ((before: Item) => AttributeValue) & { readonly constant?: AttributeValue };

const CLAUSES: Record<string, (tokens: Tokens) => Change> = {
  SET(tokens) {
    const path = tokens.path();
    tokens.expect('=');
    return { path, value: operand(tokens) };
  },
  REMOVE: (tokens) => ({ path: tokens.path(), value: () => null }),
  ADD(tokens) {
    const path = [tokens.topLevel()];
    const { N: summand } = tokens.value();
    if (summand === undefined) throw refusal('The simulation only adds numbers');
    return { path, value: (before) => sum(valueAt(before, path) ?? { N: '0' }, summand) };
  },
};

export function parseUpdate(text: string, placeholders: Placeholders): Update {
  const tokens = new Tokens(text, placeholders);
  const changes: Change[] = [];
  const clauses = new Map(Object.entries(CLAUSES));
  do {
    const [word, clause] = [...clauses].find(([word]) => tokens.takeWord(word)) ?? [];
    // A second clause of the same kind is refused here, because the first one has left the map.
    if (word === undefined || clause === undefined) throw tokens.unexpected();
    clauses.delete(word);
    do changes.push(clause(tokens));
    while (tokens.take(','));
  } while (!tokens.isAtEnd());
  const paths = changes.map(({ path }) => path);
  refuseOverlaps(paths);
  const constants = changes.flatMap(({ path: [name = '', ...rest], value }) =>
    'constant' in value && rest.length === 0 ? [[name, value.constant] as const] : [],
  );
  return {
    paths,
    constants: Object.fromEntries(constants),
    apply: (before) =>
      changes.reduce((item, { path, value }) => withValueAt(item, path, value(before)), before),
  };
}

function operand(tokens: Tokens): Value {
  if (tokens.isNext(':')) {
    const constant = tokens.value();
    return Object.assign(() => constant, { constant });
  }
  if (tokens.take('if_not_exists')) {
    tokens.expect('(');
    const path = tokens.path();
    tokens.expect(',');
    const otherwise = operand(tokens);
    tokens.expect(')');
    return (before) => valueAt(before, path) ?? otherwise(before);
  }
  const path = tokens.path();
  return (before) => {
    const value = valueAt(before, path);
    if (value !== undefined) return value;
    throw refusal('The expression refers to an attribute that does not exist in the item');
  };
}

function sum(standing: AttributeValue, summand: string): AttributeValue {
  if (standing.N === undefined) throw refusal('An operand has an incorrect data type');
  return { N: String(numberOf(String(numberOf(standing.N) + numberOf(summand)))) };
}

function refuseOverlaps(paths: readonly Path[]): void {
  for (const [at, path] of paths.entries()) {
    const other = paths.find((one, place) => place !== at && isWithin(one, path));
    if (other !== undefined) {
      throw refusal(`Two document paths overlap: ${path.join('.')} and ${other.join('.')}`);
    }
  }
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((step, at) => path[at] === step);
}
