import { diffArrays } from 'diff';
import { markerOf } from './markdown-marker.ts';
import { type Block, blocksOf, plainTextOf } from './markdown.ts';

/** A line of readable text: a paragraph, a heading, an item of a list, or a line of code. */
export interface Line {
  readonly isHeading: boolean;
  /** The mark of a list or a quote before the text. */
  readonly lead: string;
  readonly text: string;
}

export interface Piece {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** A line of both texts together. Its removed pieces stand before the pieces that replace them. */
export interface ComparedLine {
  readonly isHeading: boolean;
  readonly pieces: readonly Piece[];
}

export interface Comparison {
  readonly lines: readonly ComparedLine[];
  /**
   * `words`: compared word by word. `whole`: too much has changed for that, so that the whole
   * earlier text stands before the whole later one. `layout`: no word has changed.
   */
  readonly by: 'words' | 'whole' | 'layout';
}

/**
 * In words that are removed or added. A text with more changes is a new text, and marks on nearly
 * every word of it help nobody.
 */
const MAX_EDITS = 500;
/**
 * The work of a comparison grows with the square of its edits. All comparisons of a page together
 * get this many steps, which take a fifth of a second on one core. The marks of a page take less
 * than 3 MB then; an answer of Lambda ends at 6 MB.
 */
const MAX_STEPS = 8 * MAX_EDITS ** 2;

/**
 * All comparisons of a page together get this many lines, of both texts. Each takes some 40 µs to divide
 * into words and to show, even if it is empty.
 */
const MAX_LINES = 10_000;

/** Stands for the break between two lines where only the break has changed. */
const PILCROW = '¶';

/** Divides Latvian and English words alike (UAX #29), with their letters in any form. */
const SEGMENTER = new Intl.Segmenter('lv', { granularity: 'word' });

/** Reads CommonMark as lines of readable text. */
export function linesOf(markdown: string): Line[] {
  return linesIn(blocksOf(markdown));
}

/** Returns a text of one line, such as a title. */
export function oneLine(text: string): Line[] {
  return linesFrom(text);
}

/** Returns a text without markup, whose line breaks are kept as white space and not compared. */
export function plainText(text: string): Line[] {
  return [{ isHeading: false, lead: '', text }];
}

/**
 * Returns a function that compares an earlier text with a later one, by at most `maxEdits` words
 * that are removed or added. Use one function for all texts of a page, because they share the
 * `maxSteps` that a page may cost.
 */
export function comparison({ maxEdits = MAX_EDITS, maxSteps = MAX_STEPS } = {}): (
  before: readonly Line[],
  after: readonly Line[],
) => Comparison {
  let stepsLeft = maxSteps;
  let linesLeft = MAX_LINES;

  return (before, after) => {
    linesLeft -= before.length + after.length;
    if (linesLeft < 0) return compareInOneLine(textIn(before), textIn(after));
    const [old, fresh] = [tokensOf(before), tokensOf(after)];
    const maxEditLength = Math.min(maxEdits, Math.floor(Math.sqrt(stepsLeft)));
    const changes = diffArrays(old.map(wordIn), fresh.map(wordIn), { maxEditLength });
    if (changes === undefined) {
      stepsLeft -= maxEditLength ** 2;
      return { by: 'whole', lines: [...linesAs('removed', before), ...linesAs('added', after)] };
    }
    const edits = changes.reduce((sum, one) => sum + (isSame(one) ? 0 : one.count), 0);
    stepsLeft -= Math.min(edits, maxEditLength) ** 2;
    return {
      by: edits === 0 ? 'layout' : 'words',
      lines: comparedLines(runsOf(changes, old, fresh)),
    };
  };
}

function linesIn(blocks: readonly Block[], marker = ''): Line[] {
  return blocks.flatMap((block, index): Line[] => {
    const lead = index === 0 ? marker : '';
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        return linesFrom(plainTextOf(block.children), lead, block.kind === 'heading');
      case 'list':
        return block.items.flatMap((item, place) =>
          linesIn(item, `${place === 0 ? lead : ''}${markerOf(block.start, place)} `),
        );
      case 'quote':
        return linesIn(block.children, `${lead}> `);
      case 'code':
        return linesFrom(block.text, lead);
      case 'rule':
        return linesFrom('* * *', lead);
    }
  });
}

function linesFrom(text: string, lead = '', isHeading = false): Line[] {
  return text
    .split('\n')
    .map((one, index) => ({ isHeading, lead: index === 0 ? lead : '', text: one }));
}

/**
 * A word or a sign, or the start of a line. White space belongs to the token before it, and the
 * mark of a list to the start of its line. Neither is compared.
 */
interface Token {
  readonly word: string;
  readonly trail: string;
}

const HEADING_START = '\n#';

