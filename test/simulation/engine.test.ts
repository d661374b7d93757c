import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { OUTBOXES } from '../../shared/dynamo/keys.ts';
import { Table } from '../../shared/dynamo/table.ts';
import { Engine } from './engine.ts';

const [DUE = ''] = OUTBOXES;
const TableName = 'sadzirdets';
const place = { pk: { S: 'P' }, sk: { S: 'S' } };
const key = { partition: 'P', sort: 'S' };

function anEngine() {
  const engine = new Engine({ name: TableName });
  return { engine, table: new Table(TableName, engine.connect()) };
}

function put(input: Partial<PutItemCommandInput>) {
  return new PutItemCommand({ TableName, Item: place, ...input });
}

function update(input: Partial<UpdateItemCommandInput>) {
  return new UpdateItemCommand({ TableName, Key: place, ...input });
}

function query(input: Partial<QueryCommandInput>) {
  return new QueryCommand({ TableName, ...input });
}

/** Sets `#a` to `:v`, or changes it by another update of the same form. */
function setting(
  UpdateExpression: string,
  more: Partial<UpdateItemCommandInput> = {},
): UpdateItemCommand {
  return update({
    UpdateExpression,
    ExpressionAttributeNames: { '#a': 'a' },
    ExpressionAttributeValues: { ':v': { N: '1' } },
    ...more,
  });
}

describe('the simulated engine', () => {
  it.each([
    ['a command that it does not know', new ScanCommand({ TableName })],
    ['a parameter that it does not know', put({ ReturnConsumedCapacity: 'TOTAL' })],
    ['a part of an expression that it does not know', setting('SET #a = #a + :v')],
    ['a clause that it does not know', setting('DELETE #a :v')],
    ['a clause that comes twice', setting('SET #a = :v SET #a = :v')],
    ['a bare name, which may be a reserved word', setting('SET #a = :v, name = :v')],
    ['paths that overlap', setting('SET #a = :v, #a.#a = :v')],
    ['a path through a map that is not there', setting('SET #a.#a = :v')],
    [
      'a copy of what is not there',
      setting('SET #a = #b', {
        ExpressionAttributeNames: { '#a': 'a', '#b': 'b' },
        ExpressionAttributeValues: undefined,
      }),
    ],
    ['a change of the key', setting('SET #a = :v', { ExpressionAttributeNames: { '#a': 'sk' } })],
    [
      'a name that is not used',
      setting('SET #a = :v', {
        ExpressionAttributeNames: { '#a': 'a', '#b': 'b' },
      }),
    ],
    ['a value that is not used', setting('REMOVE #a')],
    ['a name that is not given', setting('SET #b = :v')],
    ['placeholders that are none', put({ ExpressionAttributeNames: {} })],
    ['an empty condition', put({ ConditionExpression: '' })],
    [
      'doubled parentheses',
      put({
        ConditionExpression: '((attribute_exists(#a)))',
        ExpressionAttributeNames: { '#a': 'a' },
      }),
    ],
    [
      'an order of maps',
      put({
        ConditionExpression: '#a < :v',
        ExpressionAttributeNames: { '#a': 'a' },
        ExpressionAttributeValues: { ':v': { M: {} } },
      }),
    ],
    [
      'an expression of more than 4 KB',
      put({
        ConditionExpression: Array(200).fill('attribute_exists(#a)').join(' AND '),
        ExpressionAttributeNames: { '#a': 'a' },
      }),
    ],
    ['an empty key', put({ Item: { ...place, sk: { S: '' } } })],
    ['an empty key of an index', put({ Item: { ...place, outbox: { S: '' } } })],
    ['a key of an index of another type', put({ Item: { ...place, dueAt: { N: '1' } } })],
    [
      'a key with more attributes',
      new GetItemCommand({ TableName, Key: { ...place, a: { S: 'a' } } }),
    ],
    ['an item of more than 400 KB', put({ Item: { ...place, a: { S: 'ā'.repeat(204_799) } } })],
    [
      'an item that is too large with its entries in local indexes',
      put({
        Item: { ...place, receivedAt: { S: 'x'.repeat(100) }, a: { S: 'a'.repeat(409_400) } },
      }),
    ],
    ['a set', put({ Item: { ...place, a: { SS: ['a'] } } })],
    ['a number that it would round', put({ Item: { ...place, a: { N: '9007199254740993' } } })],
    [
      'a consistent read of the global index',
      query({
        IndexName: 'outbox',
        ConsistentRead: true,
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': 'outbox' },
        ExpressionAttributeValues: { ':p': { S: DUE } },
      }),
    ],
    [
      'a query without a partition',
      query({
        KeyConditionExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'sk' },
        ExpressionAttributeValues: { ':s': { S: 'S' } },
      }),
    ],
    [
      'a page that begins nowhere',
      query({
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': 'pk' },
        ExpressionAttributeValues: { ':p': { S: 'P' } },
        ExclusiveStartKey: { pk: { S: 'P' } },
      }),
    ],
  ])('refuses %s, and writes nothing', async (_, command) => {
    const { engine, table } = anEngine();
    await expect(engine.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await table.get(key)).toBeNull();
  });
});

