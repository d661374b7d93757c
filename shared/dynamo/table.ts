import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod/mini';
import { ATTRIBUTES, type INDEXES, type Key } from './keys.ts';

/** An item without its key attributes, as plain data. */
export type Attributes = Readonly<Record<string, unknown>>;

/** An item as it came back: where it stands, and what it holds. */
export interface Row {
  readonly key: Key;
  readonly attributes: Attributes;
}

export interface Range {
  readonly partition: string;
  readonly index?: keyof typeof INDEXES;
  /** Of the sort key. `first`, `last`, `from` and `upTo` are within, `after` is not. */
  readonly sort?:
    | { readonly prefix: string }
    | { readonly first: string; readonly last: string }
    | { readonly from: string }
    | { readonly upTo: string }
    | { readonly after: string };
  readonly newestFirst?: boolean;
  /** Of a local index: its rows as they stand there, with no attribute but its own. */
  readonly keysOnly?: boolean;
  /** Of one page, where fewer are wanted than fill it. */
  readonly pageSize?: number;
}

/**
 * A function times out after 10 s; three attempts of the SDK must fit in. A write that timed out may
 * have been made: every write here is conditional or the same when repeated.
 */
const CLIENT = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true },
};

const MARSHALLING = { removeUndefinedValues: true };

