import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cancel,
  claim,
  type Delivery,
  due,
  LEASE_MS,
  settle,
} from '../../shared/domain/delivery.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { BEGINNING, type Digest } from '../../shared/domain/digest.ts';
import { MAX_DRAFT_BYTES } from '../../shared/domain/draft.ts';
import {
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import { closeSubscription } from '../../shared/domain/subscription.ts';
import type { AuditRow } from '../../shared/domain/suppression.ts';
import { contains, type Instant, localDate, plus } from '../../shared/domain/time.ts';
import { keys as keyAt } from '../../shared/dynamo/keys.ts';
import { Table } from '../../shared/dynamo/table.ts';
import {
  AUDITED_UNTIL,
  aConsultation,
  anAnnouncement,
  anInput,
  given,
  aPending,
  aPublishedDraft,
  aReference,
  aSubmission,
  at,
  aUnit,
} from '../support/builders.ts';
import { aLargeDraft } from '../support/drafts.ts';
import { ENGINES, type TestTable } from '../support/engines.ts';
import { keyOf, keysOf } from '../support/ports.ts';
import { batchAt, onlyDelivery } from '../support/sending.ts';

let under: TestTable;
let anotherTable: (name: string) => TestTable | Promise<TestTable>;

/** Runs the suite on each engine. On each engine the suite has a table of its own. */
function describeStores(suite: string, tests: () => void): void {
  describe.each(ENGINES)(`${suite}, on %s,`, (_, open) => {
    beforeAll(async () => {
      under = await open();
      anotherTable = open;
    });
    afterAll(async () => under.close());
    tests();
  });
}

/** Each test works on a consultation of its own in the one table. */
let sequence = 0;
function ownConsultation(shards = 1) {
  sequence += 1;
  return aConsultation({ id: `consultation-${sequence}`, shards });
}

const always = { from: BEGINNING, to: at('2099-01-01T00:00:00Z') };

describeStores('consultations and units', () => {
  it('come back as they were saved, and the last save stays', async () => {
    const consultation = ownConsultation();
    expect(await under.store.findConsultation(consultation.id)).toBeNull();
    await under.store.saveConsultation(consultation);
    const longer = { ...consultation, closesAt: at('2028-01-01T00:00:00Z') };
    await under.store.saveConsultation(longer);
    expect(await under.store.findConsultation(consultation.id)).toEqual(longer);
    expect(await under.store.listConsultations()).toContainEqual(longer);

    const unit = aUnit({ id: 'ethics', mailboxes: [] });
    await under.store.saveUnit(unit);
    expect(await under.store.findUnit('ethics')).toEqual(unit);
    expect(await under.store.listUnits()).toEqual([unit]);
    expect(await under.store.findUnit('nobody')).toBeNull();
  });

  it('that two save at once stay as one of the two saved them', async () => {
    const before = ownConsultation();
    await under.store.saveConsultation(before);
    const one = { ...before, opensAt: at('2027-02-01Z'), closesAt: at('2027-03-01Z') };
    const other = { ...before, summary: { lv: 'Cits', en: 'Another' } };
    await Promise.all([one, other].map(async (after) => under.store.saveConsultation(after)));
    expect([one, other]).toContainEqual(await under.store.findConsultation(before.id));
  });

  it('keep a draft version as it was first published', async () => {
    const { id } = ownConsultation();
    const draft = aPublishedDraft();
    expect(await under.store.addDraft(id, draft)).toBe('added');
    expect(await under.store.addDraft(id, structuredClone(draft))).toBe('same');
    const other = { ...draft, commitments: draft.commitments.slice(1) };
    expect(await under.store.addDraft(id, other)).toBe('taken');
    expect(await under.store.addDraft(id, { ...other, version: 2 })).toBe('added');
    expect(await under.store.findDraft(id, 1)).toEqual(draft);
    expect(await under.store.findDraft(id, 2)).toEqual({ ...other, version: 2 });
    expect(await under.store.findDraft(id, 3)).toBeNull();
  });

  it('hold the largest draft, with room in its item for another 10 KB', async () => {
    const { id } = ownConsultation();
    const draft = aLargeDraft('apņemšanās ', MAX_DRAFT_BYTES + 10_000);
    expect(await under.store.addDraft(id, draft)).toBe('added');
    expect(await under.store.findDraft(id, draft.version)).toEqual(draft);
  });

  it('find the draft version before another one, also across numbers that were left out', async () => {
    const { id } = ownConsultation();
    for (const version of [2, 9, 10, 1_000]) {
      await under.store.addDraft(id, aPublishedDraft({ version }));
    }
    const before = async (version: number) =>
      (await under.store.draftBefore(id, version))?.version ?? null;
    expect(await before(2)).toBeNull();
    expect(await before(9)).toBe(2);
    expect(await before(10)).toBe(9);
    expect(await before(1_000)).toBe(10);
    expect(await before(9_999)).toBe(1_000);
    expect(await under.store.draftBefore(ownConsultation().id, 9)).toBeNull();
  });
});

describeStores('submissions', () => {
  it('are added once, and the first one stays', async () => {
    const consultation = ownConsultation(4);
    const submission = aSubmission({ consultation });
    const other = { ...submission, organisation: 'Cita' };
    const outcomes = await Promise.all(
      [submission, other, submission].map((one) => under.store.addSubmission(consultation, one)),
    );
    expect(outcomes.toSorted()).toEqual(['added', 'taken', 'taken']);
    expect(await under.store.findSubmission(consultation, submission.reference)).toEqual(
      submission,
    );
    expect(await under.store.findSubmission(consultation, aReference(99))).toBeNull();
  });

  it('are found by their newest version', async () => {
    const consultation = ownConsultation();
    const first = aSubmission({ consultation });
    const second = editSubmission(
      first,
      consultation,
      given(anInput()),
      'b',
      at('2027-01-06T10:00:00Z'),
    );
    await under.store.addSubmission(consultation, first);
    await under.store.addSubmission(consultation, second);
    expect(await under.store.findSubmission(consultation, first.reference)).toEqual(second);
  });

  it('tie an Idempotency-Key to the reference that came first', async () => {
    const { id } = ownConsultation();
    expect(await under.store.tieKey(id, 'hash', 'FIRST')).toBeNull();
    expect(await under.store.tieKey(id, 'hash', 'FIRST')).toBe('FIRST');
    expect(await under.store.tieKey(id, 'hash', 'SECOND')).toBe('FIRST');
    expect(await under.store.tieKey(id, 'other', 'SECOND')).toBeNull();
  });

  it('stream in the order of receipt out of any number of shards, exactly those of the window', async () => {
    const start = at('2027-01-04T00:00:00Z');
    const runs = fc.record({
      shards: fc.integer({ min: 1, max: 5 }),
      offsets: fc.array(fc.nat(5_000), { maxLength: 40 }),
      from: fc.nat(5_000),
      length: fc.integer({ min: 1, max: 5_000 }),
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ shards, offsets, from, length }) => {
        const consultation = ownConsultation(shards);
        const submissions = offsets.map((offset, index) =>
          aSubmission({ consultation, seed: index * 7_919 + 1, receivedAt: plus(start, offset) }),
        );
        for (const one of submissions) await under.store.addSubmission(consultation, one);
        const window = { from: plus(start, from), to: plus(start, from + length) };
        const streamed = await Array.fromAsync(under.store.streamReceived(consultation, window));
        const received = streamed.map(({ after }) => after.receivedAt);
        expect(received).toEqual(received.toSorted());
        const expected = submissions.filter(({ receivedAt }) => contains(window, receivedAt));
        expect(new Set(streamed.map(({ after }) => after.reference))).toEqual(
          new Set(expected.map(({ reference }) => reference)),
        );
        expect(streamed).toHaveLength(expected.length);
      }),
      { numRuns: 25 },
    );
  });

  it('stream what came on the start of the window, and not what came on its end', async () => {
    const consultation = ownConsultation();
    const window = { from: at('2027-01-11T05:55:00Z'), to: at('2027-01-18T05:55:00Z') };
    for (const [seed, receivedAt] of [window.from, plus(window.to, -1), window.to].entries()) {
      await under.store.addSubmission(
        consultation,
        aSubmission({ consultation, seed: seed + 1, receivedAt }),
      );
    }
    const streamed = await Array.fromAsync(under.store.streamReceived(consultation, window));
    expect(streamed.map(({ after }) => after.receivedAt)).toEqual([
      window.from,
      plus(window.to, -1),
    ]);
  });

  it('stream the change of a submission: its latest version in the window, and the last version before', async () => {
    const consultation = ownConsultation(2);
    const first = aSubmission({ consultation, receivedAt: at('2027-01-05T10:00:00Z') });
    const second = editSubmission(
      first,
      consultation,
      given(anInput()),
      'b',
      at('2027-01-06T10:00:00Z'),
    );
    const third = withdrawSubmission(second, at('2027-01-13T10:00:00Z'));
    const fourth = editSubmission(
      third,
      consultation,
      given(anInput()),
      'b',
      at('2027-01-13T11:00:00Z'),
    );
    const all = [first, second, third, fourth];
    for (const one of all) await under.store.addSubmission(consultation, one);
    const versions = async (from: string, to: string) => {
      const window = { from: at(from), to: at(to) };
      const streamed = await Array.fromAsync(under.store.streamReceived(consultation, window));
      for (const { before, after } of streamed) {
        expect(after).toEqual(all[after.version - 1]);
        if (before !== null) expect(before).toEqual(all[before.version - 1]);
      }
      return streamed.map(({ before, after }) => [before?.version ?? null, after.version]);
    };
    expect(await versions('2027-01-04Z', '2027-01-05Z')).toEqual([]);
    expect(await versions('2027-01-05Z', '2027-01-06Z')).toEqual([[null, 1]]);
    expect(await versions('2027-01-05Z', '2027-01-11Z')).toEqual([[null, 2]]);
    expect(await versions('2027-01-06Z', '2027-01-07Z')).toEqual([[1, 2]]);
    expect(await versions('2027-01-06Z', '2027-01-18Z')).toEqual([[1, 4]]);
    expect(await versions('2027-01-11Z', '2027-01-18Z')).toEqual([[2, 4]]);
    expect(await versions('2027-01-13T10:30Z', '2027-01-18Z')).toEqual([[3, 4]]);
    expect(await versions('2027-01-05Z', '2027-01-18Z')).toEqual([[null, 4]]);
  });

  it('are found by the last version before an instant', async () => {
    const consultation = ownConsultation();
    const versions: Submission[] = [
      aSubmission({ consultation, receivedAt: at('2027-01-05T10:00:00Z') }),
    ];
    for (let last = versions[0]; last !== undefined && versions.length < 20;) {
      last = withdrawSubmission(last, plus(last.receivedAt, 1_000 * versions.length ** 2));
      versions.push(last);
    }
    for (const one of versions) await under.store.addSubmission(consultation, one);
    for (const [count, one] of versions.entries()) {
      for (const instant of [one.receivedAt, plus(one.receivedAt, 1), always.to]) {
        const found = await under.store.versionBefore(consultation, one, instant);
        expect(found).toEqual(versions[count - 1] ?? null);
      }
      for (const known of versions.slice(count)) {
        const found = await under.store.versionBefore(consultation, known, one.receivedAt);
        expect(found?.version ?? 0).toBe(count);
      }
    }
  });

  it('stream over as many pages as it takes', async () => {
    const consultation = ownConsultation();
    const text = 'ā'.repeat(20_000);
    for (let seed = 1; seed <= 60; seed++) {
      const opinions = [{ commitment: 1, rating: null, text }];
      await under.store.addSubmission(consultation, aSubmission({ consultation, seed, opinions }));
    }
    const streamed = await Array.fromAsync(under.store.streamReceived(consultation, always));
    expect(streamed).toHaveLength(60);
  });

  it('throw at a bad row, naming its key', async () => {
    const consultation = ownConsultation();
    await under.client.send(
      new PutItemCommand({
        TableName: 'sadzirdets',
        Item: {
          pk: { S: `OPINIONS#${consultation.id}#0` },
          sk: { S: 'BAD#000001' },
          receivedAt: { S: '2027-01-05T10:00:00.000Z' },
        },
      }),
    );
    const reading = Array.fromAsync(under.store.streamReceived(consultation, always));
    await expect(reading).rejects.toThrow(`OPINIONS#${consultation.id}#0 / BAD#000001`);
  });
});

