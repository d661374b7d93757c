import type { Stage } from '../domain/consultation-record.ts';
import type { Consultation } from '../domain/consultation.ts';
import type { Answers } from '../domain/submission.ts';
import type { Topic } from '../domain/subscription.ts';
import { type Field, isText } from './field.ts';

/**
 * A kind of consultation: what a submission to it holds. The form, the API, the mails, the files
 * and their documentation follow from it and from its words. Nothing else in the product asks which
 * kind a consultation is of.
 */
export interface Kind {
  readonly id: string;
  /**
   * `commitments`: a submission has one part for each commitment that the author writes about, and
   * one for the draft as a whole. `nothing`: it has one part, about no commitment.
   */
  readonly about: 'commitments' | 'nothing';
  /** The name of the parts, or of the only part, in the JSON of a submission. */
  readonly property: string;
  /** The fields of one part, by name, in the order of the form. */
  readonly fields: Readonly<Record<string, Field>>;
  /** The field by whose values digests and pages count, a scale or several of a list. */
  readonly counted: string;
  /** The field that names a part, the first of its fields. Null: a part has no name of its own. */
  readonly title: string | null;
  /**
   * The version of the form in which public data of this kind are written. Every change of that
   * form, such as another field, is a new version.
   */
  readonly dataVersion: number;
  /** The stage of an action plan at which such a consultation takes place. */
  readonly stage: Stage;
  /** The topic of the announcement that such a consultation has opened. */
  readonly topic: Topic;
}

/** Returns the fields of the kind with their names, in the order of the form. */
export function fieldsOf({ fields }: Kind): [name: string, field: Field][] {
  return Object.entries(fields);
}

/** Returns the names of the lists that a consultation of this kind must have. */
export function listsOf(kind: Kind): string[] {
  return fieldsOf(kind).flatMap(([, field]) => (field.control === 'several' ? [field.list] : []));
}

/** Returns the values of the counted field that these answers give: none, one or several. */
export function countedIn(kind: Kind, answers: Answers): readonly string[] {
  const answer = answers[kind.counted] ?? null;
  if (answer === null) return [];
  return typeof answer === 'string' ? [answer] : answer;
}

/** Returns every value of the counted field, in the order in which people read them. */
export function countedValues(kind: Kind, consultation: Pick<Consultation, 'lists'>): string[] {
  return choicesOf(kind, kind.counted, consultation);
}

/** Returns the choices of a field in their order. A field for text has none. */
export function choicesOf(
  kind: Kind,
  name: string,
  { lists }: Pick<Consultation, 'lists'>,
): string[] {
  const field = kind.fields[name];
  switch (field?.control) {
    case 'scale':
    case 'choice':
      return [...field.values];
    case 'several':
      return (lists[field.list] ?? []).map(({ id }) => id);
    default:
      return [];
  }
}

/** Returns the answer if it is one text or one choice, and else an empty text. */
export function textIn(answers: Answers, field: string): string {
  const answer = answers[field];
  return typeof answer === 'string' ? answer : '';
}

/** Returns what the author has written in their own words, in the order of the form. */
export function textsIn(kind: Kind, answers: Answers): string[] {
  return fieldsOf(kind).flatMap(([name, field]) => (isText(field) ? [textIn(answers, name)] : []));
}