describe('a condition of the simulated engine', () => {
  it('takes NOT before AND, and AND before OR', async () => {
    const { engine } = anEngine();
    const meets = async (ConditionExpression: string) => {
      const ExpressionAttributeNames = { '#no': 'missing', '#yes': 'sk' };
      await engine.send(put({}));
      try {
        await engine.send(put({ ConditionExpression, ExpressionAttributeNames }));
        return true;
      } catch (fault) {
        if (fault instanceof ConditionalCheckFailedException) return false;
        throw fault;
      }
    };
    const [yes, no] = ['attribute_exists(#yes)', 'attribute_exists(#no)'];
    expect(await meets(`NOT ${yes} AND ${no}`)).toBe(false);
    expect(await meets(`NOT (${yes} AND ${no})`)).toBe(true);
    expect(await meets(`${yes} OR ${no} AND ${no}`)).toBe(true);
    expect(await meets(`(${yes} OR ${no}) AND ${no}`)).toBe(false);
  });
});

describe('the data of the simulated engine', () => {
  it('is shared by all clients, and outlives them', async () => {
    const { engine, table } = anEngine();
    await table.save(key, { a: 1 });
    const another = new Table(TableName, engine.connect());
    expect(await another.get(key)).toMatchObject({ key, attributes: { a: 1 } });
  });

  it('cannot be changed through what was put or what is read', async () => {
    const { engine, table } = anEngine();
    const inner = { b: { S: 'before' } };
    await engine.send(put({ Item: { ...place, a: { M: inner } } }));
    inner.b = { S: 'after' };
    expect(await table.get(key)).toMatchObject({ attributes: { a: { b: 'before' } } });
  });

  it('belongs to one table, and a table of another name has its own', async () => {
    const { engine } = anEngine();
    const elsewhere = new DeleteItemCommand({ TableName: 'another', Key: place });
    const name = 'ResourceNotFoundException';
    await expect(engine.send(elsewhere)).rejects.toMatchObject({ name });
  });

  it('stays behind in the global index until it catches up', async () => {
    const { engine, table } = anEngine();
    const dues = async () => {
      const rows = await Array.fromAsync(table.query({ partition: DUE, index: 'outbox' }));
      return rows.map(({ dueAt }) => dueAt);
    };
    await table.save(key, { outbox: DUE, dueAt: '1' });
    expect(await dues()).toEqual(['1']);
    engine.lag();
    await table.save(key, { outbox: DUE, dueAt: '2' });
    await table.save({ ...key, sort: 'T' }, { outbox: DUE, dueAt: '3' });
    expect(await dues()).toEqual(['1']);
    expect(await table.get(key)).toMatchObject({ dueAt: '2' });
    engine.catchUp();
    expect(await dues()).toEqual(['2', '3']);
    await table.delete(key);
    expect(await dues()).toEqual(['2', '3']);
    engine.catchUp();
    expect(await dues()).toEqual(['3']);
  });
});