const digest = (unit: string, number: number, from: string, to: string): Digest => ({
  unit,
  number,
  slot: localDate(at(to)),
  window: { from: at(from), to: at(to) },
  consultations: ['c'],
  language: 'lv',
  recipients: ['a@unit.example', 'b@unit.example'],
  totals: { given: {}, submissions: 0, edited: 0, withdrawn: 0 },
});

describeStores('digests', () => {
  it('take each number once, however many runs want it at once', async () => {
    const first = digest('unit-a', 1, '1970-01-01Z', '2027-01-11Z');
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => under.store.addDigest(first, at('2027-01-11Z'))),
    );
    expect(outcomes.toSorted()).toEqual(['added', 'taken', 'taken']);
    expect((await under.store.latestDigest('unit-a'))?.digest).toEqual(first);
    expect((await under.store.findDigest('unit-a', 1))?.digest).toEqual(first);
    expect(await under.store.latestDigest('unit-b')).toBeNull();
  });

  it('are found by the time at which a submission was received', async () => {
    for (let number = 1; number <= 12; number++) {
      const day = (n: number) => plus(at('2027-01-04Z'), n * 7 * 86_400_000);
      const made = digest('unit-c', number, day(number - 1), day(number));
      await under.store.addDigest(made, at('2027-01-11Z'));
    }
    const telling = async (receivedAt: string) =>
      (await under.store.digestTelling('unit-c', at(receivedAt)))?.digest.number ?? null;
    expect(await telling('2027-01-04T00:00:00Z')).toBe(1);
    expect(await telling('2027-01-10T23:59:59.999Z')).toBe(1);
    expect(await telling('2027-01-11T00:00:00Z')).toBe(2);
    expect(await telling('2027-03-28T23:59:59.999Z')).toBe(12);
    expect(await telling('2027-03-29T00:00:00Z')).toBeNull();
    expect(await telling('2027-01-03T00:00:00Z')).toBeNull();
  });

  it('hold a due mail for each recipient, and take more recipients together or not at all', async () => {
    const now = at('2027-01-11T06:00:00Z');
    const { store } = under;
    await store.addDigest(digest('unit-d', 1, '1970-01-01Z', '2027-01-11Z'), now);
    const made = await store.findDigest('unit-d', 1);
    if (made === null) throw new Error('It was not added');
    expect([...made.deliveries]).toEqual([
      ['0', due('digest', now)],
      ['1', due('digest', now)],
    ]);
    const widened = await store.addRecipients(made, ['c@unit.example'], true, now);
    expect(widened).toEqual(await store.findDigest('unit-d', 1));
    expect(widened?.digest.recipients.at(-1)).toBe('c@unit.example');
    expect(widened?.deliveries.get('2')).toEqual(due('digest', now, true));
    // A process that read the batch before that must read it again.
    expect(await store.addRecipients(made, ['d@unit.example'], false, now)).toBeNull();
    expect(
      await store.moveBatch(made, new Map([['0', cancel(due('digest', now), 'x')]])),
    ).toBeNull();
    expect(await store.findDigest('unit-d', 1)).toEqual(widened);
  });

  it('are settled up to a number, and read from any number on', async () => {
    const { store } = under;
    expect(await store.settledUpTo('unit-c')).toBe(0);
    await store.settleUpTo('unit-c', 11);
    expect(await store.settledUpTo('unit-c')).toBe(11);
    expect((await store.digestsFrom('unit-c', 11)).map(({ digest: { number } }) => number)).toEqual(
      [11, 12],
    );
  });
});

