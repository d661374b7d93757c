import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { areEqual, compare, type Item, refusal, valueAt } from './attributes.ts';
import { type Comparator, type Placeholders, Tokens } from './tokens.ts';

export type Condition = (item: Item) => boolean;

/** A condition of a query on one key attribute. */
export interface KeyCondition {
  readonly name: string;
  readonly operator: Comparator | 'begins_with' | 'BETWEEN';
  readonly operands: readonly AttributeValue[];
}

/**
 * Says for each operator which orders of its operands it accepts. The orders are those of
 * `compare`.
 */
const HOLDS: Record<Exclude<Comparator, '=' | '<>'>, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/**
 * Says whether the operator holds between the two values. Values of different kinds have no order.
 */
export function isHeld(
  operator: Comparator,
  value: AttributeValue | undefined,
  other: AttributeValue | undefined,
): boolean {
  const isSame = value !== undefined && other !== undefined && areEqual(value, other);
  if (operator === '=') return isSame;
  if (operator === '<>') return !isSame;
  const order = value === undefined || other === undefined ? null : compare(value, other);
  return order !== null && HOLDS[operator](order);
}

export function parseCondition(text: string, placeholders: Placeholders): Condition {
  const tokens = new Tokens(text, placeholders);
  const condition = disjunction(tokens);
  tokens.expectEnd();
  return condition;
}

function disjunction(tokens: Tokens): Condition {
  let condition = conjunction(tokens);
  while (tokens.takeWord('OR')) {
    const [left, right] = [condition, conjunction(tokens)];
    condition = (item) => left(item) || right(item);
  }
  return condition;
}

function conjunction(tokens: Tokens): Condition {
  let condition = negation(tokens);
  while (tokens.takeWord('AND')) {
    const [left, right] = [condition, negation(tokens)];
    condition = (item) => left(item) && right(item);
  }
  return condition;
}

function negation(tokens: Tokens): Condition {
  if (!tokens.takeWord('NOT')) return primary(tokens);
  const condition = negation(tokens);
  return (item) => !condition(item);
}

/** The conditions in parentheses. DynamoDB refuses double parentheses. */
const bracketed = new WeakSet<Condition>();

function primary(tokens: Tokens): Condition {
  if (tokens.take('(')) {
    const inner = disjunction(tokens);
    tokens.expect(')');
    if (bracketed.has(inner)) throw refusal('The expression has redundant parentheses');
    const condition: Condition = (item) => inner(item);
    bracketed.add(condition);
    return condition;
  }
  for (const [name, isWanted] of [
    ['attribute_exists', true],
    ['attribute_not_exists', false],
  ] as const) {
    if (!tokens.take(name)) continue;
    tokens.expect('(');
    const path = tokens.path();
    tokens.expect(')');
    return (item) => (valueAt(item, path) !== undefined) === isWanted;
  }
  const path = tokens.path();
  const operator = tokens.comparator();
  const value = tokens.value();
  const isOrdered = value.S !== undefined || value.N !== undefined;
  if (operator in HOLDS && !isOrdered) throw refusal(`Invalid operand type for ${operator}`);
  return (item) => isHeld(operator, valueAt(item, path), value);
}

/** Reads conditions on the attributes of a key, joined by AND. */
export function parseKeyConditions(text: string, placeholders: Placeholders): KeyCondition[] {
  const tokens = new Tokens(text, placeholders);
  const conditions = [keyCondition(tokens)];
  while (tokens.takeWord('AND')) conditions.push(keyCondition(tokens));
  tokens.expectEnd();
  return conditions;
}

function keyCondition(tokens: Tokens): KeyCondition {
  if (tokens.take('begins_with')) {
    tokens.expect('(');
    const name = tokens.topLevel();
    tokens.expect(',');
    const operands = [tokens.value()];
    tokens.expect(')');
    return { name, operator: 'begins_with', operands };
  }
  const name = tokens.topLevel();
  if (!tokens.takeWord('BETWEEN')) {
    return { name, operator: tokens.comparator(), operands: [tokens.value()] };
  }
  const first = tokens.value();
  if (!tokens.takeWord('AND')) throw tokens.unexpected();
  const last = tokens.value();
  if ((compare(first, last) ?? 0) > 0) {
    throw refusal('The BETWEEN operator requires upper bound to be no less than lower bound');
  }
  return { name, operator: 'BETWEEN', operands: [first, last] };
}
