import type { DigestItem } from '../../domain/digest-content.ts';
import { type Language, withoutBidiControls } from '../../domain/text.ts';
import type { Consultation } from '../../domain/consultation.ts';
import { fieldsOf, textIn } from '../../kinds/kind.ts';
import { kindOf } from '../../kinds/kinds.ts';
import { answerInWords, fieldWordsOf, wordsOf } from '../../kinds/words.ts';
import { mailCopyFor } from './copy/index.ts';
import type { ChangesModel } from './digest-model.ts';
import type { MarkedTexts } from './quote-edits.ts';
import type { TextEdits } from './text-edits.ts';

type Fact = ChangesModel['facts'][number];

/**
 * Says what in an edited part is not as an earlier digest told it: each choice and each line with what
 * it was, each text with how it was edited. `marked` tells in which texts the changes are marked.
 * Returns null if no digest has told the part.
 */
export function describeEdit(
  consultation: Consultation,
  item: DigestItem,
  edits: TextEdits,
  marked: MarkedTexts,
  language: Language,
): ChangesModel | null {
  const { was, answers, organisation, publication } = item;
  if (was === null || answers === null) return null;
  const copy = mailCopyFor(language).digest;
  const kind = kindOf(consultation);
  const words = wordsOf(kind.id, language);
  const facts = [
    ...factOf(copy.edit.organisation, was.organisation, organisation),
    ...fieldsOf(kind).flatMap(([name, { control }]): Fact[] => {
      const what = inSentence(fieldWordsOf(words, name).label);
      if (control === 'text') return textFact(name, what);
      const [before, after] = [was.answers, answers].map((given) =>
        answerInWords(consultation, name, given, language),
      );
      const nothing = name === kind.counted ? copy.unrated : '–';
      return factOf(what, before ?? '', after ?? '', nothing);
    }),
    ...factOf(
      copy.edit.publication,
      copy.publications[was.publication],
      copy.publications[publication],
    ),
  ];
  return facts.length === 0 ? null : { label: copy.edit.label, facts };

  function factOf(what: string, before: string, after: string, nothing = ''): Fact[] {
    if (before === after) return [];
    const told = before === '' ? nothing : withoutBidiControls(before);
    return [{ what, note: copy.edit.was, was: told }];
  }

  function textFact(name: string, what: string): Fact[] {
    const edit = edits.get(name);
    if (edit === undefined) return [];
    const { how } = copy.edit;
    const note = (): string | null => {
      if (textIn(answers ?? {}, name) === '') return how.removed;
      if (edit.how !== 'words') return how[edit.how];
      const told = marked.get(name);
      if (told === undefined) return how.unmarked;
      return told.shown < told.changes ? how.some(told.shown, told.changes) : null;
    };
    return [{ what, note: note(), was: null }];
  }
}

/** Returns a label as it stands within a sentence. */
function inSentence(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}
