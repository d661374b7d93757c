import { expect, it } from 'vitest';
import { Table } from '../../shared/dynamo/table.ts';
import { describeStores } from '../support/stores.ts';

describeStores('the item at a key', (under) => {
  it('can be deleted, and the deletion tells whether it existed', async () => {
    const key = { partition: 'COUNTS#deleted', sort: 'COUNT' };
    expect(await under.table.delete(key)).toBe('none');
    await under.table.save(key, { count: 1 });
    expect(await under.table.delete(key)).toBe('deleted');
    expect(await under.table.get(key)).toBeNull();
  });
});

describeStores('a table restored from a backup', (under) => {
  it('is recognised by the stamp of the original table until it is adopted', async () => {
    const { store } = under;
    expect(await store.identify()).toBe('original');
    expect(await store.identify()).toBe('original');
    const restored = await under.another('restored');
    try {
      const stamp = await under.table.get({ partition: 'INSTALLATION', sort: 'IDENTITY' });
      await new Table('restored', restored.client).save(
        { partition: 'INSTALLATION', sort: 'IDENTITY' },
        stamp?.attributes ?? {},
      );
      expect(await restored.store.identify()).toBe('restored');
      await restored.store.adopt();
      expect(await restored.store.identify()).toBe('original');
    } finally {
      await restored.close();
    }
  });
});
