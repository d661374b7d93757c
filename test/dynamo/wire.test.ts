import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancel, due } from '../../shared/domain/delivery.ts';
import { keys } from '../../shared/dynamo/keys.ts';
import { aDigest, anAddress, aPending, at, aUnit } from '../support/builders.ts';
import { batchAt, onlyDelivery } from '../support/sending.ts';
import { aWiredTable } from '../support/wired-table.ts';
import type { WireRequest } from '../support/wire.ts';

type Wired = Awaited<ReturnType<typeof aWiredTable>>;

const now = at('2027-01-11T06:00:00Z');
const after = cancel(due('digest', now), 'no');

/**
 * One write of each kind, on things with `name` in their keys, and the answer that it must give.
 */
const WRITES: readonly {
  readonly kind: string;
  /** Makes what must stand before the write. */
  readonly prepare?: (name: string, under: Wired) => Promise<unknown>;
  readonly write: (name: string, under: Wired) => Promise<unknown>;
  readonly answer: unknown;
  /** Reads what stands after the write, directly from the engine. */
  readonly read: (name: string, under: Wired) => Promise<unknown>;
  readonly landed: (name: string) => unknown;
}[] = [
  {
    kind: 'a saving',
    write: (name, { store }) => store.saveUnit(aUnit({ id: name })),
    answer: undefined,
    read: (name, { engineStore }) => engineStore.findUnit(name),
    landed: (name) => aUnit({ id: name }),
  },
  {
    kind: 'an addition',
    write: (name, { store }) => store.addDigest(aDigest({ unit: name }), now),
    answer: 'added',
    read: async (name, { engineStore }) => (await engineStore.findDigest(name, 1))?.digest,
    landed: (name) => aDigest({ unit: name }),
  },
  {
    kind: 'an update',
    prepare: (name, { engineStore }) =>
      engineStore.addDigest(aDigest({ unit: name, recipients: ['a'] }), now),
    write: async (name, { store }) => {
      const batch = await batchAt(store, store.digestKey(name, 1));
      return (await store.moveBatch(batch, new Map([['0', after]])))?.deliveries;
    },
    answer: new Map([['0', after]]),
    read: (name, { engineStore }) => onlyDelivery(engineStore, engineStore.digestKey(name, 1)),
    landed: () => after,
  },
  {
    kind: 'a count',
    write: (name, { store }) => store.addTo(name, { count: 1 }, now),
    answer: { count: 1 },
    read: async (name, { engineTable }) =>
      (await engineTable.get(keys.count(name)))?.attributes['count'],
    landed: () => 1,
  },
  {
    kind: 'a deletion',
    prepare: (name, { engineStore }) => engineStore.saveRequest(anAddress(name), null, aPending()),
    write: (name, { store }) => store.eraseAddress(anAddress(name), []),
    answer: { subscription: true, deliveries: 0, auditRows: 0 },
    read: (name, { engineStore }) => engineStore.findSubscription(anAddress(name)),
    landed: () => null,
  },
];

const isWrite = ({ action }: WireRequest) => /^(Put|Update|Delete)Item$/.test(action);
const isWriteOf = (name: string) => (request: WireRequest) =>
  isWrite(request) && JSON.stringify(request.body).includes(name);

describe('a write that meets a fault before it is made', () => {
  let under: Wired;
  beforeAll(async () => {
    under = await aWiredTable();
  });
  afterAll(async () => under.close());

  it.each(['throttle', 'exceed', 'cut', 'fail-before'] as const)(
    'is tried again and lands once: %s',
    async (fault) => {
      const written = WRITES.map(async ({ prepare, write, answer, read, landed }, at) => {
        const name = `${fault}-${at}`;
        await prepare?.(name, under);
        under.wire.inject(fault, isWriteOf(name));
        expect(await write(name, under)).toEqual(answer);
        expect(await read(name, under)).toEqual(landed(name));
      });
      await Promise.all(written);
      expect(under.wire.waiting()).toBe(0);
    },
  );

  it('throws after three failed attempts, and is not made', async () => {
    under.wire.inject('cut', isWriteOf('lost-unit'), { times: 3 });
    await expect(under.store.saveUnit(aUnit({ id: 'lost-unit' }))).rejects.toThrow();
    expect(under.wire.waiting()).toBe(0);
    expect(await under.engineStore.findUnit('lost-unit')).toBeNull();
  });
});

describe('a client that gets no answer', () => {
  let under: Wired;
  beforeAll(async () => {
    under = await aWiredTable({ requestTimeout: 250 });
  });
  afterAll(async () => under.close());

  it('repeats a write that was made already', async () => {
    const unit = aUnit({ id: 'delayed' });
    under.wire.inject('delay', isWriteOf(unit.id));
    await under.store.saveUnit(unit);
    expect(under.wire.waiting()).toBe(0);
    expect(await under.engineStore.findUnit(unit.id)).toEqual(unit);
  });
});
