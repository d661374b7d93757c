import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  BEGINNING,
  type Digest,
  isPremature,
  WINDOW_MARGIN_MS,
  nextDigestDay,
  planDigest,
} from '../../shared/domain/digest.ts';
import { contains, type Instant, instantOf, plus } from '../../shared/domain/time.ts';
import { aConsultation, at, aUnit } from '../support/builders.ts';

const NOTHING = { given: {}, submissions: 0, edited: 0, withdrawn: 0 };

/** Carries out one run as the use case does: the digest is added when its number is free. */
function carryOut(digests: readonly Digest[], scheduledTime: Instant, unit = aUnit()) {
  const consultations = [aConsultation({ closesAt: at('2040-01-01T00:00:00Z') })];
  const planned = planDigest(unit, consultations, digests.at(-1) ?? null, scheduledTime);
  return planned.plan === 'make' ? [...digests, { ...planned.digest, totals: NOTHING }] : digests;
}

/** Returns 08:00 in Riga on the Monday that is `weeks` after Monday 4 January 2027. */
function monday(weeks: number): Instant {
  const slot = Temporal.PlainDateTime.from('2027-01-04T08:00').add({ weeks });
  return instantOf(new Date(slot.toZonedDateTime('Europe/Riga').epochMilliseconds));
}

