import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read } from '../../shared/domain/failure.ts';
import { SubmissionInput, createSubmission } from '../../shared/domain/opinion.ts';
import { ALL_OPINIONS, formOf, readForm } from '../../shared/http/form.ts';
import { aConsultation, anInput, at } from '../support/builders.ts';

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
  const form = readForm({ ...posted, ...changes }, 'lv');
  const input = read(SubmissionInput, form.input);
  return 'failures' in input ? input.failures.map(form.failureAt) : [];
}

describe('a posted form', () => {
  it('becomes the input that the API takes, without the opinions left blank', () => {
    expect(readForm(posted, 'en').input).toEqual({
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
    const { failureAt } = readForm({ organisation: 'A' }, 'lv');
    expect(failureAt({ pointer: '/opinions', fault: 'no-opinion' })).toEqual({
      field: ALL_OPINIONS,
      fault: 'no-opinion',
    });
  });

  it('keeps everything that was typed, as it was typed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (fields) => {
        expect(readForm(fields, 'lv').typed).toEqual({ ...fields });
      }),
    );
  });

  it('comes back from a stored submission as it would be typed again', () => {
    const identity = { reference: 'R', content: 'c', origin: 'c' };
    const input = SubmissionInput.parse(readForm(posted, 'lv').input);
    const submission = createSubmission(aConsultation(), input, identity, at('2027-01-05Z'));
    const again = readForm(formOf(submission).typed, 'lv');
    expect(SubmissionInput.parse(again.input)).toEqual(input);
    expect(
      formOf(createSubmission(aConsultation(), anInput(), identity, at('2027-01-05Z'))).failures,
    ).toEqual([]);
  });
});
