import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancel, claim, type Delivery, due } from '../../shared/domain/delivery.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { editSubmission } from '../../shared/domain/submission.ts';
import { closeSubscription } from '../../shared/domain/subscription.ts';
import { plus } from '../../shared/domain/time.ts';
import {
  AUDITED_UNTIL,
  aConsultation,
  aDigest,
  anAddress,
  anAnnouncement,
  anAuditRow,
  anInput,
  given,
  aPending,
  aPublishedDraft,
  aSubmission,
  at,
  aUnit,
} from '../support/builders.ts';
import { batchAt } from '../support/sending.ts';
import { aWiredTable } from '../support/wired-table.ts';

const now = at('2027-01-11T06:00:00Z');
const always = { from: at('2027-01-01T00:00:00Z'), to: at('2099-01-01T00:00:00Z') };

/** A digest of the unit. Its window is one second, which follows that of the number before. */
function numbered(number: number) {
  const window = { from: plus(now, (number - 1) * 1_000), to: plus(now, number * 1_000) };
  return aDigest({ unit: 'unit', number, window });
}

describe('on a database whose reads without strong consistency are one write behind', () => {
  let under: Awaited<ReturnType<typeof aWiredTable>>;
  beforeAll(async () => {
    under = await aWiredTable({ isStale: true });
  });
  afterAll(async () => under.close());

  it('only the outbox is behind', async () => {
    const { store } = under;
    const consultation = aConsultation({ id: 'outbox' });
    const submission = aSubmission({ consultation, receivedAt: now });
    const key = store.receiptKey(consultation, submission);
    const isListed = async () =>
      (await store.dueItems(now, 100)).batches.some(({ sort }) => sort === key.sort);
    await store.addSubmission(consultation, submission);
    expect(await isListed()).toBe(false);
    const claimed = claim(due('receipt', now), now, 'me');
    if (claimed === null) throw new Error('The delivery is not due');
    await store.moveBatch(await batchAt(store, key), new Map([['receipt', claimed]]));
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
    const draft = aPublishedDraft();
    expect(await store.addDraft(consultation.id, draft)).toBe('added');
    expect(await store.addDraft(consultation.id, draft)).toBe('same');
  });

  it('submissions are read as they are, by reference, by window and all of them', async () => {
    const { store } = under;
    const consultation = aConsultation({ id: 'submissions' });
    const first = aSubmission({ consultation, receivedAt: now });
    const second = editSubmission(first, consultation, given(anInput()), 'b', plus(now, 1_000));
    const received = (window = always) =>
      Array.fromAsync(store.streamReceived(consultation, window));
    for (const [newest, all] of [
      [first, [first]],
      [second, [first, second]],
    ] as const) {
      await store.addSubmission(consultation, newest);
      expect(await store.findSubmission(consultation, first.reference)).toEqual(newest);
      expect(await received()).toEqual([{ before: null, after: newest }]);
      expect(await Array.fromAsync(store.streamVersions(consultation))).toEqual(all);
    }
    const change = { before: first, after: second };
    expect(await received({ ...always, from: second.receivedAt })).toEqual([change]);
    expect(await store.versionBefore(consultation, second, always.to)).toEqual(first);
    const batch = await batchAt(store, store.receiptKey(consultation, second));
    const receipt = cancel(due('receipt', now), 'no');
    await store.moveBatch(batch, new Map([['receipt', receipt]]));
    const receipts = await Array.fromAsync(store.streamReceiptsWithin(consultation, always));
    expect(receipts.map((one) => one.receipt)).toEqual([due('receipt', first.receivedAt), receipt]);
  });

  it('a key that was just tied is known', async () => {
    const { store } = under;
    expect(await store.tieKey('tied', 'hash', 'FIRST')).toBeNull();
    expect(await store.tieKey('tied', 'hash', 'SECOND')).toBe('FIRST');
  });

  it('digests and their deliveries are read as they are', async () => {
    const { store } = under;
    const before = due('digest', now);
    for (const number of [1, 2]) {
      const digest = numbered(number);
      const deliveries = new Map(digest.recipients.map((_, place) => [String(place), before]));
      await store.addDigest(digest, now);
      const made = await store.latestDigest('unit');
      expect(made).toMatchObject({ digest, deliveries });
      expect(await store.findDigest('unit', number)).toEqual(made);
      expect(await store.digestTelling('unit', digest.window.from)).toEqual(made);
      expect(await store.digestsFrom('unit', number)).toEqual([made]);
    }
    const newest = await store.latestDigest('unit');
    if (newest === null) throw new Error('It was not added');
    const moved = await store.moveBatch(newest, new Map([['0', cancel(before, 'no')]]));
    expect(await store.findBatch(newest.key)).toMatchObject({ deliveries: moved?.deliveries });
    expect(await store.findMailing(newest.key)).toEqual(moved);
    const widened = await store.addRecipients(
      { ...newest, ...moved },
      ['c@unit.example'],
      false,
      now,
    );
    expect(await store.latestDigest('unit')).toEqual(widened);
    for (const number of [1, 2]) {
      await store.settleUpTo('unit', number);
      expect(await store.settledUpTo('unit')).toBe(number);
    }
  });

  it('subscriptions are read as they are, also once they are erased', async () => {
    const { store } = under;
    const address = anAddress('A');
    const pending = aPending({ requestedAt: now });
    const over = closeSubscription(pending, 'unsubscribed', now, DEFAULT_RETENTION);
    if (over === null) throw new Error('The subscription has already ended');
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
      await store.saveSuppression([address], { reason, at: now });
      expect(await store.findSuppression([address])).toEqual({ reason, at: now });
    }
    await store.liftSuppression([address], now);
    expect(await store.findSuppression([address])).toBeNull();
    for (const ids of [['1'], ['1', '2']]) {
      await store.addAudit([address], anAuditRow({ id: ids.at(-1) ?? '' }), AUDITED_UNTIL);
      expect((await store.listAudit([address])).map(({ id }) => id)).toEqual(ids);
    }
    expect(await store.eraseAddress(address, [])).toMatchObject({ auditRows: 2 });
    expect(await store.listAudit([address])).toEqual([]);
  });

  it('announcements and their cursors are read as they are', async () => {
    const { store } = under;
    const announcement = anAnnouncement();
    const started = { ...announcement, state: 'started' as const, startedAt: now };
    const key = { partition: 'ANNOUNCEMENTS', sort: announcement.id };
    await store.scheduleAnnouncement(announcement);
    for (const standing of [announcement, started]) {
      if (standing === started) await store.startAnnouncement(announcement, now);
      expect(await store.findAnnouncement(announcement.id)).toEqual(standing);
      expect(await store.listAnnouncements()).toEqual([standing]);
      const dispatch = { kind: 'announcement', announcement: standing };
      expect(await store.findDispatch(key)).toEqual(dispatch);
    }
    const [ofFirst] = await store.addCursors(announcement.id, now);
    if (ofFirst === undefined) throw new Error('There are no cursors');
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
    const expectDeliveries = async (deliveries: ReadonlyMap<string, Delivery>) => {
      const rowKey = store.batchKey(key.announcement, key.number, address);
      expect((await store.findBatch(rowKey))?.deliveries).toEqual(deliveries);
      expect(await Array.fromAsync(store.batchesFrom(key))).toMatchObject([{ ...key, deliveries }]);
    };
    const made = await store.addBatch(key, new Map([[address, before]]));
    if (made === null) throw new Error('The batch was not made');
    await expectDeliveries(made.deliveries);
    const moves = new Map([[address, cancel(before, 'no')]]);
    await store.moveBatch(made, moves);
    await expectDeliveries(moves);
    expect(await store.eraseAddress(address, [key.announcement])).toMatchObject({ deliveries: 1 });
    await expectDeliveries(new Map());
  });

  it('the installation knows its table once it is stamped, and once it is adopted', async () => {
    const { store, table } = under;
    const stamp = { partition: 'INSTALLATION', sort: 'IDENTITY' };
    expect(await store.identify()).toBe('original');
    const { attributes = {} } = (await table.get(stamp)) ?? {};
    expect(attributes).toHaveProperty('tableId');
    await table.save(stamp, { tableId: 'another' });
    expect(await store.identify()).toBe('restored');
    await store.adopt();
    expect(await store.identify()).toBe('original');
  });
});
