import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancel, claim, due } from '../../shared/domain/delivery.ts';
import { edited } from '../../shared/domain/opinion.ts';
import { ended } from '../../shared/domain/subscription.ts';
import { plus } from '../../shared/domain/time.ts';
import {
  aConsultation,
  aDigest,
  anAddress,
  anAnnouncement,
  anAuditRow,
  anInput,
  aPending,
  aSubmission,
  at,
  aUnit,
} from '../support/builders.ts';
import { aWiredTable } from '../support/wired-table.ts';

const now = at('2027-01-11T06:00:00Z');
const always = { from: at('2027-01-01T00:00:00Z'), to: at('2099-01-01T00:00:00Z') };

/** Those of the unit, each of a second of its own. */
function numbered(number: number) {
  const window = { from: plus(now, (number - 1) * 1_000), to: plus(now, number * 1_000) };
  return aDigest({ unit: 'unit', number, window });
}

describe('on a database whose other reads are one write behind', () => {
  let under: Awaited<ReturnType<typeof aWiredTable>>;
  beforeAll(async () => {
    under = await aWiredTable({ isStale: true });
  });
  afterAll(async () => under.close());

  it('the outbox alone is behind', async () => {
    const { store } = under;
    const consultation = aConsultation({ id: 'outbox' });
    const submission = aSubmission({ consultation, receivedAt: now });
    const key = store.receiptKey(consultation, submission);
    const isListed = async () =>
      (await store.dueItems(now, 100)).deliveries.some(({ sort }) => sort === key.sort);
    await store.addSubmission(consultation, submission);
    expect(await isListed()).toBe(false);
    const claimed = claim(submission.receipt, now);
    if (claimed === null) throw new Error('It is due');
    await store.moveDelivery(key, submission.receipt, claimed);
    expect(await isListed()).toBe(true);
  });

  it('consultations and units are read as they are', async () => {
    const { store } = under;
    const consultation = aConsultation();
    for (const closesAt of [at('2027-05-01Z'), at('2027-06-01Z')]) {
      const saved = { ...consultation, closesAt };
      await store.saveConsultation(saved);
      expect(await store.findConsultation(consultation.id)).toEqual(saved);
      expect(await store.listConsultations()).toEqual([saved]);
    }
    for (const mailboxes of [['a@unit.example'], []]) {
      const unit = aUnit({ mailboxes });
      await store.saveUnit(unit);
      expect(await store.findUnit(unit.id)).toEqual(unit);
      expect(await store.listUnits()).toEqual([unit]);
    }
    expect(await store.addDraft(consultation.id, consultation.draft)).toBe('added');
    expect(await store.addDraft(consultation.id, consultation.draft)).toBe('same');
  });

  it('submissions are read as they are, by reference, by window and all of them', async () => {
    const { store } = under;
    const consultation = aConsultation({ id: 'submissions' });
    const first = aSubmission({ consultation, receivedAt: now });
    const second = edited(first, consultation, anInput(), 'b', plus(now, 1_000));
    for (const [newest, all] of [
      [first, [first]],
      [second, [first, second]],
    ] as const) {
      await store.addSubmission(consultation, newest);
      expect(await store.findSubmission(consultation, first.reference)).toEqual(newest);
      const received = store.streamReceived(consultation, always);
      expect(await Array.fromAsync(received)).toEqual([newest]);
      expect(await Array.fromAsync(store.streamVersions(consultation))).toEqual(all);
    }
    const key = store.receiptKey(consultation, second);
    const receipt = cancel(second.receipt, 'no');
    await store.moveDelivery(key, second.receipt, receipt);
    const received = store.streamReceived(consultation, always);
    expect(await Array.fromAsync(received)).toEqual([{ ...second, receipt }]);
  });

  it('a key that was just tied is known', async () => {
    const { store } = under;
    expect(await store.tieKey('tied', 'hash', 'FIRST')).toBeNull();
    expect(await store.tieKey('tied', 'hash', 'SECOND')).toBe('FIRST');
  });

  it('digests and their deliveries are read as they are', async () => {
    const { store } = under;
    for (const number of [1, 2]) {
      const digest = numbered(number);
      await store.addDigest(digest);
      expect(await store.latestDigest('unit')).toEqual(digest);
      expect(await store.findDigest('unit', number)).toEqual(digest);
      expect(await store.digestTelling('unit', digest.window.from)).toEqual(digest);
    }
    const before = due('digest', now);
    const after = cancel(before, 'no');
    const [mailbox = ''] = numbered(1).recipients;
    const key = store.digestDeliveryKey('unit', 1, mailbox);
    const states = async () =>
      (await store.digestDeliveries('unit', 1)).map(({ delivery }) => delivery.state);
    await store.addDigestDeliveries(numbered(1), now);
    expect(await states()).toEqual(['due', 'due']);
    expect(await store.findDelivery(key)).toEqual(before);
    await store.moveDelivery(key, before, after);
    expect(await states()).toEqual(['cancelled', 'due']);
    expect(await store.findDelivery(key)).toEqual(after);
    expect(await store.findMailing(key)).toMatchObject({ delivery: after });
  });

  it('subscriptions are read as they are, also once they are erased', async () => {
    const { store } = under;
    const address = anAddress('A');
    const pending = aPending({ requestedAt: now });
    const over = ended(pending, 'unsubscribed', now);
    if (over === null) throw new Error('It stands');
    const everyone = () => store.subscriptionsAfter(0, null, 10);
    await store.saveRequest(address, null, pending);
    expect(await store.findSubscription(address)).toEqual(pending);
    expect(await everyone()).toEqual([{ address, subscription: pending }]);
    await store.saveSubscription(address, pending, over);
    expect(await store.findSubscription(address)).toEqual(over);
    expect(await everyone()).toEqual([{ address, subscription: over }]);
    await store.eraseAddress(address, []);
    expect(await store.findSubscription(address)).toBeNull();
    expect(await everyone()).toEqual([]);
  });

  it('suppressions and reports are read as they are, also once they are gone', async () => {
    const { store } = under;
    const address = anAddress('B');
    for (const reason of ['bounce', 'complaint'] as const) {
      await store.saveSuppression(address, { reason, at: now });
      expect(await store.findSuppression(address)).toEqual({ reason, at: now });
    }
    await store.removeSuppression(address);
    expect(await store.findSuppression(address)).toBeNull();
    for (const ids of [['1'], ['1', '2']]) {
      await store.addAudit(address, anAuditRow({ id: ids.at(-1) ?? '' }));
      expect((await store.listAudit(address)).map(({ id }) => id)).toEqual(ids);
    }
    expect(await store.eraseAddress(address, [])).toMatchObject({ auditRows: 2 });
    expect(await store.listAudit(address)).toEqual([]);
  });

  it('announcements and their cursors are read as they are', async () => {
    const { store } = under;
    const announcement = anAnnouncement();
    const started = { ...announcement, state: 'started' as const };
    const key = { partition: 'ANNOUNCEMENTS', sort: announcement.id };
    await store.scheduleAnnouncement(announcement);
    for (const standing of [announcement, started]) {
      if (standing === started) await store.startAnnouncement(announcement);
      expect(await store.findAnnouncement(announcement.id)).toEqual(standing);
      expect(await store.listAnnouncements()).toEqual([standing]);
      const dispatch = { kind: 'announcement', announcement: standing };
      expect(await store.findDispatch(key)).toEqual(dispatch);
    }
    const [ofFirst] = await store.addCursors(announcement.id, now);
    if (ofFirst === undefined) throw new Error('There are cursors');
    const start = {
      ...{ announcement: announcement.id, shard: 0 },
      ...{ after: null, batch: 0, dueAt: now },
    };
    const further = { ...start, after: 'A', batch: 1 };
    for (const cursor of [start, further]) {
      if (cursor === further) await store.moveCursor(start, further);
      expect((await store.listCursors(announcement.id))[0]).toEqual(cursor);
      expect(await store.findDispatch(ofFirst)).toEqual({ kind: 'cursor', cursor });
    }
  });

  it('batches are read as they are, also once an address is erased', async () => {
    const { store } = under;
    const key = { announcement: 'batches', shard: 0, number: 0 };
    const [address, before] = [anAddress('A'), due('announcement', now)];
    const after = cancel(before, 'no');
    const deliveryKey = store.batchDeliveryKey(key.announcement, key.number, address);
    const expectDelivery = async (delivery: typeof before | null) => {
      const batch = {
        ...key,
        deliveries: new Map(delivery === null ? [] : [[address, delivery]]),
      };
      expect(await store.findBatch(key)).toEqual(batch);
      expect(await Array.fromAsync(store.batchesFrom(key))).toEqual([batch]);
      expect(await store.findDelivery(deliveryKey)).toEqual(delivery);
    };
    await store.addBatch({ ...key, deliveries: new Map([[address, before]]) });
    await expectDelivery(before);
    await store.moveBatch(key, [{ address, before, after }]);
    await expectDelivery(after);
    expect(await store.eraseAddress(address, [key.announcement])).toMatchObject({ deliveries: 1 });
    await expectDelivery(null);
  });

  it('the installation knows its table once it is stamped, and once it is adopted', async () => {
    const { store, table } = under;
    const stamp = { partition: 'INSTALLATION', sort: 'IDENTITY' };
    expect(await store.identify()).toBe('original');
    const { attributes = {} } = (await table.get(stamp)) ?? {};
    expect(attributes).toHaveProperty('tableId');
    await table.put(stamp, { tableId: 'another' });
    expect(await store.identify()).toBe('restored');
    await store.adopt();
    expect(await store.identify()).toBe('original');
  });
});
