import type { Consultation } from '../domain/consultation.ts';
import type { Answers, GivenPart, SubmissionInput } from '../domain/submission.ts';
import type { Language } from '../domain/text.ts';
import { WHOLE } from '../kinds/form-fields.ts';
import { fieldsOf } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { answerInWords, fieldWordsOf, wordsOf } from '../kinds/words.ts';
import { copyFor } from './copy/index.ts';

/** What an author has given, as an input or as a stored version holds it. */
export interface Content extends Pick<SubmissionInput, 'organisation' | 'publication' | 'parts'> {
  /** Undefined once it has been removed. */
  readonly contact?: SubmissionInput['contact'] | undefined;
}

/** What was given in one field, in words. */
export interface GivenField {
  readonly label: string;
  /** Empty: nothing was given. */
  readonly text: string;
  /** What stands, if the content is an edit. */
  readonly before: string | null;
}

/** What was given about one commitment, or about no single one. */
export interface ShownPart {
  /** The commitment's number, or 0. */
  readonly number: number;
  readonly title: string;
  /** What an edit does to the part. Null if the content is no edit. */
  readonly change: 'same' | 'added' | 'removed' | 'changed' | null;
  readonly fields: readonly GivenField[];
}

/**
 * Returns the parts in the order of the form, in words. `before` is what stands, if the content is
 * an edit: then the parts that the edit leaves out are there, too.
 */
export function shownParts(
  consultation: Consultation,
  { parts }: Content,
  before: Content | null,
  language: Language,
): ShownPart[] {
  const [now, earlier] = [byNumber(parts), byNumber(before?.parts ?? [])];
  return orderOf(consultation, [...now.keys(), ...earlier.keys()]).map((number) => {
    const title = titleOf(consultation, number, language);
    const [answers, stood] = [now.get(number), earlier.get(number)];
    const against = before === null ? null : (stood ?? {});
    const fields = givenFields(consultation, answers ?? {}, against, language);
    const isSame = fields.every(({ text, before: was }) => text === was);
    const edit =
      stood === undefined
        ? 'added'
        : answers === undefined
          ? 'removed'
          : isSame
            ? 'same'
            : 'changed';
    return { number, title, change: before === null ? null : edit, fields };
  });
}

/** Returns what the author says of themselves and of publication, without the address. */
export function shownAuthor(
  { kind }: Consultation,
  content: Content,
  before: Content | null,
  language: Language,
): GivenField[] {
  const { form } = copyFor(language);
  const inWords = ({ organisation, contact, publication }: Content) => ({
    organisation,
    contact: contact?.name ?? '',
    publication: form.publicationChoices[publication].label,
  });
  const [now, stood] = [inWords(content), before === null ? null : inWords(before)];
  const labels = {
    organisation: form.organisation,
    contact: form.contact,
    publication: wordsOf(kind, language).form.publication,
  };
  return (['organisation', 'contact', 'publication'] as const).map((field) => {
    return { label: labels[field], text: now[field], before: stood?.[field] ?? null };
  });
}

function byNumber(parts: readonly GivenPart[]): Map<number, Answers> {
  return new Map(parts.map(({ commitment, answers }) => [commitment ?? WHOLE, answers]));
}

/** Returns these numbers in the order of the form, each once. */
function orderOf({ draft }: Consultation, numbers: readonly number[]): number[] {
  const listed = draft.commitments.map(({ number }) => number);
  const gone = numbers.filter((number) => number !== WHOLE && !listed.includes(number));
  const order = [...listed, ...gone.toSorted((a, b) => a - b), WHOLE];
  return [...new Set(order)].filter((number) => numbers.includes(number));
}

function titleOf({ kind, draft }: Consultation, number: number, language: Language): string {
  if (number === WHOLE) return wordsOf(kind, language).form.whole;
  const listed = draft.commitments.find((one) => one.number === number);
  return listed?.title[language] ?? copyFor(language).form.gone;
}

/** Returns the fields in which something was given, or stands. */
function givenFields(
  consultation: Consultation,
  answers: Answers,
  before: Answers | null,
  language: Language,
): GivenField[] {
  const kind = kindOf(consultation);
  const words = wordsOf(kind.id, language);
  const inWords = (given: Answers, field: string) =>
    answerInWords(consultation, field, given, language);
  return fieldsOf(kind)
    .map(([field]): GivenField => {
      const { label } = fieldWordsOf(words, field);
      const stood = before === null ? null : inWords(before, field);
      return { label, text: inWords(answers, field), before: stood };
    })
    .filter(({ text, before: stood }) => text !== '' || (stood ?? '') !== '');
}
