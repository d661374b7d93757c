import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { keys, partitions } from '../../shared/dynamo/keys.ts';
import { aTable } from '../support/table.ts';

/*
 * For each query the engine opens an iterator, and with it a snapshot of the database. The
 * databases below keep each iterator until it is closed, so the test counts there those that a
 * query leaves open.
 */

interface Resources {
  prototype: {
    attachResource(resource: object): void;
    detachResource(resource: object): void;
    put(key: string, ...rest: unknown[]): Promise<void>;
    del(key: string, ...rest: unknown[]): Promise<void>;
  };
}

interface Writes {
  prototype: {
    _batch(
      operations: readonly { readonly key: unknown }[],
      options: { readonly sync?: boolean },
    ): Promise<void>;
  };
}

const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
const { AbstractLevel } = fromDynalite('abstract-level') as { AbstractLevel: Resources };
const { MemoryLevel } = fromDynalite('memory-level') as { MemoryLevel: Writes };
const { attachResource, detachResource } = AbstractLevel.prototype;
const open = new Set<object>();

let engine: Awaited<ReturnType<typeof aTable>>;
beforeAll(async () => {
  AbstractLevel.prototype.attachResource = function (resource) {
    open.add(resource);
    attachResource.call(this, resource);
  };
  AbstractLevel.prototype.detachResource = function (resource) {
    open.delete(resource);
    detachResource.call(this, resource);
  };
  engine = await aTable();
});
afterAll(async () => {
  Object.assign(AbstractLevel.prototype, { attachResource, detachResource });
  await engine.close();
});

/** Says whether a key holds the description of a table, not an item or an index entry. */
function isOfTables(key: string): boolean {
  return !/^(?:item|index)-/u.test(key);
}

describe('the database on this machine', () => {
  it('keeps nothing of a query after its answer, for any number of queries', async () => {
    const { table } = engine;
    const partition = partitions.digests('unit');
    for (let number = 1; number <= 3; number++) {
      await table.save({ partition, sort: `00000${number}` }, { number });
    }
    const query = async (newestFirst: boolean) => {
      const numbers: unknown[] = [];
      for await (const { attributes } of table.query({ partition, newestFirst, pageSize: 2 })) {
        numbers.push(attributes['number']);
      }
      return numbers;
    };
    expect(await query(false)).toEqual([1, 2, 3]);
    const before = open.size;
    for (let round = 0; round < 50; round++) {
      await Promise.all(Array.from({ length: 10 }, (_, one) => query(one % 2 === 0)));
    }
    expect(open.size - before).toBeLessThanOrEqual(10);
  });

  it('writes an item with its indexes in one step that waits for the disk', async () => {
    const { _batch } = MemoryLevel.prototype;
    const steps: { readonly keys: readonly string[]; readonly sync: boolean | undefined }[] = [];
    MemoryLevel.prototype._batch = function (operations, options) {
      const keys = operations.map(({ key }) => String(key)).filter((key) => !isOfTables(key));
      if (keys.length > 0) steps.push({ keys, sync: options.sync });
      return _batch.call(this, operations, options);
    };
    const { put, del } = AbstractLevel.prototype;
    AbstractLevel.prototype.put = function (key, ...rest) {
      if (!isOfTables(key)) steps.push({ keys: [key], sync: false });
      return put.call(this, key, ...rest);
    };
    AbstractLevel.prototype.del = function (key, ...rest) {
      if (!isOfTables(key)) steps.push({ keys: [key], sync: false });
      return del.call(this, key, ...rest);
    };
    onTestFinished(() => {
      MemoryLevel.prototype._batch = _batch;
      Object.assign(AbstractLevel.prototype, { put, del });
    });
    const watched = await aTable();
    onTestFinished(() => watched.close());
    const key = keys.submission('review', 0, 'AAAA', 1);
    await watched.table.add(key, { receivedAt: '2027-01-05' });
    await watched.table.update(key, { receivedAt: '2027-01-06' }, {});
    await watched.table.delete(key);
    const [item, index] = [
      expect.stringMatching(/^item-/u) as string,
      expect.stringMatching(/^index-local~.*~received~/u) as string,
    ];
    expect(steps).toEqual([
      { keys: [index, item], sync: true },
      { keys: [index, index, item], sync: true },
      { keys: [index, item], sync: true },
    ]);
    expect(await watched.table.get(key)).toBeNull();
  });
});
