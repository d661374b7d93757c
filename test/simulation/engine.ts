import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ResourceNotFoundException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { ATTRIBUTES, type Key } from '../../shared/dynamo/keys.ts';
import { copyOfItem, type Item, type Path, refusal } from './dynamo/attributes.ts';
import { parseCondition } from './dynamo/conditions.ts';
import { readPage } from './dynamo/query.ts';
import { Rows } from './dynamo/rows.ts';
import { checkIndexKeys, checkItem, givenKey, isKeyAttribute, keyOf } from './dynamo/schema.ts';
import { Placeholders } from './dynamo/tokens.ts';
import { parseUpdate } from './dynamo/updates.ts';

const CONDITION = [
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
] as const;

/** The part that all clients have in common. To make a client takes longer than most of its work. */
const CLIENT = new DynamoDBClient({ region: 'eu-north-1' });

/**
 * DynamoDB with the product's table, in memory. It carries out each command at once, completely,
 * and always in the same way. It knows what `shared/dynamo/table.ts` uses and refuses everything
 * else. The data outlives its clients: a process that starts again connects a new client.
 */
export class Engine {
  readonly #name: string;
  #id: string;
  readonly #rows = new Rows();
  /**
   * The rows that reads without strong consistency see. Reads of the global index are always such
   * reads.
   */
  readonly #replica = new Rows();
  /** The keys whose last write the replica does not have yet. */
  readonly #behind = new Set<Key>();
  #lags = false;

  /** `id` is the id of the table. A copy restored from a backup has another id. */
  constructor({ name = 'sadzirdets', id = name }: { name?: string; id?: string } = {}) {
    this.#name = name;
    this.#id = id;
  }

  /**
   * From now on the data stands in a table of this id, as in a copy restored from a backup: the
   * present data, or what `dump` returned at the moment of the backup.
   */
  restore(id: string, data = this.dump()): void {
    this.#id = id;
    for (const item of this.dump()) this.#write(keyOf(item), undefined);
    for (const item of data) this.#write(keyOf(item), item);
  }

  /** Returns a client of this engine. It opens no connection. */
  connect(): DynamoDBClient {
    const send = async (command: object) => this.send(command);
    return Object.assign(Object.create(CLIENT) as DynamoDBClient, { send });
  }

  /** Returns everything that stands in the table. */
  dump(): readonly Item[] {
    return this.#rows.all();
  }

  /** From now on reads without strong consistency do not see new writes until `catchUp`. */
  lag(): void {
    this.#lags = true;
  }

  /** Lets those reads see all writes until now. Later writes lag again. */
  catchUp(): void {
    for (const key of this.#behind) this.#replica.set(key, this.#rows.get(key));
    this.#behind.clear();
  }

  /**
   * Answers or throws as a client of the SDK does. The answer shares its items with the table, so
   * nobody may change them: the product unmarshalls each one, which makes a copy.
   */
  // eslint-disable-next-line @typescript-eslint/require-await -- Its errors must be rejections.
  async send(command: object): Promise<object> {
    const answer = this.#answer(command);
    return { ...answer, $metadata: {} };
  }

  #answer(command: object): object {
    if (command instanceof GetItemCommand) return this.#get(command.input);
    if (command instanceof PutItemCommand) return this.#put(command.input);
    if (command instanceof UpdateItemCommand) return this.#update(command.input);
    if (command instanceof DeleteItemCommand) return this.#delete(command.input);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof BatchGetItemCommand) return this.#getBatch(command.input);
    if (command instanceof BatchWriteItemCommand) return this.#writeBatch(command.input);
    if (command instanceof DescribeTableCommand) {
      this.#accept(command.input, []);
      return { Table: { TableName: this.#name, TableId: this.#id } };
    }
    throw refusal(`The simulation does not know ${command.constructor.name}`);
  }

  #get(input: GetItemCommandInput) {
    this.#accept(input, ['Key', 'ConsistentRead']);
    const item = this.#seenBy(input).get(givenKey(input.Key));
    return item === undefined ? {} : { Item: item };
  }

  #getBatch({ RequestItems: tables = {} }: BatchGetItemCommandInput) {
    const found = Object.entries(tables).map(([TableName, { Keys: keys = [], ...input }]) => {
      if (keys.length > 100) throw refusal('Too many items requested for the BatchGetItem call');
      refuseRepeated(keys.map(givenKey));
      const items = keys.flatMap((Key) => {
        const { Item } = this.#get({ TableName, Key, ...input });
        return Item === undefined ? [] : [Item];
      });
      return [TableName, items] as const;
    });
    return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
  }