const isStart = ({ word }: Token) => word.startsWith('\n');
const wordIn = ({ word }: Token) => word;

function startOf({ isHeading, lead }: Line): string {
  if (isHeading) return HEADING_START;
  return lead === '' ? '\n' : '\n-';
}

function tokensOf(lines: readonly Line[]): Token[] {
  return lines.flatMap((line) => {
    const tokens = [{ word: startOf(line), trail: line.lead }];
    for (const { segment } of SEGMENTER.segment(line.text)) {
      const last = tokens.at(-1);
      if (/^\s+$/u.test(segment) && last !== undefined) last.trail += segment;
      else tokens.push({ word: segment, trail: '' });
    }
    return tokens;
  });
}

interface Change {
  readonly added: boolean;
  readonly removed: boolean;
  /** In tokens. */
  readonly count: number;
}

const isSame = ({ added, removed }: Change) => !added && !removed;

/** Tokens that follow each other and have the same fate. */
interface Run {
  readonly kind: Piece['kind'];
  readonly tokens: Token[];
}

/** Returns the tokens of both texts in one order. */
function runsOf(
  changes: readonly Change[],
  before: readonly Token[],
  after: readonly Token[],
): Run[] {
  let [old, fresh] = [0, 0];
  const runs = changes.map(({ added, removed, count }, index): Run => {
    const tokens = removed ? before.slice(old, old + count) : after.slice(fresh, fresh + count);
    if (!added) old += count;
    if (!removed) fresh += count;
    if (changes[index + 1]?.removed === true) keepApart(tokens, before[old - 1]);
    return { kind: removed ? 'removed' : added ? 'added' : 'same', tokens };
  });
  for (const [index, run] of runs.entries()) keepLinesWhole(run, runs[index - 1], runs[index + 1]);
  return runs;
}

/**
 * Called before removed tokens. If the later text ends at `tokens`, the white space between them
 * and the removed tokens stands only in the earlier text, so it is taken from there.
 */
function keepApart(tokens: Token[], was: Token | undefined): void {
  const last = tokens.at(-1);
  if (last?.trail !== '' || was === undefined) return;
  tokens.splice(-1, 1, { ...last, trail: was.trail });
}

/**
 * If a new line stands between two others, the library may mark its text and the start of the next
 * line as new. A reader expects the start and the text of the new line to be marked, so this moves
 * the mark.
 */
function keepLinesWhole({ kind, tokens }: Run, before?: Run, after?: Run): void {
  if (kind === 'same' || before?.kind !== 'same' || after?.kind !== 'same') return;
  const [start, next] = [before.tokens.at(-1), tokens.at(-1)];
  if (start === undefined || next === undefined || !isStart(start)) return;
  if (tokens.length === 1 || start.word !== next.word) return;
  before.tokens.pop();
  tokens.pop();
  tokens.unshift(start);
  after.tokens.unshift(next);
}

function comparedLines(runs: readonly Run[]): ComparedLine[] {
  const lines: { isHeading: boolean; pieces: Piece[] }[] = [];
  const write = (kind: Piece['kind'], text: string) => {
    const pieces = lines.at(-1)?.pieces;
    const last = pieces?.at(-1);
    if (pieces === undefined || text === '') return;
    if (last?.kind === kind) pieces.splice(-1, 1, { kind, text: `${last.text}${text}` });
    else pieces.push({ kind, text });
  };

  for (const { kind, tokens } of runs) {
    const isLayout = kind !== 'same' && tokens.every(isStart);
    for (const token of tokens) {
      if (isLayout) write(kind, `${PILCROW} `);
      // The start of a line that is gone, without any word, has joined two lines.
      const startsLine = isStart(token) && !(isLayout && kind === 'removed' && lines.length > 0);
      if (startsLine) lines.push({ isHeading: token.word === HEADING_START, pieces: [] });
      write(kind, isStart(token) ? token.trail : `${token.word}${token.trail}`);
    }
  }
  return lines.filter(({ pieces }) => pieces.length > 0);
}

function linesAs(kind: Piece['kind'], lines: readonly Line[]): ComparedLine[] {
  return lines.map(({ isHeading, lead, text }) => ({
    isHeading,
    pieces: [{ kind, text: `${lead}${text}` }],
  }));
}

function textIn(lines: readonly Line[]): string {
  return lines.map(({ lead, text }) => `${lead}${text}`).join(' ');
}

function compareInOneLine(before: string, after: string): Comparison {
  const line = (kind: Piece['kind'], text: string): ComparedLine[] =>
    text === '' ? [] : [{ isHeading: false, pieces: [{ kind, text }] }];
  return before === after
    ? { by: 'layout', lines: line('same', after) }
    : { by: 'whole', lines: [...line('removed', before), ...line('added', after)] };
}