describe('the windows of a unit', () => {
  it('touch and never overlap, over any series of runs late, doubled, missed or out of order', () => {
    const runs = fc.array(fc.record({ week: fc.nat(120), lateMs: fc.nat(3 * 86_400_000) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(runs, (series) => {
        let digests: readonly Digest[] = [];
        for (const { week } of series) digests = carryOut(digests, monday(week));
        digests.forEach(({ number, window }, index) => {
          expect(number).toBe(index + 1);
          expect(window.from).toBe(digests[index - 1]?.window.to ?? BEGINNING);
          expect(window.from < window.to).toBe(true);
        });
      }),
    );
  });

  it('tell every submission exactly once, whenever it came', () => {
    const receipts = fc.date({
      min: new Date('2027-01-04T00:00:00Z'),
      max: new Date('2028-12-01T00:00:00Z'),
      noInvalidDate: true,
    });
    const weeks = fc
      .uniqueArray(fc.nat(100), { maxLength: 40 })
      .map((all) => all.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(weeks, fc.array(receipts, { maxLength: 30 }), (run, received) => {
        const last = Math.max(101, ...run);
        const digests = [...run, last].reduce<readonly Digest[]>(
          (all, week) => carryOut(all, monday(week)),
          [],
        );
        for (const date of received) {
          const instant = instantOf(date);
          const telling = digests.filter(({ window }) => contains(window, instant));
          expect(telling).toHaveLength(instant < plus(monday(last), -WINDOW_MARGIN_MS) ? 1 : 0);
        }
      }),
    );
  });

  it('put an item on the boundary into the later window only', () => {
    const digests = carryOut(carryOut([], monday(1)), monday(2));
    const boundary = plus(monday(1), -WINDOW_MARGIN_MS);
    expect(digests.map(({ window }) => contains(window, boundary))).toEqual([false, true]);
    expect(digests.map(({ window }) => contains(window, plus(boundary, -1)))).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    ['spring', 167, '2027-03-22T06:00:00.000Z', '2027-03-29T05:00:00.000Z'],
    ['autumn', 169, '2027-10-25T05:00:00.000Z', '2027-11-01T06:00:00.000Z'],
  ])(
    'span the week of the %s clock change, %i hours, without gap or overlap',
    (_, hours, ...slots) => {
      const [first, second] = slots.reduce<readonly Digest[]>(
        (all, slot) => carryOut(all, at(slot)),
        [],
      );
      expect(second?.window.from).toBe(first?.window.to);
      const span = Date.parse(second?.window.to ?? '') - Date.parse(second?.window.from ?? '');
      expect(span).toBe(hours * 3_600_000);
    },
  );

  it('end at the scheduled time less the margin, however late the run is', () => {
    const [digest] = carryOut([], monday(1));
    expect(digest?.window.to).toBe('2027-01-11T05:55:00.000Z');
    expect(digest?.slot).toBe('2027-01-11');
  });

  it('carry weeks that were missed', () => {
    const digests = carryOut(carryOut([], monday(1)), monday(5));
    expect(digests[1]).toMatchObject({
      number: 2,
      window: { from: '2027-01-11T05:55:00.000Z', to: '2027-02-08T05:55:00.000Z' },
    });
  });
});

describe('a run', () => {
  const unit = aUnit();
  const [previous = null] = carryOut([], monday(1));

  it('makes nothing twice for one day, also when it is repeated with another time of that day', () => {
    for (const slot of [monday(1), plus(monday(1), 3 * 3_600_000), monday(0)]) {
      expect(planDigest(unit, [aConsultation()], previous, slot)).toEqual({ plan: 'covered' });
    }
  });

  it('owes a unit nothing on a day that is not its digest day, when its last digest day had a digest', () => {
    const tuesday = plus(monday(1), 24 * 3_600_000);
    const plan = planDigest(unit, [aConsultation()], previous, tuesday);
    expect(plan).toEqual({ plan: 'nothing-due', why: 'not-its-day' });
    const daily = aUnit({ digestDays: ['monday', 'tuesday'] });
    expect(planDigest(daily, [aConsultation()], previous, tuesday).plan).toBe('make');
  });

  it.each([
    ['Tuesday', 1],
    ['Friday', 4],
    ['Sunday', 6],
  ])('makes up on %s for the Monday that was missed, with all that came until then', (_, days) => {
    const slot = plus(monday(2), days * 86_400_000);
    expect(planDigest(unit, [aConsultation()], previous, slot)).toMatchObject({
      plan: 'make',
      digest: {
        number: 2,
        window: { from: previous?.window.to, to: plus(slot, -WINDOW_MARGIN_MS) },
      },
    });
  });

  it('makes up for a missed day once, and the next digest day owes a digest as usual', () => {
    const wednesday = plus(monday(2), 2 * 86_400_000);
    const madeUp = planDigest(unit, [aConsultation()], previous, wednesday);
    if (madeUp.plan !== 'make') throw new Error('The missed Monday was not made up');
    const after = { ...madeUp.digest, totals: NOTHING };
    const plan = (slot: Instant) => planDigest(unit, [aConsultation()], after, slot).plan;
    expect(plan(plus(wednesday, 86_400_000))).toBe('nothing-due');
    expect(plan(monday(2))).toBe('covered');
    expect(plan(monday(3))).toBe('make');
  });

  it('makes up for no digest day that was before the consultation opened', () => {
    const wednesday = plus(monday(2), 2 * 86_400_000);
    const opening = (opensAt: Instant, last = previous) =>
      planDigest(unit, [aConsultation({ opensAt })], last, wednesday).plan;
    const mondaysEnd = plus(monday(2), -WINDOW_MARGIN_MS);
    expect(planDigest(unit, [aConsultation({ opensAt: mondaysEnd })], previous, wednesday)).toEqual(
      {
        plan: 'nothing-due',
        why: 'not-its-day',
      },
    );
    expect(opening(plus(mondaysEnd, -1))).toBe('make');
    expect(opening(mondaysEnd, null)).toBe('nothing-due');
    expect(opening(plus(mondaysEnd, -1), null)).toBe('make');
  });

  it('makes up for the Monday that one of two consultations has missed, and tells both', () => {
    const wednesday = plus(monday(2), 2 * 86_400_000);
    const missed = aConsultation({ id: 'missed' });
    const opened = aConsultation({ id: 'opened-since', opensAt: plus(monday(2), 3_600_000) });
    for (const both of [
      [missed, opened],
      [opened, missed],
    ]) {
      expect(planDigest(unit, both, previous, wednesday)).toMatchObject({
        plan: 'make',
        digest: { consultations: both.map(({ id }) => id) },
      });
    }
  });

  it('owes a unit nothing while nothing of its own is open, and one last digest after closing', () => {
    const plan = (consultation: Partial<ReturnType<typeof aConsultation>>, week: number) =>
      planDigest(unit, [aConsultation(consultation)], previous, monday(week)).plan;
    expect(plan({ closesAt: previous?.window.to ?? at('2027-01-01Z') }, 2)).toBe('nothing-due');
    expect(plan({ closesAt: plus(previous?.window.to ?? at('2027-01-01Z'), 1) }, 2)).toBe('make');
    expect(plan({ opensAt: plus(monday(2), -WINDOW_MARGIN_MS) }, 2)).toBe('nothing-due');
    expect(plan({ opensAt: plus(monday(2), -WINDOW_MARGIN_MS - 1) }, 2)).toBe('make');
    expect(plan({ units: ['another'] }, 2)).toBe('nothing-due');
    expect(planDigest(unit, [aConsultation({ units: ['another'] })], previous, monday(2))).toEqual({
      plan: 'nothing-due',
      why: 'nothing-open',
    });
  });

  it('tells of no consultation that opens after its window', () => {
    const all = [
      aConsultation({ id: 'open' }),
      aConsultation({ id: 'at-its-end', opensAt: plus(monday(2), -WINDOW_MARGIN_MS) }),
      aConsultation({ id: 'later', opensAt: monday(3) }),
    ];
    expect(planDigest(unit, all, previous, monday(2))).toMatchObject({
      plan: 'make',
      digest: { consultations: ['open'] },
    });
  });

  it('makes no digest whose window would be empty, whatever day the one before was for', () => {
    if (previous === null) throw new Error('It was made');
    const to = plus(monday(2), -WINDOW_MARGIN_MS);
    const reaching = (end: Instant) => ({ ...previous, window: { ...previous.window, to: end } });
    const plan = (end: Instant) =>
      planDigest(unit, [aConsultation()], reaching(end), monday(2)).plan;
    expect(plan(plus(to, -1))).toBe('make');
    expect(plan(to)).toBe('covered');
    expect(plan(plus(to, 1))).toBe('covered');
  });

  it('cannot be for a unit without a digest day', () => {
    const never = aUnit({ digestDays: [] });
    expect(() => planDigest(never, [aConsultation()], previous, monday(2))).toThrow(never.id);
    expect(() => nextDigestDay(never, monday(2))).toThrow(never.id);
  });

  it('leaves the window of a unit without a mailbox to the next digest', () => {
    const nobody = aUnit({ mailboxes: [] });
    expect(planDigest(nobody, [aConsultation()], previous, monday(2))).toEqual({
      plan: 'no-mailbox',
    });
  });

  it('is premature until its window can no longer fill', () => {
    const slot = monday(1);
    expect(isPremature(slot, slot)).toBe(false);
    expect(isPremature(slot, plus(slot, -4 * 60_000))).toBe(false);
    expect(isPremature(slot, plus(slot, -4 * 60_000 - 1))).toBe(true);
  });

  it('is announced on receipts for the unit’s next day, never today', () => {
    expect(nextDigestDay(unit, at('2027-01-05T10:00:00Z'))).toBe('2027-01-11');
    expect(nextDigestDay(unit, at('2027-01-11T10:00:00Z'))).toBe('2027-01-18');
  });

  it('is announced for the right day in the weeks in which clocks change', () => {
    // Midnight and a half in Riga, a week before summer time ends, and before it begins.
    expect(nextDigestDay(unit, at('2026-10-18T21:30:00Z'))).toBe('2026-10-26');
    expect(nextDigestDay(unit, at('2027-03-22T21:30:00Z'))).toBe('2027-03-29');
  });
});
