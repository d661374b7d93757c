import type { FieldFailure } from '../domain/failure.ts';
import type { Part, Submission } from '../domain/submission.ts';
import { type Language, multiLine } from '../domain/text.ts';
import type { Field } from '../kinds/field.ts';
import { formNameOf, partNumbersIn, WHOLE } from '../kinds/form-fields.ts';
import { fieldsOf, type Kind } from '../kinds/kind.ts';
import type { FormFailure, FormState } from '../view/form-state.ts';
import { type Typed, typedChoices } from '../view/typed.ts';

export const EMPTY_FORM: FormState = { typed: {}, failures: [] };

const FIELD_AT: Readonly<Record<string, string>> = {
  '/organisation': 'organisation',
  '/contact/name': 'contact',
  '/contact/email': 'email',
  '/publication': 'publication',
};

/**
 * Reads a posted form as the same input that the API takes as JSON, and maps failures of that input
 * to the form's own fields. A part about a commitment in which every field is empty was left blank,
 * so the input leaves it out.
 */
export function readForm(kind: Kind, posted: Typed, language: Language) {
  const numbers = partNumbersIn(kind, Object.keys(posted));
  const given = kind.about === 'nothing' ? numbers : numbers.filter(isFilledIn);
  const parts = given.map((number) => ({
    ...(kind.about === 'nothing' ? {} : { commitment: number === WHOLE ? null : number }),
    ...Object.fromEntries(
      fieldsOf(kind).map(([name, field]) => [name, valueOf(field, posted[nameOf(name, number)])]),
    ),
  }));

  return {
    // A field that came twice stays an array, and the schema refuses it.
    input: {
      organisation: posted['organisation'] ?? '',
      contact: { name: posted['contact'] ?? '', email: posted['email'] ?? '' },
      publication: posted['publication'],
      language,
      [kind.property]: kind.about === 'nothing' ? parts[0] : parts,
    },
    failureAt({ pointer, fault, limit }: FieldFailure): FormFailure {
      const [field, control] = fieldAt(pointer);
      const cameTwice = control !== 'several' && Array.isArray(posted[field]);
      return {
        field,
        fault: cameTwice ? 'repeated' : fault,
        ...(limit === undefined ? {} : { limit }),
      };
    },
  };

  function nameOf(field: string, number: number): string {
    return formNameOf(kind, field, number);
  }

  function isFilledIn(number: number): boolean {
    return fieldsOf(kind).some(([name]) =>
      typedChoices(posted, nameOf(name, number))
        .slice(0, 1)
        .some((text) => multiLine(text) !== ''),
    );
  }

  /** Returns the form field that a pointer into the input was read from, and its control. */
  function fieldAt(pointer: string): [name: string, control?: Field['control'] | undefined] {
    const [, property, ...steps] = pointer.split('/');
    if (property !== kind.property) return [FIELD_AT[pointer] ?? pointer];
    const [index = '', part = ''] = kind.about === 'nothing' ? ['0', ...steps] : steps;
    const number = given[Number(index)];
    if (number === undefined || part === '') return [property];
    const [last = ''] = Object.keys(kind.fields).slice(-1);
    // What is wrong with the number of a commitment is said beside the last field of its part.
    const field = Object.hasOwn(kind.fields, part) ? part : last;
    return [nameOf(field, number), kind.fields[field]?.control];
  }
}

/**
 * Returns the value as JSON has it. A form posts no choice as an empty text or not at all, and
 * several choices as one text if there is only one.
 */
function valueOf({ control }: Field, posted: Typed[string]): unknown {
  switch (control) {
    case 'scale':
      return posted === undefined || posted === '' ? null : posted;
    case 'several':
      return typedChoices({ posted }, 'posted');
    case 'choice':
      return posted === '' ? undefined : posted;
    default:
      return posted ?? '';
  }
}

/** Returns a stored submission as form fields, so that its author can edit it. */
export function formOf(
  kind: Kind,
  submission: Pick<Submission, 'organisation' | 'contact' | 'publication'> & {
    readonly parts: readonly Pick<Part, 'commitment' | 'answers'>[];
  },
): FormState {
  const typed = submission.parts.flatMap(({ commitment, answers }) =>
    Object.entries(answers).map(([field, answer]): [string, Typed[string]] => [
      formNameOf(kind, field, commitment ?? WHOLE),
      answer ?? '',
    ]),
  );
  const { organisation, contact, publication } = submission;
  return {
    typed: {
      ...Object.fromEntries(typed),
      organisation,
      contact: contact?.name ?? '',
      email: contact?.email ?? '',
      publication,
    },
    failures: [],
  };
}
