import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contentOf,
  editSubmission,
  type PublicationChoice,
  readsTheSame,
  type Submission,
  unitsToTell,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import { REVIEW } from '../../shared/kinds/review/review.ts';
import { readInput } from '../../shared/kinds/submission-input.ts';
import { plus } from '../../shared/domain/time.ts';
import { aConsultation, anInput, given, aSubmission, at } from '../support/builders.ts';

const consultation = aConsultation();
const now = at('2027-01-05T10:00:00Z');

function valueOf(typed: object) {
  const result = readInput(REVIEW, typed);
  if ('failures' in result) throw new Error(JSON.stringify(result.failures));
  return result.value;
}

describe('the content of a submission', () => {
  const content = (changes = {}) => contentOf('c', valueOf({ ...anInput(), ...changes }));

  it('is the same for the same words, however the form wrote them', () => {
    const a = [
      { commitment: 2, rating: null, text: 'Cafe\u0301\r\nlīdz' },
      { commitment: null, rating: null, text: 'Viss' },
    ];
    const b = [
      { commitment: null, rating: null, text: ' Viss\n' },
      { commitment: 2, rating: null, text: 'Café\nlīdz' },
    ];
    expect(content({ opinions: a })).toBe(content({ opinions: b, language: 'en' }));
  });

  it('differs when any word, choice or name does', () => {
    const contents = [
      content(),
      content({ organisation: 'Cita' }),
      content({ contact: { name: 'Cits', email: anInput().contact.email } }),
      content({ contact: { name: anInput().contact.name, email: 'cits@b.lv' } }),
      content({ publication: 'internal' }),
      content({
        opinions: [{ commitment: 3, rating: 'limited', text: 'Portāls vēl nedarbojas.' }],
      }),
      content({ opinions: [{ commitment: 2, rating: null, text: 'Portāls vēl nedarbojas.' }] }),
    ];
    expect(new Set(contents).size).toBe(contents.length);
  });

  it('cannot be forged by moving words from one field into another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (organisation, name) => {
        const one = contentOf(
          'c',
          given(anInput({ organisation, contact: { name, email: 'a@b.lv' } })),
        );
        const two = contentOf(
          'c',
          given(
            anInput({ organisation: organisation + name, contact: { name: '', email: 'a@b.lv' } }),
          ),
        );
        expect(one === two).toBe(name === '');
      }),
    );
  });
});

describe('a first version', () => {
  it('gives each opinion the unit that is responsible when it comes, in the order of the numbers', () => {
    const opinions = [
      { commitment: 3, rating: null, text: 'trīs' },
      { commitment: null, rating: null, text: 'viss' },
      { commitment: 1, rating: 'limited' as const, text: '' },
    ];
    const submission = aSubmission({ receivedAt: now, opinions });
    const own = { unit: 'change-management', changedAt: now, earlier: null };
    expect(submission).toMatchObject({
      version: 1,
      state: 'submitted',
      withdrawn: [],
      firstReceivedAt: now,
      receivedAt: now,
    });
    expect(submission.parts).toEqual([
      { commitment: null, ...own, answers: { rating: null, text: 'viss' } },
      { commitment: 1, ...own, answers: { rating: 'limited', text: '' } },
      { commitment: 3, ...own, answers: { rating: null, text: 'trīs' } },
    ]);
  });
});

