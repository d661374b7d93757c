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
  };
}

const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
const { AbstractLevel } = fromDynalite('abstract-level') as { AbstractLevel: Resources };
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

  it('has an item in its indexes and its table, or in none of them, at any kill', async () => {
    const { put } = AbstractLevel.prototype;
    const body = { __type: 'ValidationException', message: 'Interrupted' };
    const interruption = Object.assign(new Error(), { statusCode: 400, body });
    AbstractLevel.prototype.put = function (key, ...rest) {
      return key.startsWith('item-') ? Promise.reject(interruption) : put.call(this, key, ...rest);
    };
    onTestFinished(() => {
      AbstractLevel.prototype.put = put;
    });
    const interrupted = await aTable();
    onTestFinished(() => interrupted.close());
    const key = keys.submission('review', 0, 'AAAA', 1);
    const written = interrupted.table.save(key, { receivedAt: '2027-01-05' });
    await expect(written).rejects.toThrow('Interrupted');
    const range = { partition: key.partition, index: 'received' } as const;
    const found = await Array.fromAsync(interrupted.table.query(range));
    expect(found).toMatchObject([{ key, attributes: { receivedAt: '2027-01-05' } }]);
  });
});
