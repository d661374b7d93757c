import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  type BatchWriteItemCommandOutput,
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
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { withoutCallLog } from '../aws-client.ts';
import { itemOf, Placeholders, queryOf, type Range, type Values } from './expressions.ts';
import { ATTRIBUTES, type Key } from './keys.ts';
import type { Counts } from '../ports/counts.ts';
import { ADDED_BY, MARK, marker } from './marks.ts';
import { type Attributes, type Row, rowOf } from './row.ts';

/**
 * A function times out after 10 s, and three attempts of the SDK must fit into that time. A write
 * that timed out may still have been made: its mark tells.
 */
const CLIENT = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true },
};

type Requests = NonNullable<BatchWriteItemCommandInput['RequestItems']>[string];

/** DynamoDB's limits of BatchGetItem and BatchWriteItem. */
const [KEYS_IN_A_READ, ROWS_IN_A_WRITE] = [100, 25];
/** Batches of rows that are written at the same time. */
const WRITES_AT_ONCE = 8;

/**
 * The table, with the few commands that the stores need. Every read is strongly consistent, except
 * those of the global index. The only exception that this class handles is a failed condition. All
 * others are faults, which the SDK has already retried.
 *
 * Every conditional write leaves its mark in the row. If the condition fails, the row is read. If it
 * carries the mark of this same write, an earlier attempt of the SDK has landed and its answer was
 * lost.
 */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;
  /** Makes a mark for the next write, for a caller who must know the mark. */
  readonly newMark = marker();

  /** `endpoint` and `region` come from the environment unless `client` says otherwise. */
  constructor(name: string, client = withoutCallLog(new DynamoDBClient(CLIENT))) {
    this.#client = client;
    this.#name = name;
  }

  async get(key: Key): Promise<Row | null> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#name, Key: keyOf(key), ConsistentRead: true }),
    );
    return Item === undefined ? null : rowOf(unmarshall(Item));
  }

  /** Reads the rows at these keys, in no particular order. A key without a row is left out. */
  async getAll(wanted: readonly Key[]): Promise<Row[]> {
    const groups = inGroups(unique(wanted), KEYS_IN_A_READ);
    return (await Promise.all(groups.map(async (group) => this.#getGroup(group)))).flat();
  }

  /**
   * Writes rows that hold nothing but their key, and deletes rows, both whether or not there is a
   * row. Only for rows of which nobody needs to know who has written them: they carry no mark.
   */
  async rewriteAll(change: {
    readonly put: readonly Key[];
    readonly deleted: readonly Key[];
  }): Promise<void> {
    const requests = [
      ...unique(change.put).map((key) => ({ PutRequest: { Item: keyOf(key) } })),
      ...unique(change.deleted).map((key) => ({ DeleteRequest: { Key: keyOf(key) } })),
    ];
    const groups = inGroups(requests, ROWS_IN_A_WRITE);
    for (const some of inGroups(groups, WRITES_AT_ONCE)) {
      await Promise.all(some.map(async (group) => this.#writeGroup(group)));
    }
  }

  /** Writes only if there is no row at the key. */
  async add(key: Key, attributes: Attributes, mark = this.newMark()): Promise<'added' | 'taken'> {
    const placeholders = new Placeholders();
    const command = new PutItemCommand({
      TableName: this.#name,
      Item: itemOf({ ...attributes, ...keyAttributes(key), [MARK]: mark, [ADDED_BY]: mark }),
      ConditionExpression: placeholders.expect({ [ATTRIBUTES.partition]: null }),
      ...placeholders.attributes,
    });
    const added = await this.#conditionally(command, key, ({ addedBy }) => addedBy === mark);
    return added ? 'added' : 'taken';
  }

  /** Sets attributes by path, and removes those that are null. Creates the row if there is none. */
  async save(key: Key, attributes: Values): Promise<void> {
    await this.#client.send(this.#update(key, attributes, {}, this.newMark()));
  }

  /**
   * Sets attributes by path, and removes those that are null, only if those in `expected` have
   * these values.
   */
  async update(
    key: Key,
    changes: Values,
    expected: Values,
    mark = this.newMark(),
  ): Promise<'updated' | 'changed'> {
    const command = this.#update(key, changes, expected, mark);
    const updated = await this.#conditionally(command, key, (row) => row.mark === mark);
    return updated ? 'updated' : 'changed';
  }

  /** Deletes the row. `none`: there was no row. */
  async delete(key: Key): Promise<'deleted' | 'none'> {
    // Read first: if the answer to the deletion were lost, the retry would find no row.
    const stood = await this.get(key);
    if (stood === null) return 'none';
    await this.#client.send(new DeleteItemCommand({ TableName: this.#name, Key: keyOf(key) }));
    return 'deleted';
  }

  /**
   * Adds to the counters, sets `attributes` beside them, and returns the counters as they stand
   * then. The request is the same whatever stands there, so its duration tells nothing.
   */
  async addTo(
    key: Key,
    amounts: Counts,
    attributes: Readonly<Record<string, number>>,
  ): Promise<Counts> {
    const mark = this.newMark();
    const placeholders = new Placeholders();
    const marked = placeholders.name(MARK);
    const counted = Object.entries(amounts).map(
      ([name, amount]) => `${placeholders.name(name)} ${placeholders.value(amount)}`,
    );
    const changes = placeholders.change({ ...attributes, [MARK]: mark });
    const command = new UpdateItemCommand({
      TableName: this.#name,
      Key: keyOf(key),
      UpdateExpression: `ADD ${counted.join(', ')} ${changes}`,
      // An attempt that has landed must not count again.
      ConditionExpression: `attribute_not_exists(${marked}) OR ${marked} <> ${placeholders.value(mark)}`,
      ReturnValues: 'UPDATED_NEW',
      ...placeholders.attributes,
    });
    const after = await this.#attributesAfter(command, key);
    return Object.fromEntries(Object.keys(amounts).map((name) => [name, Number(after[name])]));
  }

  /**
   * Reads rows in the order of the index. Fetches them page by page as the caller consumes them.
   */
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

  /** Returns an id that no other table ever has. A restored copy has another one. */
  async id(): Promise<string> {
    const { Table } = await this.#client.send(new DescribeTableCommand({ TableName: this.#name }));
    if (Table?.TableId === undefined) throw new Error(`The table ${this.#name} has no id`);
    return Table.TableId;
  }

  /** DynamoDB may leave some keys unread when the rows are large. They are asked for again. */
  async #getGroup(group: readonly Key[]): Promise<Row[]> {
    const rows: Row[] = [];
    let asked: BatchGetItemCommandInput['RequestItems'] = {
      [this.#name]: { Keys: group.map(keyOf), ConsistentRead: true },
    };
    while (asked !== undefined && Object.keys(asked).length > 0) {
      const command = new BatchGetItemCommand({ RequestItems: asked });
      const answer: BatchGetItemCommandOutput = await this.#client.send(command);
      const items = answer.Responses?.[this.#name] ?? [];
      rows.push(...items.map((item) => rowOf(unmarshall(item))));
      asked = answer.UnprocessedKeys;
    }
    return rows;
  }

  /** DynamoDB may leave some rows unwritten when it is busy. They are written again. */
  async #writeGroup(group: Requests): Promise<void> {
    let asked: BatchWriteItemCommandInput['RequestItems'] = { [this.#name]: group };
    while (asked !== undefined && Object.keys(asked).length > 0) {
      const command = new BatchWriteItemCommand({ RequestItems: asked });
      const answer: BatchWriteItemCommandOutput = await this.#client.send(command);
      asked = answer.UnprocessedItems;
    }
  }

  #update(key: Key, changes: Values, expected: Values, mark: string): UpdateItemCommand {
    const placeholders = new Placeholders();
    const condition = placeholders.expect(expected);
    return new UpdateItemCommand({
      TableName: this.#name,
      Key: keyOf(key),
      UpdateExpression: placeholders.change({ ...changes, [MARK]: mark }),
      ...(condition === '' ? {} : { ConditionExpression: condition }),
      ...placeholders.attributes,
    });
  }

  /** Returns what stands after the write, also if an earlier attempt has made it. */
  async #attributesAfter(command: UpdateItemCommand, key: Key): Promise<Attributes> {
    try {
      const { Attributes: after = {} } = await this.#client.send(command);
      return unmarshall(after);
    } catch (fault) {
      if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
      return (await this.get(key))?.attributes ?? {};
    }
  }

  /** Returns whether the write was made, now or by an earlier attempt whose answer was lost. */
  async #conditionally(
    command: PutItemCommand | UpdateItemCommand,
    key: Key,
    isOurs: (row: Row) => boolean,
  ): Promise<boolean> {
    try {
      await (command instanceof PutItemCommand
        ? this.#client.send(command)
        : this.#client.send(command));
      return true;
    } catch (fault) {
      if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
      const row = await this.get(key);
      return row !== null && isOurs(row);
    }
  }
}

/** Leaves out keys that come twice: DynamoDB refuses a batch that names a key twice. */
function unique(all: readonly Key[]): Key[] {
  return [...new Map(all.map((key) => [`${key.partition} ${key.sort}`, key])).values()];
}

function inGroups<One>(all: readonly One[], size: number): One[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}

function keyAttributes({ partition, sort }: Key): Attributes {
  return { [ATTRIBUTES.partition]: partition, [ATTRIBUTES.sort]: sort };
}

function keyOf(key: Key) {
  return itemOf(keyAttributes(key));
}
