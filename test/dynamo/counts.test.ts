import { expect, it } from 'vitest';
import { at } from '../support/builders.ts';
import { describeStores } from '../support/stores.ts';

describeStores('counts', (under) => {
  it('are kept under each name, also when many count at once', async () => {
    const until = at('2027-01-05T11:00:00.500Z');
    const { store } = under;
    const counted = await Promise.all(
      Array.from({ length: 8 }, async () => store.addTo('one', { count: 1, bytes: 10 }, until)),
    );
    expect(counted.map(({ count }) => count).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await store.addTo('one', { bytes: 5 }, until)).toEqual({ bytes: 85 });
    expect(await store.addTo('other', { count: 1 }, until)).toEqual({ count: 1 });
    const row = await under.table.get({ partition: 'COUNTS#other', sort: 'COUNT' });
    expect(row?.attributes).toEqual({ count: 1 });
    expect(row?.expires).toBe(Date.parse('2027-01-05T11:00:00Z') / 1_000);
  });
});
