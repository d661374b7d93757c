import { highestLevel, waterLevel } from '../../domain/fair-shares.ts';
import { countWords, endOf, startOf } from '../excerpt.ts';
import type { Piece } from '../word-changes.ts';

/** In UTF-16 units: how much room a mark is counted as. */
const MARK_CHARS = 20;
/** In UTF-16 units: with less on its sides, nobody can tell where a change belongs. */
const LEAST_AROUND = 24;
/** In UTF-16 units: a change of which less fits is not shown. */
const LEAST_CHANGE = 40;
/** The words around a change are few, so a long one among them is left out rather than cut. */
const LEAST_SHARE = 0.3;
/** Stands for what is left out. */
const GAP = ' … ';

export interface Condensed {
  readonly pieces: readonly Piece[];
  /** How many changes there are, and how many of them are shown: the first ones. */
  readonly changes: number;
  readonly shown: number;
  /** How many words of the later text are left out. */
  readonly wordsLeft: number;
  /** How much room it takes. */
  readonly chars: number;
}

/**
 * Prepares compared pieces for marks in a mail. A single word or sign between two replacements is
 * replaced with them, because many small marks are hard to read and harder to listen to. A new item
 * of a list is marked with the dash before it, not with that of the next item. White space stands
 * outside of the marks, and marked pieces do not touch each other.
 */
export function setMarks(pieces: readonly Piece[]): Piece[] {
  return joinReplacements(startAtLines(pieces)).reduce<Piece[]>((set, { kind, text }) => {
    const words = text.trim();
    if (kind === 'same' || words === '') return append(set, { kind: 'same', text });
    const from = text.indexOf(words);
    const last = set.at(-1);
    const touches = from === 0 && last !== undefined && last.kind !== 'same';
    append(set, { kind: 'same', text: touches ? ' ' : text.slice(0, from) });
    append(set, { kind, text: words });
    return append(set, { kind: 'same', text: text.slice(from + words.length) });
  }, []);
}

/**
 * Returns the whole text if it fits into `maxChars`, where a line end takes `lineChars`. Otherwise
 * returns as many of its changes as fit, and as much of the text around them as there is room for. A
 * change that is too long is cut. The first change is shown in any case, with a few words around it.
 */
export function condense(pieces: readonly Piece[], maxChars: number, lineChars: number): Condensed {
  const size = ({ text }: Piece) => text.length + (text.split('\n').length - 1) * lineChars;
  const costOf = (all: readonly Piece[], most: (piece: Piece) => number) =>
    sum(all.map((one) => (isChanged(one) ? MARK_CHARS : 0) + Math.min(size(one), most(one))));
  const starts = startsOfChanges(pieces);
  const changes = starts.length;
  const whole = costOf(pieces, () => Infinity);
  if (whole <= maxChars) return { pieces, changes, shown: changes, wordsLeft: 0, chars: whole };

  /** All pieces up to the change after the first `count` ones. */
  const upTo = (count: number) => pieces.slice(0, starts[count]);
  const least = (one: Piece) => (isChanged(one) ? LEAST_CHANGE : LEAST_AROUND);
  const shown = highestLevel(1, changes, (count) => costOf(upTo(count), least) <= maxChars);
  const told = upTo(shown);
  const [changed, around] = [told.filter(isChanged), told.filter((one) => !isChanged(one))];
  const room = maxChars - changed.length * MARK_CHARS;
  const changeRoom = room - costOf(around, least);
  const changeLevel = Math.max(LEAST_CHANGE, waterLevel(changed.map(size), changeRoom));
  const used = sum(changed.map((one) => Math.min(size(one), changeLevel)));
  const aroundLevel = Math.max(LEAST_AROUND, waterLevel(around.map(size), room - used));

  let wordsLeft = countWords(laterText(pieces.slice(told.length)));
  const cut = told.map((piece, index): Piece => {
    const level = isChanged(piece) ? changeLevel : aroundLevel;
    if (size(piece) <= level) return piece;
    const { kind, text } = piece;
    const [isFirst, isLast] = [index === 0, index === told.length - 1];
    const isOneSided = isChanged(piece) || isFirst || isLast;
    const chars = Math.floor(isOneSided ? level : level / 2);
    const head = isFirst && !isChanged(piece) ? '' : startOf(text, chars, LEAST_SHARE);
    const tail = isLast || isChanged(piece) ? '' : endOf(text, chars, LEAST_SHARE);
    if (kind !== 'removed') {
      wordsLeft += countWords(text.slice(head.length, text.length - tail.length));
    }
    return { kind, text: isChanged(piece) ? `${head} …` : `${head}${GAP}${tail}` };
  });
  const end = shown < changes && cut.at(-1)?.text.endsWith(GAP) !== true ? [GAP] : [];
  const rest = end.map((text): Piece => ({ kind: 'same', text }));
  return { pieces: [...cut, ...rest], changes, shown, wordsLeft, chars: maxChars };
}

