import { withoutBidiControls } from '../domain/text.ts';

/**
 * Returns what people have written, as a mail shows it in both of its parts. There are no
 * bidirectional controls, one kind of line end, one kind of space, and never two empty lines in a
 * row.
 */
export function cleanText(text: string): string {
  return withoutBidiControls(text)
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n')
    .replace(/\t/gu, '  ')
    .replace(/[^\S\n]/gu, ' ')
    .replace(/ +\n/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}

export interface Excerpt {
  readonly lines: readonly string[];
  readonly cut: boolean;
  /** How many words are left out. A word that is cut in two counts. */
  readonly wordsLeft: number;
}

/**
 * In UTF-16 units. A shorter rest is shown and not cut, because the note about it would be as long.
 */
const LEAST_CUT = 40;

/**
 * Returns the beginning of a text, cut at the end of a word. `maxChars` is in UTF-16 units. Nothing
 * is cut if only a few words would be left out.
 */
export function excerptOf(text: string, maxChars: number, maxLines: number): Excerpt {
  const whole = cleanText(text);
  const lines = whole.split('\n');
  const start = lines.slice(0, maxLines).join('\n');
  const shown = startOf(start, maxChars);
  const rest = whole.slice(shown.length);
  if (rest.length < LEAST_CUT) return { lines, cut: false, wordsLeft: 0 };
  return { lines: shown.split('\n'), cut: rest !== '', wordsLeft: countWords(rest) };
}

export function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== '').length;
}

/**
 * Returns a single line of at most `maxChars`. It ends with an ellipsis if something is left out.
 */
export function abridgeLine(line: string, maxChars: number): string {
  const clean = withoutBidiControls(line);
  return clean.length <= maxChars ? clean : `${startOf(clean, maxChars - 1)}…`;
}

/**
 * Returns the beginning of a text, cut at the end of a word. If that would leave less than
 * `leastShare` of the room in use, the cut is within the word.
 */
export function startOf(text: string, maxChars: number, leastShare = 0.8): string {
  if (text.length <= maxChars) return text;
  const head = text.slice(0, maxChars + 1);
  const gap = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'));
  // A surrogate pair is never cut in two.
  const end = gap > maxChars * leastShare ? gap : maxChars;
  return text
    .slice(0, end)
    .replace(/[\ud800-\udbff]$/u, '')
    .trimEnd();
}

/** Returns the end of a text in the same way, cut at the start of a word. */
export function endOf(text: string, maxChars: number, leastShare = 0.8): string {
  if (text.length <= maxChars) return text;
  const tail = text.slice(text.length - maxChars - 1);
  const gap = tail.search(/[ \n]/u);
  const isNear = gap !== -1 && maxChars - gap > maxChars * leastShare;
  return tail
    .slice(isNear ? gap + 1 : 1)
    .replace(/^[\udc00-\udfff]/u, '')
    .trimStart();
}
