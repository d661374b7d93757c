import { expect, it } from 'vitest';
import type { AuditRow } from '../../shared/domain/suppression.ts';
import { keys as keyAt } from '../../shared/dynamo/keys.ts';
import { at, AUDITED_UNTIL } from '../support/builders.ts';
import { keyOf, keysOf } from '../support/ports.ts';
import { describeStores } from '../support/stores.ts';

describeStores('suppressions', (under) => {
  it('stay until they are lifted, beside the rows that caused them', async () => {
    const { store } = under;
    const address = await keyOf('bounced@list.example');
    const suppression = { reason: 'bounce' as const, at: at('2027-01-05T12:00:00Z') };
    const row = (id: string, time: string): AuditRow => ({
      id,
      at: at(time),
      event: 'bounce',
      kind: 'announcement',
      messageId: 'm',
      reason: 'Permanent/General',
    });
    expect(await store.findSuppression([address])).toBeNull();
    const later = row('a', '2027-01-06T00:00:00Z');
    const earlier = row('b', '2027-01-05T00:00:00Z');
    expect(await store.addAudit([address], later, AUDITED_UNTIL)).toBe('added');
    expect(await store.addAudit([address], later, AUDITED_UNTIL)).toBe('known');
    expect(await store.addAudit([address], earlier, AUDITED_UNTIL)).toBe('added');
    await store.saveSuppression([address], suppression);
    expect(await store.findSuppression([address])).toEqual(suppression);
    expect(await store.listAudit([address])).toEqual([earlier, later]);
    await store.liftSuppression([address], at('2027-01-07T00:00:00Z'));
    expect(await store.findSuppression([address])).toBeNull();
    const left = await under.table.get(keyAt.suppression(address));
    expect(left?.attributes).toEqual({});
    expect(left?.expires).toBe(Date.UTC(2027, 0, 7) / 1_000);
    await store.saveSuppression([address], suppression);
    expect(await store.findSuppression([address])).toEqual(suppression);
    await store.liftSuppression([address], at('2027-01-07T00:00:00Z'));
    expect(await store.listAudit([address])).toHaveLength(2);
    expect(await store.listAudit(await keysOf('another@list.example'))).toEqual([]);
  });
});
