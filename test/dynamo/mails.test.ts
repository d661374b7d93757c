import { expect, it } from 'vitest';
import { claim, type Delivery, due, LEASE_MS, settle } from '../../shared/domain/delivery.ts';
import { type Instant, plus } from '../../shared/domain/time.ts';
import { aDigest, aSubmission, at } from '../support/builders.ts';
import { batchAt, onlyDelivery } from '../support/sending.ts';
import { describeStores } from '../support/stores.ts';

describeStores('mails', (under) => {
  const now = at('2027-02-01T06:00:00Z');

  async function aReceipt() {
    const consultation = under.ownConsultation();
    const submission = aSubmission({ consultation, receivedAt: now });
    await under.store.addSubmission(consultation, submission);
    const key = under.store.receiptKey(consultation, submission);
    return { consultation, submission, key, batch: await batchAt(under.store, key) };
  }

  const receipt = (delivery: Delivery | null) => {
    if (delivery === null) throw new Error('The delivery is not due');
    return new Map([['receipt', delivery]]);
  };

  it('are claimed by one of many who try at once', async () => {
    const { key, batch } = await aReceipt();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, sender) =>
        under.store.moveBatch(batch, receipt(claim(due('receipt', now), now, `sender ${sender}`))),
      ),
    );
    const [winner, ...others] = outcomes.filter((one) => one !== null);
    expect(others).toEqual([]);
    expect(await under.store.findMailing(key)).toMatchObject({
      kind: 'receipt',
      deliveries: winner?.deliveries,
    });
  });

  it('whose lease is over are claimed again by one sender, and their first sender cannot settle them', async () => {
    const { store } = under;
    await store.addDigest(aDigest({ unit: 'unit-lease', recipients: ['a@unit.example'] }), now);
    const key = store.digestKey('unit-lease', 1);
    const named = (delivery: Delivery | null) => {
      if (delivery === null) throw new Error('It cannot be claimed');
      return new Map([['0', delivery]]);
    };
    const first = named(claim(due('digest', now), now, 'first'));
    const held = await store.moveBatch(await batchAt(store, key), first);
    const [claimed] = first.values();
    if (held === null || claimed === undefined) throw new Error('The batch was not claimed');
    const second = named(claim(claimed, plus(now, LEASE_MS), 'second'));
    const outcomes = await Promise.all([1, 2].map(async () => store.moveBatch(held, second)));
    expect(outcomes.filter((one) => one !== null)).toHaveLength(1);
    const late = named(settle(claimed, { outcome: 'accepted', messageId: 'm' }, now));
    expect(await store.moveBatch(held, late)).toBeNull();
    expect((await batchAt(store, key)).deliveries).toEqual(second);
  });

  it('are put off in the outbox, even in a row that cannot be read', async () => {
    const { key } = await aReceipt();
    await under.table.update(key, { 'deliveries.receipt.state': 'nonsense' }, {});
    await expect(under.store.findMailing(key)).rejects.toThrow('Bad row');
    await under.store.putOff(key, plus(now, 60_000));
    const shown = async (time: Instant) =>
      (await under.store.dueItems(time, 1_000)).batches.map(
        ({ partition, sort }) => `${partition} / ${sort}`,
      );
    const name = `${key.partition} / ${key.sort}`;
    expect(await shown(plus(now, 59_999))).not.toContain(name);
    expect(await shown(plus(now, 60_000))).toContain(name);
  });

  it('are in the outbox from the time they are due until they rest', async () => {
    const consultation = under.ownConsultation();
    const submission = aSubmission({ consultation, receivedAt: plus(now, 1_000) });
    await under.store.addSubmission(consultation, submission);
    const key = under.store.receiptKey(consultation, submission);
    const listed = async (time: string) => {
      const { batches } = await under.store.dueItems(at(time), 1_000);
      return batches.some(
        ({ partition, sort }) => partition === key.partition && sort === key.sort,
      );
    };
    expect(await listed(now)).toBe(false);
    expect(await listed(plus(now, 1_000))).toBe(true);

    const claimed = claim(due('receipt', plus(now, 1_000)), plus(now, 1_000), 'me');
    if (claimed === null) throw new Error('The delivery is not due');
    const batch = await batchAt(under.store, key);
    const held = await under.store.moveBatch(batch, new Map([['receipt', claimed]]));
    if (held === null) throw new Error('The batch was not claimed');
    expect(await listed(plus(now, 1_000))).toBe(false);
    expect(await listed(plus(now, 600_000))).toBe(true);

    const { kind, attempts, repeat } = claimed;
    const sent = {
      state: 'sent',
      kind,
      attempts,
      repeat,
      sentAt: now,
      messageId: 'm',
    } as const;
    await under.store.moveBatch(held, new Map([['receipt', sent]]));
    expect(await listed('2099-01-01T00:00:00Z')).toBe(false);
    expect(await onlyDelivery(under.store, key)).toEqual(sent);
  });
});
