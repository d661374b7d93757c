import { expect, it } from 'vitest';
import { cancel, due } from '../../shared/domain/delivery.ts';
import { plus } from '../../shared/domain/time.ts';
import { anAnnouncement, at } from '../support/builders.ts';
import { describeStores } from '../support/stores.ts';

describeStores('announcements', (under) => {
  let announcements = 0;
  const own = () => {
    announcements += 1;
    return anAnnouncement({ id: `announcement-${announcements}` });
  };
  const now = at('2027-01-05T12:00:00Z');

  it('go through their states in one direction, and answer with their state', async () => {
    const { store } = under;
    const announcement = own();
    const { id } = announcement;
    expect(await store.cancelAnnouncement(id)).toBe('none');
    expect(await store.startAnnouncement(announcement, now)).toBe('stale');
    expect(await store.scheduleAnnouncement(announcement)).toBe('scheduled');
    expect(await store.cancelAnnouncement(id)).toBe('cancelled');
    expect(await store.cancelAnnouncement(id)).toBe('cancelled');
    expect(await store.startAnnouncement(announcement, now)).toBe('stale');
    expect(await store.scheduleAnnouncement(announcement)).toBe('scheduled');
    const moved = { ...announcement, sendAt: plus(now, 1) };
    expect(await store.scheduleAnnouncement(moved)).toBe('scheduled');
    expect(await store.startAnnouncement(announcement, now)).toBe('stale');
    expect(await store.startAnnouncement(moved, plus(now, 1))).toBe('started');
    expect(await store.startAnnouncement(moved, now)).toBe('stale');
    expect(await store.cancelAnnouncement(id)).toBe('started');
    expect(await store.scheduleAnnouncement(announcement)).toBe('started');
    expect(await store.findAnnouncement(id)).toEqual({
      ...moved,
      state: 'started',
      startedAt: plus(now, 1),
    });
  });

  it('are in the outbox from their time until they are settled or cancelled', async () => {
    const { store } = under;
    const announcement = own();
    const key = { partition: 'ANNOUNCEMENTS', sort: announcement.id };
    const isDue = async (time = now) =>
      (await store.dueItems(time, 1_000)).announcements.some(({ sort }) => sort === key.sort);
    await store.scheduleAnnouncement(announcement);
    expect(await isDue(plus(now, -1))).toBe(false);
    expect(await isDue()).toBe(true);
    await store.cancelAnnouncement(announcement.id);
    expect(await isDue()).toBe(false);
    await store.scheduleAnnouncement(announcement);
    await store.settleAnnouncement(announcement.id);
    expect(await isDue()).toBe(true);
    await store.startAnnouncement(announcement, now);
    expect(await isDue()).toBe(true);
    await store.settleAnnouncement(announcement.id);
    expect(await isDue()).toBe(false);
    expect(await store.findDispatch(key)).toEqual({
      kind: 'announcement',
      announcement: { ...announcement, state: 'started', startedAt: now },
    });
  });

  it('have one cursor for each shard, and existing cursors stay as they are', async () => {
    const { store } = under;
    const { id } = own();
    const keys = await store.addCursors(id, now);
    expect(keys).toHaveLength(store.shards);
    const [key] = keys;
    if (key === undefined) throw new Error('There are no cursors');
    const start = { announcement: id, shard: 0, after: null, batch: 0, dueAt: now };
    expect(await store.findDispatch(key)).toEqual({ kind: 'cursor', cursor: start });
    const further = { ...start, after: 'somebody', batch: 7, dueAt: plus(now, 1) };
    expect(await store.moveCursor(start, further)).toBe('moved');
    expect(await store.moveCursor(start, further)).toBe('stale');
    await store.addCursors(id, plus(now, 5));
    expect(await store.findDispatch(key)).toEqual({ kind: 'cursor', cursor: further });
    const end = { ...further, dueAt: null };
    expect(await store.moveCursor(further, end)).toBe('moved');
    expect(await store.moveCursor(end, { ...end, dueAt: now })).toBe('stale');
    const { announcements: dues } = await store.dueItems(plus(now, 10), 1_000);
    expect(dues).not.toContainEqual(key);
    expect(await store.listCursors(id)).toContainEqual(end);
    expect(await store.listCursors(id)).toHaveLength(store.shards);
  });

  it('have each batch made once, however many senders try at once', async () => {
    const { store } = under;
    const key = { announcement: own().id, shard: 3, number: 12 };
    const several = ['a', 'b', 'c'].map(
      (address) => new Map([[address, due('announcement', now)]]),
    );
    const outcomes = await Promise.all(several.map(async (one) => store.addBatch(key, one)));
    const [made, ...others] = outcomes.filter((one) => one !== null);
    expect(others).toEqual([]);
    expect(await Array.fromAsync(store.batchesFrom({ ...key, number: 11 }))).toEqual([made]);
  });

  it('return their batches in order from any number on, with the addresses in order', async () => {
    const { store } = under;
    const { id: announcement } = own();
    const add = async (number: number, shard: number, ...addresses: readonly string[]) =>
      store.addBatch(
        { announcement, shard, number },
        new Map(addresses.map((address) => [address, due('announcement', now)])),
      );
    const all = [await add(0, 3, '-_', 'A', 'b'), await add(9, 3, 'c'), await add(10, 3, 'd')];
    await add(10, 4, 'e');
    const told = await Array.fromAsync(store.batchesFrom({ announcement, shard: 3, number: 0 }));
    expect(told).toEqual(all);
    expect(told.map(({ deliveries }) => [...deliveries.keys()])).toEqual([
      ['-_', 'A', 'b'],
      ['c'],
      ['d'],
    ]);
    const later = store.batchesFrom({ announcement, shard: 3, number: 9 });
    expect(await Array.fromAsync(later)).toEqual(all.slice(1));
  });

  it('move all named deliveries of a batch or none, and no others', async () => {
    const { store } = under;
    const before = due('announcement', now);
    const deliveries = new Map(['a-1', 'a_1', '-b'].map((address) => [address, before]));
    const key = { announcement: own().id, shard: 0, number: 0 };
    const batch = await store.addBatch(key, deliveries);
    if (batch === null) throw new Error('The batch was not made');
    const after = cancel(before, 'done');
    const moved = await store.moveBatch(
      batch,
      new Map([
        ['a-1', after],
        ['a_1', after],
      ]),
    );
    const expected = new Map([...deliveries, ['a-1', after], ['a_1', after]]);
    expect(moved?.deliveries).toEqual(expected);
    expect((await store.findBatch(batch.key))?.deliveries).toEqual(expected);
    expect(await store.moveBatch(batch, new Map([['-b', after]]))).toBeNull();
    expect((await store.findBatch(batch.key))?.deliveries).toEqual(expected);
    const { batches: waiting } = await store.dueItems(plus(now, 10), 1_000);
    expect(waiting).not.toContainEqual(batch.key);
  });

  it('are found by the announcement, the number of the batch and the address', async () => {
    const { store } = under;
    const { id } = own();
    // The address begins with A, so it is in the first shard.
    const key = { announcement: id, shard: 0, number: 0 };
    const batch = await store.addBatch(key, new Map([['A1', due('announcement', now)]]));
    expect(store.batchKey(id, 0, 'A1')).toEqual(batch?.key);
    expect(await store.findBatch(store.batchKey(id, 1, 'A1'))).toBeNull();
  });
});
