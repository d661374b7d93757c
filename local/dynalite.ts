import type { IncomingMessage, Server } from 'node:http';
import { createRequire } from 'node:module';

/*
 * Corrects dynalite where it differs from DynamoDB in a way that matters to the product.
 */

const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));

let isMended = false;

/** Applies the corrections once. They hold for all engines of this process. */
export function mendDynalite(): void {
  if (isMended) return;
  isMended = true;
  closeIteratorsOfEndedQueries();
  readWithoutThreads();
  writeItemsAndTheirIndexesAtOnce();
  askGuardsBeforeRequests();
}

/**
 * Decides about a request of that action before dynalite looks at it. Returns the message of an
 * `AccessDeniedException`, or null for a request that may go on.
 */
export type Guard = (
  authorization: string | undefined,
  action: string,
  body: Readonly<Record<string, unknown>>,
) => string | null;

/**
 * The request whose body has just come to its end. Dynalite reads the body in the same turn of the
 * event loop, so no other request can come between.
 */
let ended: { readonly request: IncomingMessage; readonly guard: Guard | null } | null = null;

/** From now on asks the guard about each request to this engine. Null: all may go on. */
export function guardDynalite(server: Server, guard: Guard | null): void {
  server.prependListener('request', (request: IncomingMessage) => {
    request.once('end', () => {
      ended = { request, guard };
    });
  });
}

/** Dynalite reads the fields of every request by this function. AWS decides before that. */
function askGuardsBeforeRequests(): void {
  const validations = fromDynalite('./validations') as {
    checkTypes(body: Readonly<Record<string, unknown>>, types: object): unknown;
  };
  const { checkTypes } = validations;
  validations.checkTypes = (body, types) => {
    const { authorization, 'x-amz-target': target } = ended?.request.headers ?? {};
    const [, action = ''] = String(target).split('.');
    const message = ended?.guard?.(authorization, action, body) ?? null;
    if (message === null) return checkTypes(body, types);
    throw Object.assign(new Error(message), {
      statusCode: 400,
      body: { __type: 'com.amazon.coral.service#AccessDeniedException', Message: message },
    });
  };
}

/**
 * Dynalite ends its iterators with `return`, which the iterators of level do not have. Without this
 * method, each query leaves an open iterator and its snapshot.
 */
function closeIteratorsOfEndedQueries(): void {
  const { AbstractIterator } = fromDynalite('abstract-level') as {
    AbstractIterator: { prototype: object };
  };
  const common = Object.getPrototypeOf(AbstractIterator.prototype) as {
    close(): Promise<void>;
    return?: () => Promise<void>;
  };
  common.return = function (this: { close(): Promise<void> }) {
    return this.close();
  };
}

/**
 * A read of level takes microseconds, and to hand it to another thread takes far longer. This method
 * reads at once, and answers as the one that it replaces.
 */
function readWithoutThreads(): void {
  const { AbstractLevel } = fromDynalite('abstract-level') as {
    AbstractLevel: { prototype: { get: unknown } };
  };
  AbstractLevel.prototype.get = async function (
    this: { getSync(key: string): unknown },
    key: string,
  ) {
    return Promise.resolve(this.getSync(key));
  };
}

interface Operation {
  readonly type: 'put' | 'del';
  readonly key: string;
  readonly value?: object;
  /**
   * The key in the whole database. It replaces `key`, to which the database of the items adds its
   * own prefix.
   */
  readonly wholeKey?: string;
}

interface IndexActions {
  readonly puts: readonly { index: string; key: string; item: object }[];
  readonly deletes: readonly { index: string; key: string }[];
}

interface TableDescription {
  readonly TableName: string;
  readonly LocalSecondaryIndexes?: readonly object[];
  readonly GlobalSecondaryIndexes?: readonly object[];
}

type Item = object | null | undefined;

interface Internals {
  createKey(item: object, table: TableDescription): string;
  getIndexActions(
    indexes: readonly object[],
    before: Item,
    after: Item,
    table: TableDescription,
  ): IndexActions;
  updateIndexes(
    store: { getItemDb(table: string): ItemDb },
    table: TableDescription,
    before: Item,
    after: Item,
    done: (fault?: Error | null) => void,
  ): void;
}

type Done = (fault?: Error | null) => void;

interface ItemDb {
  batch(operations: readonly Operation[], done: Done): void;
  put(key: string, value: object, done: Done): void;
  del(key: string, done: Done): void;
}

/**
 * DynamoDB changes an item and its indexes in one step, and answers when they are on disk. Dynalite
 * changes each index by itself, then the item, and leaves the disk to the system. A kill between
 * these steps would leave an index entry without its item, or an item that its index does not have;
 * after a power cut, writes that were acknowledged would be gone. This function writes all of them
 * in one batch, and waits for the disk. Level syncs batches that come at the same time together.
 */
function writeItemsAndTheirIndexesAtOnce(): void {
  const { AbstractLevel } = fromDynalite('abstract-level') as {
    AbstractLevel: { prototype: { batch(operations: Operation[], options?: object): unknown } };
  };
  const { batch } = AbstractLevel.prototype;
  AbstractLevel.prototype.batch = function (operations, options) {
    const placed = operations.map(({ wholeKey, ...operation }) => ({
      ...operation,
      key: wholeKey ?? operation.key,
    }));
    return batch.call(this, placed, { ...options, sync: true });
  };
  // Dynalite writes the item once more after its indexes.
  const isWritten = {
    put: (_key: string, _value: object, done: Done) => {
      done();
    },
    del: (_key: string, done: Done) => {
      done();
    },
  };
  const internals = fromDynalite('./db') as Internals;
  internals.updateIndexes = (store, table, before, after, done) => {
    const item = after ?? before;
    if (item === null || item === undefined) {
      done();
      return;
    }
    const key = internals.createKey(item, table);
    const ofItem: Operation =
      after === null || after === undefined
        ? { type: 'del', key }
        : { type: 'put', key, value: after };
    const ofIndexes = (['Local', 'Global'] as const).flatMap((kind): Operation[] => {
      const indexes = table[`${kind}SecondaryIndexes`] ?? [];
      const { puts, deletes } = internals.getIndexActions(indexes, before, after, table);
      const at = (index: string, key: string) =>
        `index-${kind.toLowerCase()}~${table.TableName}~${index}~${key}`;
      return [
        ...deletes.map(({ index, key }) => ({
          type: 'del' as const,
          key,
          wholeKey: at(index, key),
        })),
        ...puts.map(({ index, key, item }) => ({
          type: 'put' as const,
          key,
          value: item,
          wholeKey: at(index, key),
        })),
      ];
    });
    const items = Object.assign(store.getItemDb(table.TableName), isWritten);
    items.batch([...ofIndexes, ofItem], done);
  };
}
