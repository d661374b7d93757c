import * as z from 'zod/mini';

/*
 * The part of AWS's policy language that the template uses. What is not understood throws, so that
 * a policy never means something else here than on AWS.
 */

const texts = z.union([z.string(), z.array(z.string())]);
/** Strict, because `NotAction` or a principal would change the meaning of all other fields. */
const Document = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.optional(z.string()),
      Effect: z.enum(['Allow', 'Deny']),
      Action: texts,
      Resource: texts,
      Condition: z.optional(z.record(z.string(), z.record(z.string(), texts))),
    }),
  ),
});

/** A call as IAM sees it. */
export interface Call {
  /** As policies name it, such as `dynamodb:GetItem`. */
  readonly action: string;
  readonly resource: string;
  /** The values of condition keys, by the key in lower case. A missing key is not in the request. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

export interface Pattern {
  readonly text: string;
  matches(value: string): boolean;
}

interface Condition {
  /** In lower case, because the case of a condition key does not count. */
  readonly key: string;
  /** What values must be like. Empty for a condition that compares no values. */
  readonly patterns: readonly Pattern[];
  holds(values: readonly string[] | undefined): boolean;
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly Pattern[];
  readonly resources: readonly Pattern[];
  readonly conditions: readonly Condition[];
}

/** The statement that allows a call, or why the call is refused. */
export type Decision =
  | { readonly decision: 'allowed'; readonly by: Statement }
  | { readonly decision: 'explicit-deny' | 'implicit-deny' };

/** Reads a policy. Throws for anything in it that is not understood. */
export function parsePolicy(document: unknown): Statement[] {
  return Document.parse(document).Statement.map(({ Effect, Action, Resource, Condition = {} }) => ({
    effect: Effect,
    // The case of an action does not count.
    actions: [Action].flat().map((text) => patternOf(text, 'iu')),
    resources: [Resource].flat().map((text) => patternOf(text)),
    conditions: Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => conditionOf(operator, key, [values].flat())),
    ),
  }));
}

/**
 * Decides as IAM does within one account: a statement that denies the call outweighs every other,
 * and a call that no statement allows is refused.
 */
export function decide(statements: readonly Statement[], call: Call): Decision {
  const applying = statements.filter((statement) => applies(statement, call));
  if (applying.some(({ effect }) => effect === 'Deny')) return { decision: 'explicit-deny' };
  const [by] = applying;
  return by === undefined ? { decision: 'implicit-deny' } : { decision: 'allowed', by };
}

function applies({ actions, resources, conditions }: Statement, call: Call): boolean {
  return (
    actions.some((action) => action.matches(call.action)) &&
    resources.some((resource) => resource.matches(call.resource)) &&
    conditions.every((condition) => condition.holds(call.context[condition.key]))
  );
}

/** In a pattern, `*` stands for any characters and `?` for any one character. */
function patternOf(text: string, flags = 'u'): Pattern {
  if (text.includes('${')) throw new Error(`The local stack does not understand ${text}`);
  const source = text
    .replaceAll(/[\\^$.+|()[\]{}]/gu, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, `s${flags}`);
  return { text, matches: (value) => expression.test(value) };
}

function conditionOf(operator: string, name: string, values: readonly string[]): Condition {
  const key = name.toLowerCase();
  switch (operator) {
    // True also for a request without the key.
    case 'ForAllValues:StringLike': {
      const patterns = values.map((text) => patternOf(text));
      const isLikeOne = (value: string) => patterns.some((pattern) => pattern.matches(value));
      return { key, patterns, holds: (given = []) => given.every(isLikeOne) };
    }
    case 'Null':
      return { key, patterns: [], holds: (given) => values.includes(String(given === undefined)) };
    default:
      throw new Error(`The local stack does not understand the operator ${operator}`);
  }
}
