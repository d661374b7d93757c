import type { Consultation } from '../domain/consultation.ts';
import type { Answers } from '../domain/submission.ts';
import type { Language } from '../domain/text.ts';
import { en as callEn } from './call/words-en.ts';
import { lv as callLv } from './call/words-lv.ts';
import type { FieldWords, KindWords } from './kind-words.ts';
import { isText } from './field.ts';
import { choicesOf, fieldsOf, type Kind, textIn } from './kind.ts';
import { kindOf } from './kinds.ts';
import { en as reviewEn } from './review/words-en.ts';
import { lv as reviewLv } from './review/words-lv.ts';

const WORDS: Readonly<Record<string, Record<Language, KindWords>>> = {
  review: { lv: reviewLv, en: reviewEn },
  call: { lv: callLv, en: callEn },
};

/** Returns the words of the kind with this id. Throws for a kind that has none. */
export function wordsOf(kind: string, language: Language): KindWords {
  const words = WORDS[kind]?.[language];
  if (words === undefined) throw new Error(`The kind of consultation ${kind} has no words`);
  return words;
}

/** Returns the words of one field. Throws for a field that the kind does not have. */
export function fieldWordsOf(words: KindWords, field: string): FieldWords {
  const found = words.fields[field];
  if (found === undefined) throw new Error(`The field ${field} has no words`);
  return found;
}

/** Returns the label above a text, or null for the only text of its kind. */
export function textLabel(kind: Kind, field: string, language: Language): string | null {
  const isAlone = fieldsOf(kind).filter(([, { control }]) => control === 'text').length === 1;
  return isAlone ? null : fieldWordsOf(wordsOf(kind.id, language), field).label;
}

/**
 * Returns a choice in words: as the consultation lists it, or as the kind words it. A value that
 * neither knows is returned as it is.
 */
export function choiceLabel(
  consultation: Pick<Consultation, 'kind' | 'lists'>,
  field: string,
  value: string,
  language: Language,
): string {
  const kind = kindOf(consultation).fields[field];
  if (kind?.control === 'several') {
    const listed = consultation.lists[kind.list]?.find(({ id }) => id === value);
    return listed?.title[language] ?? value;
  }
  return fieldWordsOf(wordsOf(consultation.kind, language), field).choices?.[value] ?? value;
}

/**
 * Returns the answer to a field in words: the text, or what was chosen, in the order of the choices.
 * Empty if there is none.
 */
export function answerInWords(
  consultation: Pick<Consultation, 'kind' | 'lists'>,
  field: string,
  answers: Answers,
  language: Language,
): string {
  const kind = kindOf(consultation);
  const about = kind.fields[field];
  if (about !== undefined && isText(about)) return textIn(answers, field);
  const order = choicesOf(kind, field, consultation);
  return [answers[field] ?? []]
    .flat()
    .toSorted((one, other) => order.indexOf(one) - order.indexOf(other))
    .map((value) => choiceLabel(consultation, field, value, language))
    .join(', ');
}