  #writeBatch({ RequestItems: tables = {} }: BatchWriteItemCommandInput) {
    for (const [TableName, requests] of Object.entries(tables)) {
      if (requests.length > 25)
        throw refusal('Too many items requested for the BatchWriteItem call');
      refuseRepeated(
        requests.map(({ PutRequest: put, DeleteRequest: gone }) =>
          put === undefined ? givenKey(gone?.Key) : keyOf(copyOfItem(put.Item ?? {})),
        ),
      );
      for (const { PutRequest: put, DeleteRequest: gone } of requests) {
        if (put !== undefined) this.#put({ TableName, Item: put.Item });
        else this.#delete({ TableName, Key: gone?.Key });
      }
    }
    return { UnprocessedItems: {} };
  }

  #put(input: PutItemCommandInput) {
    this.#accept(input, ['Item', ...CONDITION]);
    const item = copyOfItem(input.Item ?? {});
    checkItem(item);
    const key = keyOf(item);
    const check = conditionOf(input, new Placeholders(input));
    check(this.#rows.get(key));
    this.#write(key, item);
    return {};
  }

  #update(input: UpdateItemCommandInput) {
    this.#accept(input, ['Key', 'UpdateExpression', 'ReturnValues', ...CONDITION]);
    const { ReturnValues: wanted = 'NONE' } = input;
    if (wanted !== 'NONE' && wanted !== 'UPDATED_NEW') throw refusal(`No ${wanted} of an update`);
    const key = givenKey(input.Key);
    const placeholders = new Placeholders(input);
    const { paths, constants, apply } = parseUpdate(input.UpdateExpression ?? '', placeholders);
    const check = conditionOf(input, placeholders);
    const ofKey = paths.find(([name]) => name !== undefined && isKeyAttribute(name));
    if (ofKey !== undefined) throw refusal(`${ofKey.join('.')} is part of the key`);
    checkIndexKeys(constants);
    const before = this.#rows.get(key);
    check(before);
    const after = apply(before ?? itemAt(key));
    checkItem(after);
    this.#write(key, after);
    return wanted === 'NONE' ? {} : { Attributes: pick(after, paths) };
  }

  #delete(input: DeleteItemCommandInput) {
    this.#accept(input, ['Key', 'ReturnValues', ...CONDITION]);
    const key = givenKey(input.Key);
    const { ReturnValues: wanted = 'NONE' } = input;
    if (wanted !== 'NONE' && wanted !== 'ALL_OLD') throw refusal(`No ${wanted} of a deletion`);
    const check = conditionOf(input, new Placeholders(input));
    const before = this.#rows.get(key);
    check(before);
    this.#write(key, undefined);
    return before === undefined || wanted === 'NONE' ? {} : { Attributes: before };
  }

  #query(input: QueryCommandInput) {
    const [, ...placeholders] = CONDITION;
    this.#accept(input, [
      ...['IndexName', 'Select', 'ConsistentRead', 'ScanIndexForward', 'Limit'],
      ...['KeyConditionExpression', 'ExclusiveStartKey', ...placeholders],
    ]);
    const { page, last } = readPage(this.#seenBy(input), input, new Placeholders(input));
    return { Items: page, ...(last && { LastEvaluatedKey: last }) };
  }

  /** Throws for another table, and for a parameter that this engine would ignore. */
  #accept(input: { readonly TableName: string | undefined }, known: readonly string[]): void {
    for (const [name, value] of Object.entries(input)) {
      if (value !== undefined && name !== 'TableName' && !known.includes(name)) {
        throw refusal(`The simulation does not know the parameter ${name}`);
      }
    }
    if (input.TableName === this.#name) return;
    throw new ResourceNotFoundException({ $metadata: {}, message: 'No such table' });
  }

  #seenBy({ ConsistentRead = false }: { readonly ConsistentRead?: boolean | undefined }): Rows {
    return ConsistentRead ? this.#rows : this.#replica;
  }

  #write(key: Key, item: Item | undefined): void {
    this.#rows.set(key, item);
    if (this.#lags) this.#behind.add(key);
    else this.#replica.set(key, item);
  }
}

function refuseRepeated(named: readonly Key[]): void {
  const names = new Set(named.map(({ partition, sort }) => `${partition} ${sort}`));
  if (names.size < named.length) throw refusal('Provided list of item keys contains duplicates');
}

/** Returns a check that throws for an item that does not meet the command's condition. */
function conditionOf(
  { ConditionExpression: text }: { readonly ConditionExpression?: string | undefined },
  placeholders: Placeholders,
): (standing: Item | undefined) => void {
  const condition = text === undefined ? () => true : parseCondition(text, placeholders);
  placeholders.refuseUnused();
  return (standing = {}) => {
    if (condition(standing)) return;
    const message = 'The conditional request failed';
    throw new ConditionalCheckFailedException({ $metadata: { httpStatusCode: 400 }, message });
  };
}

/** Returns the attributes that an update has set, as a whole. */
function pick(item: Item, paths: readonly Path[]): Item {
  const names = paths.flatMap(([name = '', ...rest]) => {
    if (rest.length > 0) throw refusal('The simulation returns only whole attributes');
    return item[name] === undefined ? [] : [name];
  });
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

function itemAt({ partition, sort }: Key): Item {
  return { [ATTRIBUTES.partition]: { S: partition }, [ATTRIBUTES.sort]: { S: sort } };
}
