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
  writeItemsAndTheirIndexesAtOnce();
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
 * DynamoDB changes an item and its indexes in one step. Dynalite changes each index by itself, and
 * then the item. A kill between these steps would leave an index entry without its item, or an item
 * that its index does not have. This function writes all of them in one batch. Dynalite's own write
 * of the item afterwards changes nothing.
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
