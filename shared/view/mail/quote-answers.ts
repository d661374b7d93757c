import type { Consultation } from '../../domain/consultation.ts';
import type { Answers } from '../../domain/submission.ts';
import { type Language, withoutBidiControls } from '../../domain/text.ts';
import { fieldsOf, textIn } from '../../kinds/kind.ts';
import { kindOf } from '../../kinds/kinds.ts';
import { choiceLabel, fieldWordsOf, textLabel, wordsOf } from '../../kinds/words.ts';
import { waterLevel } from '../../domain/fair-shares.ts';
import { excerptOf } from '../excerpt.ts';

/** How much of the author's texts is quoted, in UTF-16 units and in lines. */
export interface Extent {
  readonly textChars: number;
  readonly textLines: number;
}

/** What an author wrote in one field. The only text field of a kind needs no label. */
export interface QuotedText {
  /** The name of the field. */
  readonly field: string;
  readonly label: string | null;
  readonly lines: readonly string[];
}

/**
 * Quotes what an author wrote and chose, in the order of the form, except the fields that stand at
 * the head of the part. The texts share the extent: short ones are whole, and the others get the same.
 */
export function quoteAnswers(
  consultation: Consultation,
  answers: Answers,
  language: Language,
  atHead: readonly (string | null)[],
  { textChars, textLines }: Extent,
): { readonly texts: readonly QuotedText[]; readonly wordsLeft: number } {
  const kind = kindOf(consultation);
  const words = wordsOf(kind.id, language);
  const quoted = fieldsOf(kind).filter(
    ([name]) => !atHead.includes(name) && textIn(answers, name) !== '',
  );
  const long = quoted.filter(([, { control }]) => control === 'text');
  const chars = waterLevel(
    long.map(([name]) => textIn(answers, name).length),
    textChars,
  );
  const maxChars = Math.max(1, Math.floor(chars));
  const maxLines = Math.max(1, Math.floor(textLines / long.length));
  let wordsLeft = 0;
  const texts = quoted.map(([name, field]): QuotedText => {
    const { label } = fieldWordsOf(words, name);
    const text = textIn(answers, name);
    const said = { field: name, label };
    switch (field.control) {
      case 'text': {
        const excerpt = excerptOf(text, maxChars, maxLines);
        wordsLeft += excerpt.wordsLeft;
        return { ...said, label: textLabel(kind, name, language), lines: excerpt.lines };
      }
      case 'line':
        return { ...said, lines: [withoutBidiControls(text)] };
      default:
        return { ...said, lines: [choiceLabel(consultation, name, text, language)] };
    }
  });
  return { texts, wordsLeft };
}

/** Returns the label on a line of its own, above what it is about. */
export function labelLine(label: string): string {
  return label.endsWith('?') ? label : `${label}:`;
}
