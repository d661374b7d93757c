import { describe, expect, it } from 'vitest';
import { changesFor } from '../../shared/domain/part-change.ts';
import {
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import { plus } from '../../shared/domain/time.ts';
import {
  aConsultation,
  anInput,
  given,
  aSubmission,
  type ReviewInput,
} from '../support/builders.ts';

const { unit } = aConsultation();
const consultation = aConsultation({
  draft: {
    version: 1,
    commitments: aConsultation().draft.commitments.map((one) =>
      one.number === 3 ? { ...one, unit: 'ethics' } : one,
    ),
  },
});

const on = (commitment: number | null, text: string) => ({ commitment, rating: null, text });
const first = aSubmission({
  consultation,
  opinions: [on(1, 'viens'), { commitment: 2, rating: 'limited', text: 'divi' }, on(3, 'trīs')],
});
const later = plus(first.receivedAt, 60_000);

function edited(before: Submission, changes: Partial<ReviewInput>): Submission {
  return editSubmission(before, consultation, given(anInput(changes)), 'b', later);
}

const author = {
  reference: first.reference,
  organisation: first.organisation,
  publication: first.publication,
  confirmed: false,
};

describe('what a unit is told about a submission', () => {
  it('is each of its own opinions, as it was given', () => {
    const { receivedAt } = first;
    expect(changesFor(unit, { before: null, after: first })).toEqual([
      {
        ...author,
        change: 'new',
        commitment: 1,
        answers: { rating: null, text: 'viens' },
        was: null,
        receivedAt,
      },
      {
        ...author,
        change: 'new',
        commitment: 2,
        answers: { rating: 'limited', text: 'divi' },
        was: null,
        receivedAt,
      },
    ]);
    expect(changesFor('ethics', { before: null, after: first })).toMatchObject([{ commitment: 3 }]);
    expect(changesFor('nobody', { before: null, after: first })).toEqual([]);
  });

  it('is only what was edited, added or taken back, with what an edit replaces', () => {
    const { organisation, publication } = first;
    const after = edited(first, { opinions: [on(null, 'viss'), on(1, 'Viens'), on(3, 'trīs')] });
    expect(changesFor(unit, { before: first, after })).toEqual([
      {
        ...author,
        change: 'new',
        commitment: null,
        answers: { rating: null, text: 'viss' },
        was: null,
        receivedAt: later,
      },
      {
        ...author,
        change: 'edited',
        commitment: 1,
        answers: { rating: null, text: 'Viens' },
        was: { organisation, publication, answers: { rating: null, text: 'viens' } },
        receivedAt: later,
      },
      {
        ...author,
        change: 'withdrawn',
        commitment: 2,
        answers: null,
        was: null,
        receivedAt: later,
      },
    ]);
    expect(changesFor('ethics', { before: first, after })).toEqual([]);
  });

  it('is all of it when the organisation has another name, and what is withdrawn under the name of before', () => {
    const after = edited(first, { organisation: 'Cita', opinions: [on(1, 'viens')] });
    expect(changesFor(unit, { before: first, after })).toMatchObject([
      {
        change: 'edited',
        commitment: 1,
        organisation: 'Cita',
        was: { organisation: first.organisation, answers: { text: 'viens' } },
      },
      { change: 'withdrawn', commitment: 2, organisation: first.organisation },
    ]);
  });

  it('is nothing of what was given and taken back since it was told last', () => {
    const gone = withdrawSubmission(first, later);
    expect(changesFor(unit, { before: null, after: gone })).toEqual([]);
    const second = edited(first, { opinions: [on(1, 'viens')] });
    expect(changesFor(unit, { before: second, after: withdrawSubmission(second, later) })).toEqual([
      expect.objectContaining({ change: 'withdrawn', commitment: 1 }),
    ]);
  });
});
