import { withoutBidiControls } from '../domain/text.ts';

/**
 * Returns what people have written, as lines. There are no bidirectional controls, one kind of line
 * end, one kind of space, and never two empty lines in a row. Both parts of a mail show these
 * lines.
 */
function linesOf(text: string): string[] {
  return withoutBidiControls(text)
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n')
    .replace(/\t/gu, '  ')
    .replace(/[^\S\n]/gu, ' ')
    .replace(/ +\n/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim()
    .split('\n');
}

export interface Excerpt {
  readonly lines: readonly string[];
  readonly cut: boolean;
  /** How many words are left out. A word that is cut in two counts. */
  readonly wordsLeft: number;
}

/** In UTF-16 units: the note about what is left out takes no less. */
const LEAST_CUT = 40;

/**
 * Returns the beginning of a text, cut at the end of a word. `maxChars` is in UTF-16 units. Nothing
 * is cut if only a few words would be left out.
 */
export function excerptOf(text: string, maxChars: number, maxLines: number): Excerpt {
  const lines = linesOf(text);
  const whole = lines.join('\n');
  const start = lines.slice(0, maxLines).join('\n');
  const shown = abridge(start, maxChars);
  const rest = whole.slice(shown.length);
  if (rest.length < LEAST_CUT) return { lines, cut: false, wordsLeft: 0 };
  return { lines: shown.split('\n'), cut: rest !== '', wordsLeft: countWords(rest) };
}

function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== '').length;
}

/**
 * Returns a single line of at most `maxChars`. It ends with an ellipsis if something is left out.
 */
export function abridgeLine(line: string, maxChars: number): string {
  const clean = withoutBidiControls(line);
  return clean.length <= maxChars ? clean : `${abridge(clean, maxChars - 1)}…`;
}

function abridge(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const head = text.slice(0, maxChars + 1);
  const gap = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'));
  // If a word takes more than a fifth of what is shown, the cut is within the word. A surrogate
  // pair is never cut in two.
  const end = gap > maxChars * 0.8 ? gap : maxChars;
  return text
    .slice(0, end)
    .replace(/[\ud800-\udbff]$/u, '')
    .trimEnd();
}
