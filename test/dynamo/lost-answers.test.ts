import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancel, claim, due } from '../../shared/domain/delivery.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { closeSubscription } from '../../shared/domain/subscription.ts';
import { plus } from '../../shared/domain/time.ts';
import { firstKey } from '../../shared/domain/secret-key.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import {
  AUDITED_UNTIL,
  aConsultation,
  aDigest,
  anAddress,
  anAnnouncement,
  anAuditRow,
  aPending,
  aPublishedDraft,
  aSubmission,
  at,
} from '../support/builders.ts';
import { batchAt, onlyDelivery } from '../support/sending.ts';
import { aWiredTable } from '../support/wired-table.ts';
import type { WireRequest } from '../support/wire.ts';

const now = at('2027-01-11T06:00:00Z');
const before = due('announcement', now);
const after = cancel(before, 'no');
const isWrite = ({ action }: WireRequest) => /^(Put|Update|Delete)Item$/.test(action);
const isUpdate = ({ action }: WireRequest) => action === 'UpdateItem';

describe.each(['lose-answer', 'fail-after'] as const)(
  'a write whose answer is lost (%s)',
  (fault) => {
    // Each test has a table of its own, because one client has only a limited number of attempts.
    let under: Awaited<ReturnType<typeof aWiredTable>>;
    beforeEach(async () => {
      under = await aWiredTable();
    });
    afterEach(async () => under.close());

    /**
     * Returns the answer of a write whose first attempt was made, and whose first answer was lost.
     * `meanwhile` runs between that attempt and the next.
     */
    async function losing<Answer>(
      write: () => Promise<Answer>,
      {
        matches = isWrite,
        ...circumstances
      }: { matches?: typeof isWrite; meanwhile?: () => Promise<unknown> } = {},
    ): Promise<Answer> {
      under.wire.inject(fault, matches, circumstances);
      const answer = await write();
      expect(under.wire.waiting()).toBe(0);
      return answer;
    }

    it('has added a submission', async () => {
      const consultation = aConsultation();
      const submission = aSubmission({ consultation });
      const { store, engineStore } = under;
      expect(await losing(() => store.addSubmission(consultation, submission))).toBe('added');
      expect(await engineStore.findSubmission(consultation, submission.reference)).toEqual(
        submission,
      );
    });

    it('has not added a submission that another has added', async () => {
      const consultation = aConsultation({ id: 'contested' });
      const theirs = aSubmission({ consultation, organisation: 'Cita' });
      const ours = { ...theirs, organisation: 'Ūdensroze' };
      const { store, engineStore } = under;
      await engineStore.addSubmission(consultation, theirs);
      expect(await losing(() => store.addSubmission(consultation, ours))).toBe('taken');
      expect(await engineStore.findSubmission(consultation, ours.reference)).toEqual(theirs);
    });

    it('has added a submission also when another sender has claimed its receipt since', async () => {
      const consultation = aConsultation({ id: 'claimed' });
      const submission = aSubmission({ consultation, receivedAt: now });
      const { store, engineStore } = under;
      const key = store.receiptKey(consultation, submission);
      const claimed = claim(due('receipt', now), now, 'another');
      if (claimed === null) throw new Error('The delivery is not due');
      const meanwhile = async () =>
        engineStore.moveBatch(await batchAt(engineStore, key), new Map([['receipt', claimed]]));
      const write = () => store.addSubmission(consultation, submission);
      expect(await losing(write, { meanwhile })).toBe('added');
      expect(await onlyDelivery(engineStore, key)).toEqual(claimed);
    });

    it('has made a digest with its mails, and added recipients', async () => {
      const { store, engineStore } = under;
      const digest = aDigest();
      expect(await losing(() => store.addDigest(digest, now))).toBe('added');
      expect(await losing(() => store.addDigest(digest, now))).toBe('taken');
      const made = await engineStore.latestDigest(digest.unit);
      if (made === null) throw new Error('It was not made');
      expect(made.digest).toEqual(digest);
      expect([...made.deliveries.values()]).toEqual([due('digest', now), due('digest', now)]);
      const add = () => store.addRecipients(made, ['c@unit.example'], true, now);
      const widened = await losing(add);
      expect(widened?.digest.recipients).toEqual([...digest.recipients, 'c@unit.example']);
      expect(await losing(add)).toBeNull();
      expect(await engineStore.latestDigest(digest.unit)).toEqual(widened);
    });

    it('has published a draft', async () => {
      const { id } = aConsultation();
      const draft = aPublishedDraft();
      expect(await losing(() => under.store.addDraft(id, draft))).toBe('added');
      const other = { ...draft, commitments: draft.commitments.slice(1) };
      expect(await losing(() => under.store.addDraft(id, other))).toBe('taken');
    });

    it('has tied a key', async () => {
      const { store } = under;
      expect(await losing(() => store.tieKey('review', 'hash', 'FIRST'))).toBeNull();
      expect(await losing(() => store.tieKey('review', 'hash', 'SECOND'))).toBe('FIRST');
    });

    it('has made a key, and retired it', async () => {
      const [store, engineStore] = [keyStore(under.table), keyStore(under.engineTable)];
      const key = firstKey('secret', now);
      expect(await losing(() => store.addKey('links', key))).toBe('added');
      expect(await losing(() => store.addKey('links', key))).toBe('taken');
      expect(await engineStore.listKeys('links')).toEqual([key]);
      expect(await losing(() => store.retireKey('links', 1, now))).toBe('retired');
      expect(await losing(() => store.retireKey('links', 1, now))).toBe('none');
      const { secret: _, ...known } = key;
      const retired = { ...known, state: 'retired', retiredAt: now };
      expect(await engineStore.listKeys('links')).toEqual([retired]);
    });

    it('has made a batch, and moved it', async () => {
      const { store, engineStore } = under;
      const [address, key] = [anAddress('a'), { announcement: 'batched', shard: 0, number: 0 }];
      const add = () => store.addBatch(key, new Map([[address, before]]));
      const made = await losing(add);
      if (made === null) throw new Error('The batch was not made');
      expect(await losing(add)).toBeNull();
      expect(await engineStore.findBatch(made.key)).toMatchObject({ mark: made.mark });
      const move = () => store.moveBatch(made, new Map([[address, after]]));
      const moved = await losing(move);
      expect(moved?.deliveries).toEqual(new Map([[address, after]]));
      expect(await losing(move)).toBeNull();
      // The writer that has moved the batch can move it again.
      const back = moved && (await store.moveBatch(moved, new Map([[address, before]])));
      expect(await onlyDelivery(engineStore, made.key)).toEqual(before);
      expect(back?.deliveries).toEqual(new Map([[address, before]]));
    });

    it('has moved a batch that another has moved on since: it has to look again, and finds its own', async () => {
      const { store, engineStore } = under;
      await engineStore.addDigest(aDigest({ unit: 'overtaken' }), now);
      const key = store.digestKey('overtaken', 1);
      const read = await batchAt(store, key);
      const [ours, theirs] = ['us', 'them'].map((by) => claim(due('digest', now), now, by));
      if (!ours || !theirs) throw new Error('The deliveries are not due');
      const meanwhile = async () =>
        engineStore.moveBatch(await batchAt(engineStore, key), new Map([['1', theirs]]));
      const move = () => store.moveBatch(read, new Map([['0', ours]]));
      expect(await losing(move, { meanwhile })).toBeNull();
      const { deliveries } = await batchAt(engineStore, key);
      expect([...deliveries.values()]).toEqual([ours, theirs]);
    });

    it('has written down a report', async () => {
      const row = anAuditRow({ at: now });
      const { store } = under;
      expect(await losing(() => store.addAudit([anAddress('audited')], row, AUDITED_UNTIL))).toBe(
        'added',
      );
      expect(await losing(() => store.addAudit([anAddress('audited')], row, AUDITED_UNTIL))).toBe(
        'known',
      );
      expect(await under.engineStore.listAudit([anAddress('audited')])).toEqual([row]);
    });

    it('has saved a request, what became of it, and another request', async () => {
      const { store, engineStore } = under;
      const address = anAddress('subscribed');
      const pending = aPending({ requestedAt: now });
      const over = closeSubscription(pending, 'unsubscribed', now, DEFAULT_RETENTION);
      if (over === null) throw new Error('The subscription has already ended');
      const again = aPending({ requestedAt: plus(now, 1_000), revision: over.revision + 1 });
      for (const write of [
        () => store.saveRequest(address, null, pending),
        () => store.saveSubscription(address, pending, over),
        () => store.saveRequest(address, over, again),
      ]) {
        expect(await losing(write)).toBe('saved');
        expect(await losing(write)).toBe('stale');
      }
      expect(await engineStore.findSubscription(address)).toEqual(again);
    });

    it('has erased an address', async () => {
      const { store, engineStore } = under;
      const address = anAddress('erased');
      await engineStore.saveRequest(address, null, aPending());
      const erased = await losing(() => store.eraseAddress(address, []));
      expect(erased).toEqual({ subscription: true, deliveries: 0, auditRows: 0 });
      expect(await engineStore.findSubscription(address)).toBeNull();
    });

    it('has scheduled an announcement, put it off, cancelled it and started it', async () => {
      const { store, engineStore } = under;
      const announcement = anAnnouncement();
      const later = { ...announcement, sendAt: plus(announcement.sendAt, 1_000) };
      const { id } = announcement;
      const standing = () => engineStore.findAnnouncement(id);
      const onUpdate = { matches: isUpdate };
      expect(await store.cancelAnnouncement(id)).toBe('none');
      expect(await losing(() => store.scheduleAnnouncement(announcement))).toBe('scheduled');
      expect(await losing(() => store.scheduleAnnouncement(later), onUpdate)).toBe('scheduled');
      expect(await standing()).toEqual(later);
      expect(await losing(() => store.startAnnouncement(announcement, now))).toBe('stale');
      expect(await losing(() => store.cancelAnnouncement(id))).toBe('cancelled');
      expect(await standing()).toEqual({ ...later, state: 'cancelled' });
      expect(await losing(() => store.startAnnouncement(later, now))).toBe('stale');
      expect(await losing(() => store.scheduleAnnouncement(announcement))).toBe('scheduled');
      expect(await losing(() => store.startAnnouncement(announcement, now))).toBe('started');
      expect(await losing(() => store.startAnnouncement(announcement, now))).toBe('stale');
      expect(await store.scheduleAnnouncement(later)).toBe('started');
      expect(await store.cancelAnnouncement(id)).toBe('started');
      expect(await standing()).toEqual({ ...announcement, state: 'started', startedAt: now });
    });

    it('has moved a cursor', async () => {
      const { store, engineStore } = under;
      await losing(() => store.addCursors('moved', now));
      const [first] = await engineStore.listCursors('moved');
      if (first === undefined) throw new Error('There are no cursors');
      const further = { ...first, after: anAddress('a'), batch: 1, dueAt: at('2027-01-12Z') };
      expect(await losing(() => store.moveCursor(first, further))).toBe('moved');
      expect(await losing(() => store.moveCursor(first, further))).toBe('stale');
      expect(await engineStore.listCursors('moved')).toContainEqual(further);
    });

    it('has counted once', async () => {
      const { store } = under;
      const add = (name: string) => store.addTo(name, { count: 1 }, now);
      expect(await losing(() => add('once'))).toEqual({ count: 1 });
      expect(await losing(() => add('once'))).toEqual({ count: 2 });
      expect(await losing(() => add('twice'))).toEqual({ count: 1 });
      expect(await add('twice')).toEqual({ count: 2 });
      expect(await add('twice')).toEqual({ count: 3 });
    });
  },
);
