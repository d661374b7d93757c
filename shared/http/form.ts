import type { FieldFailure } from '../domain/failure.ts';
import { multiLine, type Language } from '../domain/text.ts';
import { type FormFailure, type FormState, OPINION_FIELD } from '../view/form-state.ts';

/** One posted form: for each field, its values in the order in which they came. */
export type PostedForm = Readonly<Record<string, string | readonly string[] | undefined>>;

export const EMPTY_FORM: FormState = { typed: {}, failures: [] };

/** The field name for all opinions together, when no single field is at fault. */
export const ALL_OPINIONS = 'opinions';

/** Returns the values of one field: none, one or several. */
export function valuesOf(posted: PostedForm[string]): readonly string[] {
  if (posted === undefined) return [];
  return typeof posted === 'string' ? [posted] : posted;
}

const FIELD_AT: Readonly<Record<string, string>> = {
  '/organisation': 'organisation',
  '/contact/name': 'contact',
  '/contact/email': 'email',
  '/publication': 'publication',
};

/**
 * Reads a posted form as the same input that the API takes as JSON, and maps failures of that input
 * to the form's own fields. An opinion with neither rating nor text was left blank, so the input
 * leaves it out.
 */
export function readForm(posted: PostedForm, language: Language) {
  const typed = Object.fromEntries(
    Object.entries(posted).map(([field, value]) => [field, valuesOf(value)[0] ?? '']),
  );
  const numbers = [
    ...new Set(Object.keys(typed).flatMap((field) => OPINION_FIELD.exec(field)?.[1] ?? [])),
  ].toSorted((a, b) => Number(a) - Number(b));
  const given = numbers.filter((number) => {
    const text = typed[`opinion-${number}`] ?? '';
    return (typed[`rating-${number}`] ?? '') !== '' || multiLine(text) !== '';
  });

  return {
    typed,
    // A field that came twice stays an array, and the schema refuses it.
    input: {
      organisation: posted['organisation'] ?? '',
      contact: { name: posted['contact'] ?? '', email: posted['email'] ?? '' },
      publication: posted['publication'],
      language,
      opinions: given.map((number) => ({
        commitment: number === '0' ? null : Number(number),
        rating: ratingOf(posted[`rating-${number}`]),
        text: posted[`opinion-${number}`] ?? '',
      })),
    },
    failureAt({ pointer, fault, limit }: FieldFailure): FormFailure {
      const field = fieldAt(pointer, given);
      const cameTwice = Array.isArray(posted[field]);
      return {
        field,
        fault: cameTwice ? 'repeated' : fault,
        ...(limit === undefined ? {} : { limit }),
      };
    },
  };
}

/** Returns null for an empty value: the form posts the choice of no rating as an empty string. */
function ratingOf(posted: PostedForm[string]): PostedForm[string] | null {
  return posted === undefined || posted === '' ? null : posted;
}

/** Returns the form field that a pointer into the input was read from. */
function fieldAt(pointer: string, given: readonly string[]): string {
  const [, list, index, part] = pointer.split('/');
  const number = list === 'opinions' ? given[Number(index)] : undefined;
  if (number === undefined) return FIELD_AT[pointer] ?? ALL_OPINIONS;
  return `${part === 'rating' ? 'rating' : 'opinion'}-${number}`;
}

/** Returns a stored submission as form fields, so that its author can edit it. */
export function formOf(submission: {
  readonly organisation: string;
  readonly contact: { readonly name: string; readonly email: string };
  readonly publication: string;
  readonly opinions: readonly {
    readonly commitment: number | null;
    readonly rating: string | null;
    readonly text: string;
  }[];
}): FormState {
  const typed = Object.fromEntries(
    submission.opinions.flatMap(({ commitment, rating, text }) => [
      [`rating-${commitment ?? 0}`, rating ?? ''],
      [`opinion-${commitment ?? 0}`, text],
    ]),
  );
  const { organisation, contact, publication } = submission;
  return {
    typed: { ...typed, organisation, contact: contact.name, email: contact.email, publication },
    failures: [],
  };
}