describeStores('organisations', () => {
  it('are known to the unit from the time on that was noted first', async () => {
    const { id } = ownConsultation();
    const { store } = under;
    const [one, other] = [
      store.organisationKey('Biedrība „Ābele”'),
      store.organisationKey('Bērzs'),
    ];
    expect(store.organisationKey('BIEDRĪBA "Abele"')).toBe(one);
    expect(store.organisationKey('★')).not.toBe(store.organisationKey('☆'));
    const [first, second] = [at('2027-01-05T10:00:00Z'), at('2027-01-06T10:00:00Z')];
    await store.noteOrganisations(id, 'ethics', new Map([[one, first]]));
    await store.noteOrganisations(
      id,
      'ethics',
      new Map([
        [one, second],
        [other, second],
      ]),
    );
    const knownBefore = async (unit: string, instant: Instant) =>
      [...(await store.organisationsBefore(id, unit, instant))].toSorted();
    expect(await knownBefore('ethics', first)).toEqual([]);
    expect(await knownBefore('ethics', plus(first, 1))).toEqual([one]);
    expect(await knownBefore('ethics', second)).toEqual([one]);
    expect(await knownBefore('ethics', plus(second, 1))).toEqual([one, other].toSorted());
    expect(await knownBefore('change-management', plus(second, 1))).toEqual([]);
    expect(await store.organisationsBefore('another', 'ethics', plus(second, 1))).toEqual(
      new Set(),
    );
  });

  it('are noted however many there are', async () => {
    const { id } = ownConsultation();
    const noted = new Map(
      Array.from({ length: 300 }, (_, index) => [
        under.store.organisationKey(`Biedrība ${index}`),
        at('2027-01-05T10:00:00Z'),
      ]),
    );
    await under.store.noteOrganisations(id, 'ethics', noted);
    const known = await under.store.organisationsBefore(id, 'ethics', at('2027-01-06T10:00:00Z'));
    expect(known).toEqual(new Set(noted.keys()));
  });
});