/**
 * The table, in the few commands that the stores need. Every read is strongly consistent but those
 * of the global index. The one exception understood here is a failed condition; all others are
 * faults, which the SDK has already retried.
 */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;

  /** `endpoint` and `region` come from the environment unless `client` says otherwise. */
  constructor(name: string, client = new DynamoDBClient(CLIENT)) {
    this.#client = client;
    this.#name = name;
  }

  async get(key: Key): Promise<Row | null> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#name, Key: marshalled(key), ConsistentRead: true }),
    );
    return Item === undefined ? null : rowOf(unmarshall(Item));
  }

  async put(key: Key, attributes: Attributes): Promise<void> {
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#name,
        Item: marshall({ ...attributes, ...keyAttributes(key) }, MARSHALLING),
      }),
    );
  }

  /** Writes only where nothing stands. */
  async add(key: Key, attributes: Attributes): Promise<'added' | 'taken'> {
    const command = new PutItemCommand({
      TableName: this.#name,
      Item: marshall({ ...attributes, ...keyAttributes(key) }, MARSHALLING),
      ConditionExpression: 'attribute_not_exists(#partition)',
      ExpressionAttributeNames: { '#partition': ATTRIBUTES.partition },
    });
    return (await this.#conditionally(command)) ? 'added' : 'taken';
  }

  /** Whether anything stood there or not. */
  async delete(key: Key): Promise<'deleted' | 'none'> {
    const command = new DeleteItemCommand({
      TableName: this.#name,
      Key: marshalled(key),
      ReturnValues: 'ALL_OLD',
    });
    const { Attributes: before } = await this.#client.send(command);
    return before === undefined ? 'none' : 'deleted';
  }

  /** Counts one more in `counter`, unless it has reached `limit`; sets `attributes` beside it. */
  async countUpTo(
    key: Key,
    counter: string,
    limit: number,
    attributes: Readonly<Record<string, number>>,
  ): Promise<'counted' | 'full'> {
    const others = Object.keys(attributes);
    const command = new UpdateItemCommand({
      TableName: this.#name,
      Key: marshalled(key),
      UpdateExpression: `ADD #${counter} :one SET ${others.map((name) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: `attribute_not_exists(#${counter}) OR #${counter} < :limit`,
      ExpressionAttributeNames: Object.fromEntries(
        [counter, ...others].map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: marshall({
        ':one': 1,
        ':limit': limit,
        ...Object.fromEntries(others.map((name) => [`:${name}`, attributes[name]])),
      }),
    });
    return (await this.#conditionally(command)) ? 'counted' : 'full';
  }

  /** Sets and removes (null) attributes (paths), only while those in `expected` (paths) have these values. */
  async update(
    key: Key,
    changes: Attributes,
    expected: Readonly<Record<string, string | number>>,
  ): Promise<'updated' | 'changed'> {
    const names = new Map<string, string>();
    const values: Record<string, unknown> = {};
    // Numbered, for a step of a path may have characters that no placeholder has.
    const named = (path: string) => path.split('.').map(stepOf).join('.');
    const stepOf = (step: string) => {
      const placeholder = names.get(step) ?? `#${names.size}`;
      names.set(step, placeholder);
      return placeholder;
    };
    const valued = (value: unknown) => {
      const placeholder = `:${Object.keys(values).length}`;
      values[placeholder] = value;
      return placeholder;
    };
    const set: string[] = [];
    const remove: string[] = [];
    for (const [path, value] of Object.entries(changes)) {
      if (value === null) remove.push(named(path));
      else set.push(`${named(path)} = ${valued(value)}`);
    }
    const conditions = Object.entries(expected).map(
      ([path, value]) => `${named(path)} = ${valued(value)}`,
    );
    const command = new UpdateItemCommand({
      TableName: this.#name,
      Key: marshalled(key),
      UpdateExpression: [
        set.length > 0 ? `SET ${set.join(', ')}` : '',
        remove.length > 0 ? `REMOVE ${remove.join(', ')}` : '',
      ].join(' '),
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(
        [...names].map(([step, placeholder]) => [placeholder, step]),
      ),
      ExpressionAttributeValues: marshall(values, MARSHALLING),
    });
    return (await this.#conditionally(command)) ? 'updated' : 'changed';
  }

  /** Rows in the order of the index, fetched page by page as they are consumed. */
  async *query(range: Range): AsyncGenerator<Row, void, undefined> {
    let page: QueryCommandInput['ExclusiveStartKey'];
    do {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          ...queryOf(range),
          TableName: this.#name,
          ...(page === undefined ? {} : { ExclusiveStartKey: page }),
        }),
      );
      for (const item of Items) yield rowOf(unmarshall(item));
      page = LastEvaluatedKey;
    } while (page !== undefined);
  }

  /** Unique to a table for all time: a restored copy has another. */
  async id(): Promise<string> {
    const { Table } = await this.#client.send(new DescribeTableCommand({ TableName: this.#name }));
    if (Table?.TableId === undefined) throw new Error(`The table ${this.#name} has no id`);
    return Table.TableId;
  }

  async #conditionally(command: PutItemCommand | UpdateItemCommand): Promise<boolean> {
    try {
      await (command instanceof PutItemCommand
        ? this.#client.send(command)
        : this.#client.send(command));
      return true;
    } catch (fault) {
      if (fault instanceof ConditionalCheckFailedException) return false;
      throw fault;
    }
  }
}

/** Throws, naming the row's key and what is wrong with it: a bad row is never skipped. */
export function parseRow<Schema extends z.ZodMiniType>(schema: Schema, row: Row): z.output<Schema> {
  const parsed = schema.safeParse(row.attributes);
  if (parsed.success) return parsed.data;
  const { partition, sort } = row.key;
  throw new Error(`Bad row at ${partition} / ${sort}: ${JSON.stringify(parsed.error.issues)}`);
}

function queryOf({ partition, index, sort, newestFirst = false, keysOnly, pageSize }: Range) {
  const sortAttribute = index === undefined ? ATTRIBUTES.sort : SORT_OF[index];
  const { condition, values } = conditionOn(sort);
  const isGlobal = index === 'outbox';
  return {
    ...(index === undefined ? {} : { IndexName: index }),
    // The local indexes hold keys only; DynamoDB fetches the rest from the table beside them.
    ...(index === undefined || isGlobal || keysOnly === true
      ? {}
      : { Select: 'ALL_ATTRIBUTES' as const }),
    ConsistentRead: !isGlobal,
    ScanIndexForward: !newestFirst,
    ...(pageSize === undefined ? {} : { Limit: pageSize }),
    KeyConditionExpression: `#partition = :partition${condition}`,
    ExpressionAttributeNames: {
      '#partition': isGlobal ? ATTRIBUTES.outbox : ATTRIBUTES.partition,
      ...(sort === undefined ? {} : { '#sort': sortAttribute }),
    },
    ExpressionAttributeValues: marshall({ ':partition': partition, ...values }),
  };
}

function conditionOn(sort: Range['sort']) {
  if (sort === undefined) return { condition: '', values: {} };
  if ('prefix' in sort) {
    return { condition: ' AND begins_with(#sort, :prefix)', values: { ':prefix': sort.prefix } };
  }
  if ('from' in sort) {
    return { condition: ' AND #sort >= :from', values: { ':from': sort.from } };
  }
  if ('upTo' in sort) {
    return { condition: ' AND #sort <= :upTo', values: { ':upTo': sort.upTo } };
  }
  if ('after' in sort) {
    return { condition: ' AND #sort > :after', values: { ':after': sort.after } };
  }
  return {
    condition: ' AND #sort BETWEEN :first AND :last',
    values: { ':first': sort.first, ':last': sort.last },
  };
}

const SORT_OF: Record<keyof typeof INDEXES, string> = {
  received: ATTRIBUTES.receivedAt,
  revised: ATTRIBUTES.revisedAt,
  outbox: ATTRIBUTES.dueAt,
};

function keyAttributes({ partition, sort }: Key): Attributes {
  return { [ATTRIBUTES.partition]: partition, [ATTRIBUTES.sort]: sort };
}

function marshalled(key: Key) {
  return marshall(keyAttributes(key));
}

function rowOf(item: Record<string, unknown>): Row {
  const { [ATTRIBUTES.partition]: partition, [ATTRIBUTES.sort]: sort, ...attributes } = item;
  return { key: { partition: String(partition), sort: String(sort) }, attributes };
}
