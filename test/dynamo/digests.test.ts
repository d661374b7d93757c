import { expect, it } from 'vitest';
import { cancel, due } from '../../shared/domain/delivery.ts';
import { localDate, plus } from '../../shared/domain/time.ts';
import { aDigest, at } from '../support/builders.ts';
import { describeStores } from '../support/stores.ts';

const digest = (unit: string, number: number, from: string, to: string) =>
  aDigest({
    unit,
    number,
    slot: localDate(at(to)),
    window: { from: at(from), to: at(to) },
  });

describeStores('digests', (under) => {
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