describeStores('mails', () => {
  const now = at('2027-02-01T06:00:00Z');

  async function aReceipt() {
    const consultation = ownConsultation();
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
    const { unit: _, ...about } = digest('unit-lease', 1, '1970-01-01Z', '2027-01-11Z');
    await store.addDigest({ ...about, unit: 'unit-lease', recipients: ['a@unit.example'] }, now);
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
    const consultation = ownConsultation();
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

describeStores('subscriptions', () => {
  const requestedAt = at('2027-01-05T10:00:00.999Z');
  /** Each test has an address of its own. */
  let addresses = 0;
  const ownAddress = () => {
    addresses += 1;
    return `address-${addresses}`.padEnd(22, 'x');
  };
  const rowOf = async (address: string) => under.table.get(under.store.confirmationKey(address));
  const using = () => under.store;

  it('come back as they were saved, in each of their states', async () => {
    const address = ownAddress();
    // The table keeps whole seconds.
    const expiresAt = at('2027-01-12T10:00:00Z');
    const pending = aPending({ requestedAt, expiresAt });
    expect(await using().findSubscription(address)).toBeNull();
    expect(await using().saveRequest(address, null, pending)).toBe('saved');
    expect(await using().findSubscription(address)).toEqual(pending);
    const confirmed = {
      ...pending,
      state: 'confirmed' as const,
      confirmedAt: plus(requestedAt, 5),
      expiresAt: null,
      revision: 2,
    };
    expect(await using().saveSubscription(address, pending, confirmed)).toBe('saved');
    expect(await using().findSubscription(address)).toEqual(confirmed);
    const ended = closeSubscription(confirmed, 'unsubscribed', requestedAt, DEFAULT_RETENTION);
    if (ended === null) throw new Error('The subscription has already ended');
    const over = { ...ended, expiresAt: at('2027-02-04T10:00:00Z') };
    expect(await using().saveSubscription(address, confirmed, over)).toBe('saved');
    expect(await using().findSubscription(address)).toEqual(over);
    const anew = aPending({ requestedAt: plus(requestedAt, 20), expiresAt, revision: 4 });
    expect(await using().saveRequest(address, over, anew)).toBe('saved');
    expect(await using().findSubscription(address)).toEqual(anew);
  });

  it('are forgotten by the table, in whole seconds, while pending and once ended', async () => {
    const address = ownAddress();
    const pending = aPending({ requestedAt });
    const seconds = Date.parse('2027-01-05T10:00:00Z') / 1_000;
    await using().saveRequest(address, null, pending);
    expect((await rowOf(address))?.expires).toBe(seconds + 7 * 86_400);
    const confirmed = {
      ...pending,
      state: 'confirmed' as const,
      confirmedAt: requestedAt,
      expiresAt: null,
      revision: 2,
    };
    await using().saveSubscription(address, pending, confirmed);
    expect((await rowOf(address))?.expires).toBeNull();
    const over = closeSubscription(confirmed, 'complaint', requestedAt, DEFAULT_RETENTION);
    if (over === null) throw new Error('The subscription has already ended');
    await using().saveSubscription(address, confirmed, over);
    expect((await rowOf(address))?.expires).toBe(seconds + 30 * 86_400);
  });

  it('have their confirmation due again when the request is repeated', async () => {
    const address = ownAddress();
    const key = using().confirmationKey(address);
    const first = aPending({ requestedAt: at('2026-01-01T00:00:00Z') });
    const isDue = async () => {
      const { batches } = await using().dueItems(at('2026-06-01T00:00:00Z'), 1_000);
      return batches.some(({ sort }) => sort === address);
    };
    await using().saveRequest(address, null, first);
    expect(await isDue()).toBe(true);
    const moves = new Map([['confirmation', cancel(first.confirmation, 'no')]]);
    await using().moveBatch(await batchAt(using(), key), moves);
    expect(await isDue()).toBe(false);
    const again = { ...first, confirmation: due('confirmation', at('2026-02-01Z')), revision: 2 };
    await using().saveRequest(address, first, again);
    expect(await isDue()).toBe(true);
  });

  it('keep the delivery of their confirmation, which moves on by itself, when they are saved', async () => {
    const address = ownAddress();
    const key = using().confirmationKey(address);
    const pending = aPending({ requestedAt });
    await using().saveRequest(address, null, pending);
    const claimed = claim(pending.confirmation, requestedAt, 'me');
    if (claimed === null) throw new Error('The delivery is not due');
    const moves = new Map([['confirmation', claimed]]);
    await using().moveBatch(await batchAt(using(), key), moves);
    const over = closeSubscription(pending, 'bounce', requestedAt, DEFAULT_RETENTION);
    if (over === null) throw new Error('The subscription has already ended');
    expect(await using().saveSubscription(address, pending, over)).toBe('saved');
    expect((await using().findSubscription(address))?.confirmation).toEqual(claimed);
    expect(await using().findMailing(key)).toMatchObject({
      kind: 'confirmation',
      deliveries: moves,
      subscription: { state: 'ended' },
    });
  });

  it('take one of several changes made at once', async () => {
    const address = ownAddress();
    const pending = aPending({ requestedAt });
    const added = await Promise.all(
      [1, 2, 3].map(async () => using().saveRequest(address, null, pending)),
    );
    expect(added.toSorted()).toEqual(['saved', 'stale', 'stale']);
    const outcomes = await Promise.all(
      (['unsubscribed', 'bounce', 'complaint'] as const).map(async (ending) => {
        const over = closeSubscription(pending, ending, requestedAt, DEFAULT_RETENTION);
        return over && using().saveSubscription(address, pending, over);
      }),
    );
    expect(outcomes.toSorted()).toEqual(['saved', 'stale', 'stale']);
    const anew = { ...pending, revision: 2 };
    expect(await using().saveRequest(address, pending, anew)).toBe('stale');
  });

  it('that were erased are not brought back by a change at the same time', async () => {
    const address = ownAddress();
    const pending = aPending({ requestedAt });
    await using().saveRequest(address, null, pending);
    const batch = await batchAt(using(), using().confirmationKey(address));
    await using().eraseAddress(address, []);
    const over = closeSubscription(pending, 'bounce', requestedAt, DEFAULT_RETENTION);
    if (over === null) throw new Error('The subscription has already ended');
    const moves = new Map([['confirmation', cancel(pending.confirmation, 'no')]]);
    expect(await using().saveSubscription(address, pending, over)).toBe('stale');
    expect(await using().moveBatch(batch, moves)).toBeNull();
    expect(await using().findSubscription(address)).toBeNull();
  });

  it('are read page by page, every one once, in as many shards as there are', async () => {
    const own = await anotherTable('subscriptions');
    try {
      const all = await Promise.all(
        Array.from({ length: 120 }, async (_, index) => {
          const address = await keyOf(`reader-${index}@list.example`);
          await own.store.saveRequest(address, null, aPending());
          return address;
        }),
      );
      expect(own.store.shards).toBe(16);
      const read: string[] = [];
      let used = 0;
      for (let shard = 0; shard < own.store.shards; shard++) {
        const before = read.length;
        for (let after: string | null = null; ;) {
          const page: Awaited<ReturnType<typeof own.store.subscriptionsAfter>> =
            await own.store.subscriptionsAfter(shard, after, 3);
          expect(page.length).toBeLessThanOrEqual(3);
          read.push(...page.map(({ address }) => address));
          after = page.at(-1)?.address ?? null;
          if (after === null) break;
        }
        if (read.length > before) used += 1;
      }
      expect(read.toSorted()).toEqual(all.toSorted());
      expect(used).toBe(16);
    } finally {
      await own.close();
    }
  });
});

describeStores('counts', () => {
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

describeStores('announcements', () => {
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
    expect(await store.startAnnouncement(announcement)).toBe('stale');
    expect(await store.scheduleAnnouncement(announcement)).toBe('scheduled');
    expect(await store.cancelAnnouncement(id)).toBe('cancelled');
    expect(await store.cancelAnnouncement(id)).toBe('cancelled');
    expect(await store.startAnnouncement(announcement)).toBe('stale');
    expect(await store.scheduleAnnouncement(announcement)).toBe('scheduled');
    const moved = { ...announcement, sendAt: plus(now, 1) };
    expect(await store.scheduleAnnouncement(moved)).toBe('scheduled');
    expect(await store.startAnnouncement(announcement)).toBe('stale');
    expect(await store.startAnnouncement(moved)).toBe('started');
    expect(await store.startAnnouncement(moved)).toBe('stale');
    expect(await store.cancelAnnouncement(id)).toBe('started');
    expect(await store.scheduleAnnouncement(announcement)).toBe('started');
    expect(await store.findAnnouncement(id)).toEqual({ ...moved, state: 'started' });
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
    await store.startAnnouncement(announcement);
    expect(await isDue()).toBe(true);
    await store.settleAnnouncement(announcement.id);
    expect(await isDue()).toBe(false);
    expect(await store.findDispatch(key)).toEqual({
      kind: 'announcement',
      announcement: { ...announcement, state: 'started' },
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

describeStores('suppressions', () => {
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

describeStores('the item at a key', () => {
  it('can be deleted, and the deletion tells whether it existed', async () => {
    const key = { partition: 'COUNTS#deleted', sort: 'COUNT' };
    expect(await under.table.delete(key)).toBe('none');
    await under.table.save(key, { count: 1 });
    expect(await under.table.delete(key)).toBe('deleted');
    expect(await under.table.get(key)).toBeNull();
  });
});

describeStores('a table restored from a backup', () => {
  it('is recognised by the stamp of the original table until it is adopted', async () => {
    const { store } = under;
    expect(await store.identify()).toBe('original');
    expect(await store.identify()).toBe('original');
    const restored = await anotherTable('restored');
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
