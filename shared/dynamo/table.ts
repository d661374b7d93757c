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
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { itemOf, Placeholders, queryOf, type Range, type Values } from './expressions.ts';
import { ATTRIBUTES, type Key } from './keys.ts';
import { ADDED_BY, MARK, marker } from './marks.ts';
import { type Attributes, type Row, rowOf } from './row.ts';

/**
 * A function times out after 10 s; three attempts of the SDK must fit in. A write that timed out may
 * have been made: its mark tells.
 */
const CLIENT = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true },
};

/**
 * The table, in the few commands that the stores need. Every read is strongly consistent but those
 * of the global index. The one exception understood here is a failed condition; all others are
 * faults, which the SDK has already retried.
 *
 * Every write leaves its mark in the row. When a condition fails, the row is read: if it carries the mark of this
 * very write, an earlier attempt of the SDK has landed and its answer was lost.
 */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;
  /** A mark for the next write, for whoever must know it. */
  readonly newMark = marker();

  /** `endpoint` and `region` come from the environment unless `client` says otherwise. */
  constructor(name: string, client = new DynamoDBClient(CLIENT)) {
    this.#client = client;
    this.#name = name;
  }

  async get(key: Key): Promise<Row | null> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#name, Key: keyOf(key), ConsistentRead: true }),
    );
    return Item === undefined ? null : rowOf(unmarshall(Item));
  }

  /** Writes only where nothing stands. */
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

  /** Sets and removes (null) attributes, by path; creates the row where nothing stands. */
  async save(key: Key, attributes: Values): Promise<void> {
    await this.#client.send(this.#update(key, attributes, {}, this.newMark()));
  }

  /** Sets and removes (null) attributes, by path, only while those in `expected` have these values. */
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

  /** Whether anything stood there or not. */
  async delete(key: Key): Promise<'deleted' | 'none'> {
    // Read first: an answer that is lost would say that nothing stood there.
    const stood = await this.get(key);
    if (stood === null) return 'none';
    await this.#client.send(new DeleteItemCommand({ TableName: this.#name, Key: keyOf(key) }));
    return 'deleted';
  }

  /** Counts one more in `counter`, unless it has reached `limit`; sets `attributes` beside it. */
  async countUpTo(
    key: Key,
    counter: string,
    limit: number,
    attributes: Readonly<Record<string, number>>,
  ): Promise<'counted' | 'full'> {
    const mark = this.newMark();
    const placeholders = new Placeholders();
    const [count, marked] = [placeholders.name(counter), placeholders.name(MARK)];
    const changes = placeholders.change({ ...attributes, [MARK]: mark });
    const command = new UpdateItemCommand({
      TableName: this.#name,
      Key: keyOf(key),
      UpdateExpression: `ADD ${count} ${placeholders.value(1)} ${changes}`,
      // One that has landed must not count again.
      ConditionExpression:
        `(attribute_not_exists(${count}) OR ${count} < ${placeholders.value(limit)})` +
        ` AND (attribute_not_exists(${marked}) OR ${marked} <> ${placeholders.value(mark)})`,
      ...placeholders.attributes,
    });
    const counted = await this.#conditionally(command, key, (row) => row.mark === mark);
    return counted ? 'counted' : 'full';
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

  /** Has the write been made, now or by an attempt whose answer was lost? */
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

function keyAttributes({ partition, sort }: Key): Attributes {
  return { [ATTRIBUTES.partition]: partition, [ATTRIBUTES.sort]: sort };
}

function keyOf(key: Key) {
  return itemOf(keyAttributes(key));
}