describe('a later version', () => {
  const first = aSubmission({
    receivedAt: at('2027-01-04T10:00:00Z'),
    opinions: [
      { commitment: 1, rating: 'limited', text: 'viens' },
      { commitment: 2, rating: null, text: 'divi' },
    ],
  });
  const moved = aConsultation({
    units: ['change-management', 'ethics'],
    draft: {
      version: 2,
      commitments: [1, 2, 3].map((number) => ({
        number,
        title: { lv: 'A', en: 'A' },
        unit: 'ethics',
      })),
    },
  });

  it('leaves the first version as it is, and keeps the reference and the time of the first receipt', () => {
    const before = structuredClone(first);
    const next = editSubmission(first, consultation, given(anInput()), 'hash', now);
    expect(first).toEqual(before);
    expect(next).toMatchObject({
      reference: first.reference,
      origin: first.origin,
      version: 2,
      state: 'edited',
      firstReceivedAt: first.receivedAt,
      receivedAt: now,
    });
  });

  it('keeps the unit of an existing opinion, gives a new opinion the unit of today, and names what was withdrawn', () => {
    const input = anInput({
      opinions: [
        { commitment: 1, rating: null, text: 'viens, labots' },
        { commitment: 3, rating: null, text: 'trīs' },
      ],
    });
    const next = editSubmission(first, moved, given(input), 'hash', now);
    expect(next.parts.map(({ commitment, unit }) => [commitment, unit])).toEqual([
      [1, 'change-management'],
      [3, 'ethics'],
    ]);
    expect(next.withdrawn).toEqual([
      { commitment: 2, unit: 'change-management', changedAt: now, earlier: first.receivedAt },
    ]);
  });

  it('keeps the time of each opinion that it does not change, given or withdrawn', () => {
    const [t1, t2, t3] = [now, plus(now, 1_000), plus(now, 2_000)];
    const saying = (...opinions: [number, string][]) =>
      given(
        anInput({
          opinions: opinions.map(([commitment, text]) => ({ commitment, rating: null, text })),
        }),
      );
    const second = editSubmission(first, consultation, saying([2, 'divi'], [3, 'trīs']), 'b', t1);
    const third = editSubmission(second, consultation, saying([1, 'viens'], [3, 'Trīs']), 'c', t2);
    const times = ({ parts, withdrawn: gone }: Submission) =>
      [...parts, ...gone].map(({ commitment, changedAt }) => [commitment, changedAt]);
    expect(times(second)).toEqual([
      [2, first.receivedAt],
      [3, t1],
      [1, t1],
    ]);
    expect(times(third)).toEqual([
      [1, t2],
      [3, t2],
      [2, t2],
    ]);
    expect(times(withdrawSubmission(third, t3))).toEqual([
      [1, t3],
      [2, t2],
      [3, t3],
    ]);
  });

  it('keeps since when the words before were for everybody, and nothing of words that were not', () => {
    const [t1, t2, t3] = [now, plus(now, 1_000), plus(now, 2_000)];
    const saying = (publication: PublicationChoice, ...opinions: [number, string][]) =>
      given(
        anInput({
          publication,
          opinions: opinions.map(([commitment, text]) => ({ commitment, rating: null, text })),
        }),
      );
    const words = ({ parts, withdrawn: gone }: Submission) =>
      [...parts, ...gone].map(({ commitment, earlier }) => [commitment, earlier]);
    const named = saying('named', [1, 'viens, labots'], [3, 'trīs']);
    const second = editSubmission(first, consultation, named, 'b', t1);
    expect(words(second)).toEqual([
      [1, first.receivedAt],
      [3, null],
      [2, first.receivedAt],
    ]);
    const same = editSubmission(second, consultation, { ...named, language: 'en' }, 'b', t2);
    expect(words(same)).toEqual(words(second));
    const internal = editSubmission(second, consultation, saying('internal', [1, 'x']), 'c', t2);
    expect(words(internal)).toEqual([
      [1, t1],
      [2, first.receivedAt],
      [3, t1],
    ]);
    const again = editSubmission(internal, consultation, saying('named', [2, 'divi']), 'd', t3);
    expect(words(again)).toEqual([
      [2, null],
      [1, null],
      [3, t1],
    ]);
    expect(words(withdrawSubmission(internal, t3))).toContainEqual([1, null]);
  });

  it.each([{ organisation: 'Cita biedrība' }, { publication: 'internal' as const }])(
    'changes all opinions when it has %j',
    (changes) => {
      const { parts } = first;
      const same = editSubmission(first, consultation, { ...given(anInput()), parts }, 'b', now);
      expect(same.parts).toEqual(parts);
      const input = { ...given(anInput()), parts, ...changes };
      const next = editSubmission(first, consultation, input, 'b', now);
      expect(next.parts.map(({ changedAt }) => changedAt)).toEqual([now, now]);
    },
  );

  it('reads the same where neither has an opinion, and differs where one of them has', () => {
    const without = editSubmission(
      first,
      consultation,
      given(anInput({ opinions: [{ commitment: 1, rating: 'limited', text: 'viens' }] })),
      'b',
      now,
    );
    expect(readsTheSame(3, first, without)).toBe(true);
    expect(readsTheSame(2, first, without)).toBe(false);
    expect(readsTheSame(2, without, first)).toBe(false);
    expect(readsTheSame(1, { ...first, organisation: without.organisation }, without)).toBe(true);
  });

  it('is received after the version before, for any difference of the clocks', () => {
    const second = editSubmission(
      first,
      consultation,
      given(anInput()),
      'b',
      plus(first.receivedAt, -5_000),
    );
    expect(second.receivedAt).toBe(plus(first.receivedAt, 1));
    expect(withdrawSubmission(second, first.receivedAt).receivedAt).toBe(plus(first.receivedAt, 2));
    expect(withdrawSubmission(second, now).receivedAt).toBe(now);
  });

  it('names the units that will be told', () => {
    const input = anInput({ opinions: [{ commitment: 1, rating: 'limited', text: 'viens' }] });
    const added = anInput({
      opinions: [...input.opinions, { commitment: 3, rating: null, text: 'trīs' }],
    });
    const second = editSubmission(first, moved, given(input), 'b', now);
    const third = editSubmission(second, moved, given(added), 'c', plus(now, 1));
    expect(unitsToTell(first)).toEqual(['change-management']);
    expect(unitsToTell(second)).toEqual(['change-management']);
    expect(unitsToTell(third)).toEqual(['ethics']);
    expect(unitsToTell(withdrawSubmission(third, plus(now, 2)))).toEqual([
      'change-management',
      'ethics',
    ]);
  });

  it('withdraws every opinion ever given when it is a withdrawal', () => {
    const last = withdrawSubmission(
      editSubmission(
        first,
        moved,
        given(anInput({ opinions: [{ commitment: 3, rating: null, text: 'x' }] })),
        'hash',
        now,
      ),
      now,
    );
    expect(last).toMatchObject({
      version: 3,
      state: 'withdrawn',
      parts: [],
    });
    expect(last.withdrawn.map(({ commitment }) => commitment)).toEqual([1, 2, 3]);
  });
});
