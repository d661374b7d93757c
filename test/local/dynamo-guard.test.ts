import { describe, expect, it } from 'vitest';
import { leadingKeysOf } from '../../local/dynamo-guard.ts';

describe('the leading keys of a request to DynamoDB', () => {
  const key = { pk: { S: 'UNITS' }, sk: { S: 'x' } };
  const query = {
    KeyConditionExpression: '#0 = :0 AND #1 = :1',
    ExpressionAttributeNames: { '#0': 'sk', '#1': 'pk' },
    ExpressionAttributeValues: { ':0': { S: 'x' }, ':1': { S: 'UNITS' } },
  };

  it.each<[name: string, action: string, body: object, keys: readonly string[] | undefined]>([
    ['an added item', 'PutItem', { Item: key }, ['UNITS']],
    ['a key', 'GetItem', { Key: key }, ['UNITS']],
    ['a changed item', 'UpdateItem', { Key: key }, ['UNITS']],
    ['a deleted item', 'DeleteItem', { Key: key }, ['UNITS']],
    [
      'a batch of keys',
      'BatchGetItem',
      { RequestItems: { t: { Keys: [key, { ...key, pk: { S: 'ACTS#a' } }] } } },
      ['UNITS', 'ACTS#a'],
    ],
    [
      'a batch of writes',
      'BatchWriteItem',
      {
        RequestItems: {
          t: [{ PutRequest: { Item: key } }, { DeleteRequest: { Key: { pk: { S: 'ACTS#a' } } } }],
        },
      },
      ['UNITS', 'ACTS#a'],
    ],
    [
      'a batch of which one request has no key',
      'BatchWriteItem',
      { RequestItems: { t: [{ PutRequest: { Item: key } }, {}] } },
      undefined,
    ],
    ['a number', 'GetItem', { Key: { pk: { N: '7' } } }, ['7']],
    ['a query, whatever the order of its conditions', 'Query', query, ['UNITS']],
    [
      'a query without placeholders for names',
      'Query',
      { ...query, KeyConditionExpression: 'sk > :0 and pk=:1' },
      ['UNITS'],
    ],
    [
      'a query for another attribute',
      'Query',
      { ...query, KeyConditionExpression: '#0 = :0' },
      undefined,
    ],
    ['an action without keys', 'DescribeTable', {}, undefined],
    ['a scan', 'Scan', {}, undefined],
    ['a malformed request', 'GetItem', { Key: 'UNITS' }, undefined],
  ])('are found in %s', (_, action, body, keys) => {
    expect(leadingKeysOf(action, body as Record<string, unknown>, 'pk')).toEqual(keys);
  });
});
