import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSubmission } from '../../shared/domain/submission.ts';
import { formOf, readForm } from '../../shared/http/form.ts';
import { CALL } from '../../shared/kinds/call/call.ts';
import { REVIEW } from '../../shared/kinds/review/review.ts';
import { readInput } from '../../shared/kinds/submission-input.ts';
import { aConsultation, anInput, at, given } from '../support/builders.ts';

const posted = {
  organisation: 'Biedrība',
  contact: 'Anna',
  email: 'anna@b.lv',
  publication: 'named',
  'rating-2': 'limited',
  'opinion-2': 'Otrā',
  'rating-0': '',
  'opinion-0': ' \r\n ',
  'opinion-1': '',
  'rating-3': 'complete',
};

function failuresOf(changes: Record<string, string | string[]>) {
  const form = readForm(REVIEW, { ...posted, ...changes }, 'lv');
  const input = readInput(REVIEW, form.input);
  return 'failures' in input ? input.failures.map(form.failureAt) : [];
}

function valueOf(result: ReturnType<typeof readInput>) {
  if ('failures' in result) throw new Error(JSON.stringify(result.failures));
  return result.value;
}

describe('a posted form', () => {
  it('becomes the input that the API takes, without the opinions left blank', () => {
    expect(readForm(REVIEW, posted, 'en').input).toEqual({
      organisation: 'Biedrība',
      contact: { name: 'Anna', email: 'anna@b.lv' },
      publication: 'named',
      language: 'en',
      opinions: [
        { commitment: 2, rating: 'limited', text: 'Otrā' },
        { commitment: 3, rating: 'complete', text: '' },
      ],
    });
  });

  it.each([
    [{ organisation: '' }, 'organisation', 'required'],
    [{ contact: '' }, 'contact', 'required'],
    [{ email: 'x' }, 'email', 'not-an-email'],
    [{ publication: 'x' }, 'publication', 'not-a-choice'],
    [{ 'rating-2': 'superb' }, 'rating-2', 'not-a-choice'],
    [{ 'opinion-2': 'a'.repeat(20_001) }, 'opinion-2', 'too-long'],
    [{ organisation: ['A', 'B'] }, 'organisation', 'repeated'],
    [{ 'rating-3': ['limited', 'complete'] }, 'rating-3', 'repeated'],
    [{ 'opinion-2': ['a', 'b'] }, 'opinion-2', 'repeated'],
    [{ publication: ['named', 'named'] }, 'publication', 'repeated'],
  ] as [Record<string, string | string[]>, string, string][])(
    'with %j fails at the field %s as %s',
    (changes, field, fault) => {
      expect(failuresOf(changes)).toEqual([expect.objectContaining({ field, fault })]);
    },
  );

  it('names no single field when it holds no opinion at all', () => {
    const { failureAt } = readForm(REVIEW, { organisation: 'A' }, 'lv');
    expect(failureAt({ pointer: '/opinions', fault: 'no-opinion' })).toEqual({
      field: 'opinions',
      fault: 'no-opinion',
    });
  });

  it('is read whatever its fields are called', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (fields) => {
        expect(readForm(REVIEW, fields, 'lv').input).toMatchObject({ opinions: [] });
        expect(readForm(CALL, fields, 'lv').input).toHaveProperty('proposal');
      }),
    );
  });

  it('comes back from a stored submission as it would be typed again', () => {
    const identity = { reference: 'R', content: 'c', origin: 'c', logSecret: 's' };
    const input = valueOf(readInput(REVIEW, readForm(REVIEW, posted, 'lv').input));
    const submission = createSubmission(aConsultation(), input, identity, at('2027-01-05Z'));
    const again = readForm(REVIEW, formOf(REVIEW, submission).typed, 'lv');
    expect(valueOf(readInput(REVIEW, again.input))).toEqual(input);
    const other = createSubmission(aConsultation(), given(anInput()), identity, at('2027-01-05Z'));
    expect(formOf(REVIEW, other).failures).toEqual([]);
  });
});
