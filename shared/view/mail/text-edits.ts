import type { DigestItem } from '../../domain/digest-content.ts';
import { fieldsOf, type Kind, textIn } from '../../kinds/kind.ts';
import { cleanText } from '../excerpt.ts';
import { comparison, type Piece, plainText } from '../word-changes.ts';
import { setMarks } from './marked-text.ts';

/*
 * How the texts of an edited part differ from what an earlier digest told. The answer depends on the
 * part alone, so a digest that is composed again marks the same words.
 */

/** How one text was edited. There are pieces to mark only if much of the text is left. */
type TextEdit =
  | { readonly how: 'words'; readonly pieces: readonly Piece[] }
  /** `added`: there was no text before. `spacing`: no word has changed. */
  | { readonly how: 'added' | 'rewritten' | 'spacing' };

/** Edited texts, by the names of their fields. */
export type TextEdits = ReadonlyMap<string, TextEdit>;

/** In words that are removed or added, in all texts of a part. To compare them takes 10 ms at most. */
const MAX_EDITS = 200;
/** In UTF-16 units. A rewritten text up to this length stands beside the one that it replaces. */
const MAX_BESIDE = 400;

const known = new WeakMap<DigestItem, TextEdits>();

/** Compares the texts of a part, once for each item, because a mail is tried at many lengths. */
export function textEditsOf(kind: Kind, item: DigestItem): TextEdits {
  const found = known.get(item) ?? compareTexts(kind, item);
  known.set(item, found);
  return found;
}

function compareTexts(kind: Kind, { was, answers }: DigestItem): TextEdits {
  const edits = new Map<string, TextEdit>();
  if (was === null || answers === null) return edits;
  const compare = comparison({ maxEdits: MAX_EDITS, maxSteps: MAX_EDITS ** 2 });
  for (const [name, { control }] of fieldsOf(kind)) {
    if (control !== 'text') continue;
    const [before, after] = [textIn(was.answers, name), textIn(answers, name)];
    if (before !== after) edits.set(name, editOf(cleanText(before), cleanText(after), compare));
  }
  return edits;
}

function editOf(before: string, after: string, compare: ReturnType<typeof comparison>): TextEdit {
  if (before === '') return { how: 'added' };
  const pieces = piecesOf(before, after, compare);
  if (pieces.every(({ kind }) => kind === 'same')) return { how: 'spacing' };
  if (!isRewritten(pieces)) return { how: 'words', pieces: setMarks(pieces) };
  if (before.length + after.length > MAX_BESIDE) return { how: 'rewritten' };
  return { how: 'words', pieces: setMarks(beside(before, after)) };
}

/**
 * Compares two texts. Only what stands between their first and their last change takes work. If too
 * much has changed there, one whole piece replaces the other.
 */
function piecesOf(
  before: string,
  after: string,
  compare: ReturnType<typeof comparison>,
): readonly Piece[] {
  const [old, fresh] = [wordsIn(before), wordsIn(after)];
  const most = Math.min(old.length, fresh.length);
  const isSame = (one = '', other = '') => one.trim() === other.trim();
  let start = 0;
  while (start < most && isSame(old[start], fresh[start])) start++;
  let end = 0;
  while (end < most - start && isSame(old.at(-1 - end), fresh.at(-1 - end))) end++;
  const between = (words: readonly string[]) => words.slice(start, words.length - end).join('');
  const [was, is] = [between(old), between(fresh)];
  // The later text may end where the earlier one goes on, without the white space between.
  const first = fresh.length === start ? old : fresh;
  return [
    { kind: 'same', text: first.slice(0, start).join('') },
    ...compareBetween(was, is, compare),
    { kind: 'same', text: fresh.slice(fresh.length - end).join('') },
  ];
}

/** Divides a text into words, each with the white space after it. */
function wordsIn(text: string): readonly string[] {
  return text.match(/\S+\s*/gu) ?? [];
}

function compareBetween(
  was: string,
  is: string,
  compare: ReturnType<typeof comparison>,
): readonly Piece[] {
  if (was === '' || is === '') return beside(was, is);
  const { by, lines } = compare(plainText(was), plainText(is));
  return by === 'whole' ? beside(was, is) : lines.flatMap(({ pieces }) => pieces);
}

function beside(before: string, after: string): readonly Piece[] {
  const pieces = [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ] as const;
  return pieces.filter(({ text }) => text !== '');
}

/** Says whether so few words are left of either text that marks on the others help nobody. */
function isRewritten(pieces: readonly Piece[]): boolean {
  const count = (kind: Piece['kind']) =>
    pieces
      .filter((one) => one.kind === kind)
      .reduce((sum, { text }) => sum + (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0), 0);
  const kept = count('same');
  return kept < Math.min(count('removed'), count('added'));
}
