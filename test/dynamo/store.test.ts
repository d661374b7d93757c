import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claim, due } from '../../shared/domain/delivery.ts';
import { BEGINNING, type Digest } from '../../shared/domain/digest.ts';
import { edited, withdrawn } from '../../shared/domain/opinion.ts';
import { contains, localDate, plus } from '../../shared/domain/time.ts';
import { Table } from '../../shared/dynamo/table.ts';
import { aConsultation, anInput, aReference, aSubmission, at, aUnit } from '../support/builders.ts';
import { aTable } from '../support/table.ts';

let under: Awaited<ReturnType<typeof aTable>>;
beforeAll(async () => {
  under = await aTable();
});
afterAll(async () => under.close());

/** Each test works on a consultation of its own in the one table. */
let sequence = 0;
function ownConsultation(shards = 1) {
  sequence += 1;
  return aConsultation({ id: `consultation-${sequence}`, shards });
}

const always = { from: BEGINNING, to: at('2099-01-01T00:00:00Z') };

describe('consultations and units', () => {
  it('come back as they were saved, and the last one saved stands', async () => {
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

  it('keep a draft version as it was first published', async () => {
    const { id, draft } = ownConsultation();
    expect(await under.store.addDraft(id, draft)).toBe('added');
    expect(await under.store.addDraft(id, structuredClone(draft))).toBe('same');
    const other = { ...draft, commitments: draft.commitments.slice(1) };
    expect(await under.store.addDraft(id, other)).toBe('taken');
    expect(await under.store.addDraft(id, { ...other, version: 2 })).toBe('added');
  });
});

describe('submissions', () => {
  it('are added once, and the first one stands', async () => {
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
    const second = edited(first, consultation, anInput(), 'b', at('2027-01-06T10:00:00Z'));
    await under.store.addSubmission(consultation, first);
    await under.store.addSubmission(consultation, second);
    expect(await under.store.findSubmission(consultation, first.reference)).toEqual(second);
  });

  it('tie an Idempotency-Key to the reference that came first', async () => {
    const { id } = ownConsultation();
    expect(await under.store.tieKey(id, 'hash', 'FIRST')).toBe('FIRST');
    expect(await under.store.tieKey(id, 'hash', 'SECOND')).toBe('FIRST');
    expect(await under.store.tieKey(id, 'other', 'SECOND')).toBe('SECOND');
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
        const received = streamed.map(({ receivedAt }) => receivedAt);
        expect(received).toEqual(received.toSorted());
        const expected = submissions.filter(({ receivedAt }) => contains(window, receivedAt));
        expect(new Set(streamed.map(({ reference }) => reference))).toEqual(
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
    expect(streamed.map(({ receivedAt }) => receivedAt)).toEqual([
      window.from,
      plus(window.to, -1),
    ]);
  });

  it('stream a submission that was revised within the window by its latest version alone', async () => {
    const consultation = ownConsultation(2);
    const first = aSubmission({ consultation, receivedAt: at('2027-01-05T10:00:00Z') });
    const second = edited(first, consultation, anInput(), 'b', at('2027-01-06T10:00:00Z'));
    const third = withdrawn(second, at('2027-01-13T10:00:00Z'));
    for (const one of [first, second, third]) await under.store.addSubmission(consultation, one);
    const versions = async (from: string, to: string) => {
      const window = { from: at(from), to: at(to) };
      const streamed = await Array.fromAsync(under.store.streamReceived(consultation, window));
      return streamed.map(({ version }) => version);
    };
    expect(await versions('2027-01-05Z', '2027-01-06Z')).toEqual([1]);
    expect(await versions('2027-01-05Z', '2027-01-11Z')).toEqual([2]);
    expect(await versions('2027-01-11Z', '2027-01-18Z')).toEqual([3]);
    expect(await versions('2027-01-05Z', '2027-01-18Z')).toEqual([3]);
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

  it('fail loudly over a bad row, naming its key', async () => {
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

describe('digests', () => {
  const digest = (unit: string, number: number, from: string, to: string): Digest => ({
    unit,
    number,
    slot: localDate(at(to)),
    window: { from: at(from), to: at(to) },
    consultations: ['c'],
    language: 'lv',
    recipients: ['a@unit.example', 'b@unit.example'],
    totals: { opinions: 0, submissions: 0, edited: 0, withdrawn: 0 },
  });

  it('take each number once, however many runs want it at once', async () => {
    const first = digest('unit-a', 1, '1970-01-01Z', '2027-01-11Z');
    const outcomes = await Promise.all([1, 2, 3].map(() => under.store.addDigest(first)));
    expect(outcomes.toSorted()).toEqual(['added', 'taken', 'taken']);
    expect(await under.store.latestDigest('unit-a')).toEqual(first);
    expect(await under.store.findDigest('unit-a', 1)).toEqual(first);
    expect(await under.store.latestDigest('unit-b')).toBeNull();
  });

  it('tell by an item’s receipt which of them holds it', async () => {
    for (let number = 1; number <= 12; number++) {
      const day = (n: number) => plus(at('2027-01-04Z'), n * 7 * 86_400_000);
      await under.store.addDigest(digest('unit-c', number, day(number - 1), day(number)));
    }
    const telling = async (receivedAt: string) =>
      (await under.store.digestTelling('unit-c', at(receivedAt)))?.number ?? null;
    expect(await telling('2027-01-04T00:00:00Z')).toBe(1);
    expect(await telling('2027-01-10T23:59:59.999Z')).toBe(1);
    expect(await telling('2027-01-11T00:00:00Z')).toBe(2);
    expect(await telling('2027-03-28T23:59:59.999Z')).toBe(12);
    expect(await telling('2027-03-29T00:00:00Z')).toBeNull();
    expect(await telling('2027-01-03T00:00:00Z')).toBeNull();
  });

  it('have a delivery for each recipient, added once', async () => {
    const now = at('2027-01-11T06:00:00Z');
    const made = digest('unit-d', 1, '1970-01-01Z', '2027-01-11Z');
    await under.store.addDigestDeliveries(made, now);
    const [first] = await under.store.digestDeliveries('unit-d', 1);
    const claimed = claim(first?.delivery ?? due('digest', 'x@y.lv', now), now);
    expect(
      first && claimed && (await under.store.moveDelivery(first.key, first.delivery, claimed)),
    ).toBe('moved');
    await under.store.addDigestDeliveries(made, now);
    const states = (await under.store.digestDeliveries('unit-d', 1)).map(
      ({ delivery }) => delivery.state,
    );
    expect(states).toEqual(['sending', 'due']);
  });
});

describe('deliveries', () => {
  const now = at('2027-02-01T06:00:00Z');

  it('are claimed by one of many who try at once', async () => {
    const consultation = ownConsultation();
    const submission = aSubmission({ consultation });
    await under.store.addSubmission(consultation, submission);
    const key = under.store.receiptKey(consultation, submission);
    const claimed = claim(submission.receipt, now);
    if (claimed === null) throw new Error('due');
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => under.store.moveDelivery(key, submission.receipt, claimed)),
    );
    expect(outcomes.filter((one) => one === 'moved')).toHaveLength(1);
    expect(await under.store.findMailing(key)).toMatchObject({
      kind: 'receipt',
      delivery: claimed,
    });
  });

  it('are in the outbox from when they are due until they rest', async () => {
    const consultation = ownConsultation();
    const submission = aSubmission({ consultation, receivedAt: plus(now, 1_000) });
    await under.store.addSubmission(consultation, submission);
    const key = under.store.receiptKey(consultation, submission);
    const listed = async (time: string) => {
      const dues = await under.store.dueDeliveries(at(time), 1_000);
      return dues.some(({ partition, sort }) => partition === key.partition && sort === key.sort);
    };
    expect(await listed(now)).toBe(false);
    expect(await listed(plus(now, 1_000))).toBe(true);

    const claimed = claim(submission.receipt, plus(now, 1_000));
    if (claimed === null) throw new Error('due');
    await under.store.moveDelivery(key, submission.receipt, claimed);
    expect(await listed(plus(now, 1_000))).toBe(false);
    expect(await listed(plus(now, 600_000))).toBe(true);

    const { kind, to, attempts, repeat } = claimed;
    const sent = {
      state: 'sent',
      kind,
      to,
      attempts,
      repeat,
      sentAt: now,
      messageId: 'm',
    } as const;
    await under.store.moveDelivery(key, claimed, sent);
    expect(await listed('2099-01-01T00:00:00Z')).toBe(false);
    expect(await under.store.findSubmission(consultation, submission.reference)).toEqual({
      ...submission,
      receipt: sent,
    });
  });
});

describe('a table restored from a backup', () => {
  it('is recognised by the stamp of the one it came from, until it is adopted', async () => {
    const { store } = under;
    expect(await store.identify()).toBe('original');
    expect(await store.identify()).toBe('original');
    const restored = await aTable('restored');
    try {
      const stamp = await under.table.get({ partition: 'INSTALLATION', sort: 'IDENTITY' });
      await new Table('restored', restored.client).put(
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
