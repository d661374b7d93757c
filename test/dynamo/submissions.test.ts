import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BEGINNING } from '../../shared/domain/digest.ts';
import {
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import { contains, plus } from '../../shared/domain/time.ts';
import { anInput, aReference, aSubmission, at, given } from '../support/builders.ts';
import { describeStores } from '../support/stores.ts';

const always = { from: BEGINNING, to: at('2099-01-01T00:00:00Z') };

describeStores('submissions', (under) => {
  it('are added once, and the first one stays', async () => {
    const consultation = under.ownConsultation(4);
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
    const consultation = under.ownConsultation();
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
    const { id } = under.ownConsultation();
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
        const consultation = under.ownConsultation(shards);
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
    const consultation = under.ownConsultation();
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
    const consultation = under.ownConsultation(2);
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
    const consultation = under.ownConsultation();
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
    const consultation = under.ownConsultation();
    const text = 'ā'.repeat(20_000);
    for (let seed = 1; seed <= 60; seed++) {
      const opinions = [{ commitment: 1, rating: null, text }];
      await under.store.addSubmission(consultation, aSubmission({ consultation, seed, opinions }));
    }
    const streamed = await Array.fromAsync(under.store.streamReceived(consultation, always));
    expect(streamed).toHaveLength(60);
  });

  it('throw at a bad row, naming its key', async () => {
    const consultation = under.ownConsultation();
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
