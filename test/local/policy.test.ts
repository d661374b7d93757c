import { describe, expect, it } from 'vitest';
import { type Call, decide, parsePolicy } from '../../local/policy.ts';

const TABLE = 'arn:aws:dynamodb:eu-north-1:000000000000:table/T';
const INDEX = `${TABLE}/index/outbox`;

function allow(changes: object = {}) {
  return { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE, ...changes };
}

function policy(...statements: object[]) {
  return parsePolicy({ Version: '2012-10-17', Statement: statements });
}

function onKeys(...patterns: string[]) {
  return { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns } } };
}

function get(keys?: readonly string[], changes: Partial<Call> = {}): Call {
  const context = keys === undefined ? {} : { 'dynamodb:leadingkeys': keys };
  return { action: 'dynamodb:GetItem', resource: TABLE, context, ...changes };
}

const deny = (changes: object = {}) => allow({ Effect: 'Deny', ...changes });
const NOT_WITHOUT_KEYS = { Null: { 'dynamodb:LeadingKeys': 'false' } };
const guarded = allow({ Condition: { ...onKeys('UNITS').Condition, ...NOT_WITHOUT_KEYS } });

describe('a policy', () => {
  it.each<[name: string, statements: object[], call: Call, decision: string]>([
    ['allows what it names', [allow()], get(), 'allowed'],
    ['refuses when it says nothing', [], get(), 'implicit-deny'],
    ['refuses another action', [allow({ Action: 'dynamodb:PutItem' })], get(), 'implicit-deny'],
    ['knows actions in any case', [allow({ Action: 'DynamoDB:getitem' })], get(), 'allowed'],
    [
      'knows one action of a list',
      [allow({ Action: ['sqs:A', 'dynamodb:Get*'] })],
      get(),
      'allowed',
    ],
    ['refuses another resource', [allow({ Resource: `${TABLE}2` })], get(), 'implicit-deny'],
    [
      'refuses a resource in another case',
      [allow({ Resource: TABLE.toLowerCase() })],
      get(),
      'implicit-deny',
    ],
    [
      'does not take an index for its table',
      [allow()],
      get(['DUE#0'], { resource: INDEX }),
      'implicit-deny',
    ],
    ['knows every resource by *', [allow({ Resource: '*' })], get(), 'allowed'],
    [
      'knows one character by ?',
      [allow({ Resource: TABLE.replace('/T', '/?') })],
      get(),
      'allowed',
    ],
    [
      'takes a dot for a dot only',
      [allow({ Resource: TABLE.replace('/T', '/.') })],
      get(),
      'implicit-deny',
    ],
    ['allows a leading key that it names', [allow(onKeys('UNITS'))], get(['UNITS']), 'allowed'],
    ['refuses another leading key', [allow(onKeys('UNITS'))], get(['SECRETS']), 'implicit-deny'],
    ['refuses a longer leading key', [allow(onKeys('UNITS'))], get(['UNITS#1']), 'implicit-deny'],
    ['allows one of several', [allow(onKeys('A', 'B#*'))], get(['B#1#2']), 'allowed'],
    ['needs the # before the *', [allow(onKeys('B#*'))], get(['BATCHES']), 'implicit-deny'],
    ['knows leading keys in their case', [allow(onKeys('UNITS'))], get(['units']), 'implicit-deny'],
    [
      'refuses if one of several keys is not named',
      [allow(onKeys('A'))],
      get(['A', 'B']),
      'implicit-deny',
    ],
    ['without Null allows a call without keys', [allow(onKeys('UNITS'))], get(), 'allowed'],
    ['with Null refuses a call without keys', [guarded], get(), 'implicit-deny'],
    ['with Null allows the keys that it names', [guarded], get(['UNITS']), 'allowed'],
    ['with Null refuses other keys', [guarded], get(['SECRETS']), 'implicit-deny'],
    [
      'can want that a key is missing',
      [allow({ Condition: { Null: { 'dynamodb:LeadingKeys': 'true' } } })],
      get(['A']),
      'implicit-deny',
    ],
    [
      'allows by any of its statements',
      [allow(onKeys('A')), allow(onKeys('B'))],
      get(['B']),
      'allowed',
    ],
    ['lets a denial outweigh, before it', [deny(), allow()], get(), 'explicit-deny'],
    ['lets a denial outweigh, after it', [allow(), deny({ Action: '*' })], get(), 'explicit-deny'],
    [
      'ignores a denial of another key',
      [allow(), deny(onKeys('SECRETS'))],
      get(['UNITS']),
      'allowed',
    ],
    [
      'heeds a denial of this key',
      [allow(), deny(onKeys('SECRETS'))],
      get(['SECRETS']),
      'explicit-deny',
    ],
  ])('%s', (_, statements, call, decision) => {
    expect(decide(policy(...statements), call).decision).toBe(decision);
  });

  it('says which statement allows a call', () => {
    const statements = policy(allow(onKeys('A')), allow(onKeys('B')), allow(onKeys('B')));
    const decision = decide(statements, get(['B']));
    expect('by' in decision && statements.indexOf(decision.by)).toBe(1);
  });

  it.each([
    ['another version', { Version: '2008-10-17', Statement: [] }],
    ['NotAction', policyOf({ ...allow(), Action: undefined, NotAction: 'dynamodb:*' })],
    ['NotResource', policyOf({ ...allow(), NotResource: TABLE })],
    ['a principal', policyOf({ ...allow(), Principal: '*' })],
    [
      'an operator that nobody here uses',
      policyOf(allow({ Condition: { StringEquals: { a: 'b' } } })),
    ],
    [
      'the set operator ForAnyValue',
      policyOf(allow({ Condition: { 'ForAnyValue:StringLike': { a: 'b' } } })),
    ],
    ['a policy variable', policyOf(allow({ Resource: `${TABLE}/\${aws:username}` }))],
  ])('with %s is not understood, and throws', (_, document) => {
    expect(() => parsePolicy(document)).toThrow();
  });
});

function policyOf(statement: object) {
  return { Version: '2012-10-17', Statement: [statement] };
}
