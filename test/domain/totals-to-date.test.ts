import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answers,
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import { plus } from '../../shared/domain/time.ts';
import { RunningTotals, type TotalsToDate } from '../../shared/domain/totals-to-date.ts';
import { aConsultation, anInput, aSubmission, at, given } from '../support/builders.ts';

const START = at('2027-01-05T10:00:00Z');
const { draft } = aConsultation();
/** The unit has the whole and the commitments 1 and 3, another one has 2. */
const consultation = aConsultation({
  draft: {
    ...draft,
    commitments: draft.commitments.map((one) =>
      one.number === 2 ? { ...one, unit: 'ethics' } : one,
    ),
  },
});
const UNIT = 'change-management';
const NOBODY = { organisations: 0, newOrganisations: 0 };

type Opinions = ReturnType<typeof anInput>['opinions'];
const ratedIn = ({ rating }: Answers) => (typeof rating === 'string' ? [rating] : []);

/** Makes the versions of a submission, one for each list of opinions. None: it is withdrawn. */
function versionsOf(seed: number, [first = [], ...later]: readonly Opinions[]): Submission[] {
  const versions: Submission[] = [
    aSubmission({ consultation, receivedAt: START, seed, opinions: first }),
  ];
  for (const [index, opinions] of later.entries()) {
    const before = versions.at(-1);
    if (before === undefined) continue;
    const now = plus(START, index + 1);
    const after =
      opinions.length === 0
        ? withdrawSubmission(before, now)
        : editSubmission(before, consultation, given(anInput({ opinions })), 'x', now);
    versions.push(after);
  }
  return versions;
}

function totalsOf(
  changes: Parameters<RunningTotals['add']>[0][],
  before: TotalsToDate | null = null,
) {
  const running = new RunningTotals(UNIT, ratedIn, before);
  for (const change of changes) running.add(change);
  return running.finish(consultation.id, NOBODY);
}

describe('the totals to date', () => {
  it('count what stands, by commitment and rating, of the opinions that the unit reads', () => {
    const first = aSubmission({
      consultation,
      seed: 1,
      opinions: [
        { commitment: null, rating: null, text: 'a' },
        { commitment: 1, rating: 'limited', text: 'b' },
        { commitment: 2, rating: 'complete', text: 'c' },
      ],
    });
    const second = aSubmission({
      consultation,
      seed: 2,
      opinions: [
        { commitment: 1, rating: 'limited', text: '' },
        { commitment: 3, rating: 'complete', text: '' },
      ],
    });
    const others = aSubmission({
      consultation,
      seed: 3,
      opinions: [{ commitment: 2, rating: 'limited', text: '' }],
    });
    const changes = [first, second, others].map((after) => ({ before: null, after }));
    expect(totalsOf(changes)).toEqual({
      consultation: consultation.id,
      submissions: 2,
      parts: 4,
      ...NOBODY,
      commitments: [
        { commitment: null, parts: 1, counts: {}, uncounted: 1 },
        { commitment: 1, parts: 2, counts: { limited: 2 }, uncounted: 0 },
        { commitment: 3, parts: 1, counts: { complete: 1 }, uncounted: 0 },
      ],
    });
  });

  it('take off what was edited or withdrawn', () => {
    const [one, edited, gone] = versionsOf(1, [
      [
        { commitment: 1, rating: 'limited', text: 'a' },
        { commitment: 3, rating: 'limited', text: 'a' },
      ],
      [{ commitment: 1, rating: 'complete', text: 'a' }],
      [],
    ]) as [Submission, Submission, Submission];
    const before = totalsOf([{ before: null, after: one }]);
    const after = totalsOf([{ before: one, after: edited }], before);
    expect(after).toMatchObject({
      submissions: 1,
      parts: 1,
      commitments: [{ commitment: 1, parts: 1, counts: { complete: 1 }, uncounted: 0 }],
    });
    expect(totalsOf([{ before: edited, after: gone }], after)).toMatchObject({
      submissions: 0,
      parts: 0,
      commitments: [],
    });
  });

  it('are the same from window to window as from the beginning', () => {
    const opinion = fc.record({
      commitment: fc.constantFrom(null, 1, 2, 3),
      rating: fc.constantFrom(null, 'limited' as const, 'complete' as const),
      text: fc.constantFrom('viens', 'divi'),
    });
    const opinions = fc.uniqueArray(opinion, {
      selector: ({ commitment }) => commitment,
      maxLength: 4,
    });
    const history = fc.array(opinions, { minLength: 1, maxLength: 6 });
    const property = fc.property(
      fc.array(history, { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(fc.nat(6), { minLength: 1 }),
      (histories, ends) => {
        const submissions = histories.map((lists, seed) =>
          versionsOf(
            seed + 1,
            // A submission begins with an opinion, and is withdrawn once at a time.
            lists.filter((one, index) => one.length > 0 || (lists[index - 1]?.length ?? 0) > 0),
          ).filter(({ parts, state }) => parts.length > 0 || state === 'withdrawn'),
        );
        let totals: TotalsToDate | null = null;
        let from = -1;
        for (const end of ends.toSorted((a, b) => a - b)) {
          const changes = submissions.flatMap((versions) => {
            const after = versions.slice(from + 1, end + 1).at(-1);
            return after === undefined
              ? []
              : [{ before: versions.slice(0, from + 1).at(-1) ?? null, after }];
          });
          totals = totalsOf(changes, totals);
          const standing = submissions.flatMap((versions) => {
            const after = versions.slice(0, end + 1).at(-1);
            return after === undefined ? [] : [{ before: null, after }];
          });
          expect(totals).toEqual(totalsOf(standing));
          from = end;
        }
      },
    );
    fc.assert(property);
  });
});
