import { createRequire } from 'node:module';

/*
 * Where dynalite does otherwise than DynamoDB, and it matters, it is mended here.
 */

const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));

let isMended = false;

/** Once and for all engines of this process. */
export function mendDynalite(): void {
  if (isMended) return;
  isMended = true;
  closeIteratorsOfEndedQueries();
  writeItemsAndTheirIndexesAtOnce();
}

/**
 * Dynalite ends its iterators by `return`, which the level iterators do not have: without this each
 * query leaves one open, and its snapshot with it.
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

interface Operation {
  readonly type: 'put' | 'del';
  readonly key: string;
  readonly value?: object;
  /** The key in the whole database: sets aside what the item's part of it made of `key`. */
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
    store: { getItemDb(table: string): Batching },
    table: TableDescription,
    before: Item,
    after: Item,
    done: (fault?: Error | null) => void,
  ): void;
}

interface Batching {
  batch(operations: readonly Operation[], done: (fault?: Error | null) => void): void;
}

/**
 * DynamoDB changes an item and its indexes in one step; dynalite changes the indexes first, each for
 * itself, then the item. A kill between two of them would leave an entry without its item, or an item
 * that its index does not have. Here all of it is one batch; what dynalite then writes is there already.
 */
function writeItemsAndTheirIndexesAtOnce(): void {
  const { AbstractLevel } = fromDynalite('abstract-level') as {
    AbstractLevel: { prototype: { batch(operations: Operation[], ...rest: unknown[]): unknown } };
  };
  const { batch } = AbstractLevel.prototype;
  AbstractLevel.prototype.batch = function (operations, ...rest) {
    const placed = operations.map(({ wholeKey, ...operation }) => ({
      ...operation,
      key: wholeKey ?? operation.key,
    }));
    return batch.call(this, placed, ...rest);
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
    store.getItemDb(table.TableName).batch([...ofIndexes, ofItem], done);
  };
}