function isChanged({ kind }: Piece): boolean {
  return kind !== 'same';
}

/** Returns where each change begins: words that are removed, added or replaced in one place. */
function startsOfChanges(pieces: readonly Piece[]): number[] {
  const isBetween = (piece: Piece | undefined) =>
    piece === undefined || (!isChanged(piece) && piece.text.trim() !== '');
  return [...pieces.keys()].filter((index) => {
    const [piece, before, earlier] = [index, index - 1, index - 2].map((at) => pieces[at]);
    if (piece === undefined || !isChanged(piece)) return false;
    return isBetween(before) || (before?.kind === 'same' && isBetween(earlier));
  });
}

function laterText(pieces: readonly Piece[]): string {
  return pieces.map(({ kind, text }) => (kind === 'removed' ? '' : text)).join('');
}

/**
 * If a change ends with the same words that stand before it on its line, those words can be taken
 * as the beginning of the change. Then the change starts with the line.
 */
function startAtLines(pieces: readonly Piece[]): Piece[] {
  const moved = [...pieces];
  for (const [index, piece] of moved.entries()) {
    const [before, after] = [moved[index - 1], moved[index + 1]];
    if (!isChanged(piece) || before?.kind !== 'same' || after?.kind !== 'same') continue;
    const start = before.text.slice(before.text.lastIndexOf('\n') + 1);
    if (!piece.text.endsWith(`\n${start}`)) continue;
    const rest = piece.text.slice(0, piece.text.length - start.length);
    moved[index - 1] = {
      kind: 'same',
      text: before.text.slice(0, before.text.length - start.length),
    };
    moved[index] = { kind: piece.kind, text: start + rest };
    moved[index + 1] = { kind: 'same', text: start + after.text };
  }
  return moved;
}

/** What is removed, and what is added in its place. */
interface Replacement {
  removed: string;
  added: string;
}

function joinReplacements(pieces: readonly Piece[]): Piece[] {
  const all: (Replacement & { same: string })[] = [];
  for (const { kind, text } of pieces) {
    const last = all.at(-1);
    if (kind === 'same') all.push({ removed: '', added: '', same: text });
    else if (last === undefined) all.push({ removed: '', added: '', same: '', [kind]: text });
    else last[kind] += text;
  }
  const joined: typeof all = [];
  for (const one of all) {
    const last = joined.at(-1);
    if (last !== undefined && isFull(last) && isFull(one) && isOneWord(one.same)) {
      last.removed += one.same + one.removed;
      last.added += one.same + one.added;
    } else joined.push(one);
  }
  return joined.flatMap(({ same, removed, added }): Piece[] => [
    { kind: 'same', text: same },
    // White space after removed words is written after the words that replace them.
    { kind: 'removed', text: added === '' ? removed : removed.trimEnd() },
    { kind: 'added', text: added },
  ]);
}

function isFull({ removed, added }: Replacement): boolean {
  return removed !== '' && added !== '';
}

function isOneWord(text: string): boolean {
  return !/\s/u.test(text.trim()) && !text.includes('\n');
}

function append(pieces: Piece[], { kind, text }: Piece): Piece[] {
  const last = pieces.at(-1);
  if (text === '') return pieces;
  if (last?.kind === kind) pieces.splice(-1, 1, { kind, text: last.text + text });
  else pieces.push({ kind, text });
  return pieces;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
