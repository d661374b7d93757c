import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BEGINNING, type Digest } from '../../shared/domain/digest.ts';
import { type Finding, checkSeries } from '../../shared/domain/health.ts';
import { DAY_MS, type Instant, localDate, plus } from '../../shared/domain/time.ts';
import { at } from '../support/builders.ts';

const UNIT = 'change-management';
const FIRST = at('2027-01-11T05:55:00Z');

function aDigest(number: number, from: Instant, to: Instant): Digest {
  return {
    unit: UNIT,
    number,
    slot: localDate(to),
    window: { from, to },
    consultations: [],
    language: 'lv',
    recipients: [],
    totals: { opinions: 0, submissions: 0, edited: 0, withdrawn: 0 },
  };
}

/** A good series: each window begins where the window before ends. The lengths differ. */
const series = fc
  .array(fc.integer({ min: 1, max: 60 }), { minLength: 4, maxLength: 30 })
  .map((days) => {
    let from = BEGINNING;
    let to = FIRST;
    return days.map((length, index) => {
      const digest = aDigest(index + 1, from, to);
      [from, to] = [to, plus(to, length * DAY_MS)];
      return digest;
    });
  });

type Damage = 'gap' | 'overlap' | 'missing' | 'none';
/** The damage to single digests. The number gives the digest's place as a share of the series. */
const damages = fc.array(
  fc.tuple(
    fc.double({ min: 0, max: 0.999, noNaN: true }),
    fc.constantFrom<Damage>('gap', 'overlap', 'missing'),
  ),
  { maxLength: 5 },
);

const shift = (digest: Digest, ms: number): Digest => ({
  ...digest,
  window: { ...digest.window, from: plus(digest.window.from, ms) },
});

function damageSeries(digests: readonly Digest[], wanted: readonly (readonly [number, Damage])[]) {
  const by = new Map<number, Damage>();
  for (const [share, damage] of wanted) {
    // The last digest is never damaged: no digest follows that would show that it is missing.
    by.set(Math.floor(share * (digests.length - 1)), damage);
  }
  const left = digests.flatMap((digest, place) => {
    const damage = by.get(place) ?? 'none';
    if (damage === 'missing') return [];
    if (damage === 'gap') return [shift(digest, 1)];
    return damage === 'overlap' && place > 0 ? [shift(digest, -1)] : [digest];
  });
  return { left, by };
}

const numbersOf = (findings: readonly Finding[], kind: Finding['finding']) =>
  findings.flatMap((one) => (one.finding === kind && 'number' in one ? one.number : []));

describe('the series of a unit’s digests', () => {
  it('has no findings while each window begins where the one before ended', () => {
    fc.assert(
      fc.property(series, fc.nat(), (digests, start) => {
        const clean = start % (digests.length + 1);
        expect(checkSeries(UNIT, digests.slice(Math.max(clean - 1, 0)), clean)).toEqual([]);
      }),
    );
  });

  it('shows every gap, overlap and missing number, wherever they are', () => {
    fc.assert(
      fc.property(series, damages, (digests, wanted) => {
        const { left, by } = damageSeries(digests, wanted);
        const findings = checkSeries(UNIT, left, 0);
        const missing = findings.flatMap((one) =>
          one.finding === 'number-missing'
            ? Array.from({ length: one.last - one.number + 1 }, (_, index) => one.number + index)
            : [],
        );
        const places = (damage: Damage) =>
          [...by]
            .flatMap(([place, done]) => (done === damage ? place + 1 : []))
            .toSorted((a, b) => a - b);
        expect(missing).toEqual(places('missing'));
        // The digest after a missing one has a gap before it, because every window lasts at least a
        // day.
        const afterMissing = left
          .map(({ number }) => number)
          .filter((number) => by.get(number - 2) === 'missing');
        const gaps = new Set([...places('gap'), ...afterMissing]);
        expect(numbersOf(findings, 'window-gap')).toEqual([...gaps].toSorted((a, b) => a - b));
        const overlaps = places('overlap').filter((number) => number > 1 && !gaps.has(number));
        expect(numbersOf(findings, 'window-overlap')).toEqual(overlaps);
      }),
    );
  });

  it('shows that a digest is missing that was clean before', () => {
    expect(checkSeries(UNIT, [], 7)).toEqual([
      { finding: 'number-missing', unit: UNIT, number: 7, last: 7 },
    ]);
    const eighth = aDigest(8, FIRST, plus(FIRST, DAY_MS));
    expect(checkSeries(UNIT, [eighth], 7)).toMatchObject([
      { finding: 'number-missing', number: 7, last: 7 },
    ]);
  });
});
