import { expect, it } from 'vitest';
import { CALL } from '../../shared/kinds/call/call.ts';
import { formNameOf, partNumbersIn, WHOLE } from '../../shared/kinds/form-fields.ts';
import { REVIEW } from '../../shared/kinds/review/review.ts';

it('a field of a part about a commitment ends with its number', () => {
  expect(formNameOf(REVIEW, 'text', 3)).toBe('opinion-3');
  expect(formNameOf(REVIEW, 'rating', WHOLE)).toBe('rating-0');
});

it('a field of the only part has a name of its own', () => {
  expect(formNameOf(CALL, 'title', WHOLE)).toBe('title');
});

it('a name that no kind knows stays as it is', () => {
  expect(formNameOf(CALL, 'unknown', WHOLE)).toBe('unknown');
});

it('parts are found by the names of a form, each once, in order', () => {
  const names = ['opinion-10', 'rating-2', 'opinion-2', 'rating-0', 'organisation'];
  expect(partNumbersIn(REVIEW, names)).toEqual([0, 2, 10]);
  expect(partNumbersIn(REVIEW, ['opinion-01', 'opinion--1', 'opinion-1e3', 'other-4'])).toEqual([]);
  expect(partNumbersIn(CALL, ['title-4'])).toEqual([WHOLE]);
});
