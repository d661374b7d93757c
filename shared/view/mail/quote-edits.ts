import { waterLevel } from '../../domain/fair-shares.ts';
import type { Consultation } from '../../domain/consultation.ts';
import type { Answers } from '../../domain/submission.ts';
import type { Language } from '../../domain/text.ts';
import { fieldsOf } from '../../kinds/kind.ts';
import { kindOf } from '../../kinds/kinds.ts';
import { textLabel } from '../../kinds/words.ts';
import type { Piece } from '../word-changes.ts';
import { mailCopyFor } from './copy/index.ts';
import type { PieceModel, TextModel } from './digest-model.ts';
import { condense, type Condensed } from './marked-text.ts';
import { type Extent, quoteAnswers } from './quote-answers.ts';
import type { TextEdits } from './text-edits.ts';

export type MarkedTexts = ReadonlyMap<string, Pick<Condensed, 'changes' | 'shown'>>;

interface Quoted {
  readonly texts: readonly TextModel[];
  readonly wordsLeft: number;
  /** By field: how many changes of its text there are, and how many of them are marked. */
  readonly marked: MarkedTexts;
}

/**
 * Quotes what an author wrote and chose, as {@link quoteAnswers} does, with marks on what was edited.
 * Edited texts get their room first; the others get what is left, and at least half as much.
 */
export function quoteEdits(
  consultation: Consultation,
  answers: Answers,
  edits: TextEdits,
  language: Language,
  atHead: readonly (string | null)[],
  extent: Extent,
): Quoted {
  const kind = kindOf(consultation);
  const marked = condenseEdits(edits, language, extent);
  const others = Object.entries(answers).filter(([name]) => !marked.has(name));
  const used = [...marked.values()].reduce((all, { chars }) => all + chars, 0);
  const left = isEndless(extent)
    ? extent.textChars
    : Math.max(extent.textChars - used, extent.textChars / 2);
  const quoted = quoteAnswers(consultation, Object.fromEntries(others), language, atHead, {
    ...extent,
    textChars: left,
  });
  const texts = fieldsOf(kind).flatMap(([name]): TextModel[] => {
    const told = marked.get(name);
    if (told !== undefined) {
      const pieces = told.pieces.map((piece) => pieceModel(piece, language));
      return [{ label: textLabel(kind, name, language), pieces }];
    }
    const one = quoted.texts.find(({ field }) => field === name);
    if (one === undefined) return [];
    const { label, lines } = one;
    return [{ label, pieces: [pieceModel({ kind: 'same', text: lines.join('\n') }, language)] }];
  });
  const wordsLeft = [...marked.values()].reduce(
    (all, one) => all + one.wordsLeft,
    quoted.wordsLeft,
  );
  return { texts, wordsLeft, marked };
}

/** Returns the texts that can be marked. They share the extent, as far as each needs it. */
function condenseEdits(
  edits: TextEdits,
  language: Language,
  extent: Extent,
): Map<string, Condensed> {
  const found = [...edits].flatMap(([name, edit]) =>
    edit.how === 'words' && !passForMarks(edit.pieces, language) ? [{ name, ...edit }] : [],
  );
  const room = isEndless(extent) ? Infinity : extent.textChars;
  const lineChars = isEndless(extent) ? 0 : extent.textChars / extent.textLines;
  const sizes = found.map(({ pieces }) => condense(pieces, Infinity, lineChars).chars);
  const share = Math.min(room, waterLevel(sizes, room));
  return new Map(found.map(({ name, pieces }) => [name, condense(pieces, share, lineChars)]));
}

/** Says whether the extent has room for any text. */
function isEndless({ textLines }: Extent): boolean {
  return textLines === Infinity;
}

/** Says whether the author has written what looks like one of our marks. */
function passForMarks(pieces: readonly Piece[], language: Language): boolean {
  const { added, removed } = mailCopyFor(language).digest.edit;
  return (['added', 'removed'] as const).some((gone) => {
    const text = pieces.flatMap((one) => (one.kind === gone ? [] : [one.text])).join('');
    return [added, removed].some(({ before }) =>
      text.toLowerCase().includes(before.replace('\u00a0', '')),
    );
  });
}

function pieceModel(piece: Piece, language: Language): PieceModel {
  const { edit } = mailCopyFor(language).digest;
  return { ...piece, around: piece.kind === 'same' ? null : edit[piece.kind] };
}
