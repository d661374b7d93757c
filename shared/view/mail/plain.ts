import { eastAsianWidth } from 'get-east-asian-width';

/** Columns of the text part: as many as mail programs show without folding lines themselves. */
export const TEXT_WIDTH = 72;
/** The line between the parts of a text. */
export const THIN_RULE = '-'.repeat(TEXT_WIDTH);
/**
 * In characters. An address up to this length stays in one piece, because a broken link does not
 * work. A longer one would not fit into a line (RFC 5322).
 */
const MAX_UNBROKEN = 900;
/** Matches a text before the first wide block of Unicode (Hangul Jamo). */
const NARROW = /^[\0-\u10ff]*$/u;
/** Matches an address, also in parentheses or quotation marks. */
const ADDRESS = /^\p{P}*https?:\/\/[\x21-\x7e]+\p{P}*$/u;

/**
 * Folds one line to {@link TEXT_WIDTH}. `first` stands before the first line, and `next` before
 * each further line. Everything that a mail program might fold itself is folded here, so that no
 * piece of what somebody wrote can stand without its prefix.
 */
export function fold(line: string, first = '', next = first): string[] {
  const result: string[] = [];
  let current = '';
  let columns = 0;
  const prefix = () => (result.length === 0 ? first : next);
  for (const word of line.split(' ').flatMap((one) => splitWord(one, TEXT_WIDTH - next.length))) {
    const added = countColumns(word);
    if (current === '') {
      current = word;
      columns = added;
    } else if (countColumns(prefix()) + columns + 1 + added > TEXT_WIDTH) {
      result.push(`${prefix()}${current}`);
      current = word;
      columns = added;
    } else {
      current += ` ${word}`;
      columns += 1 + added;
    }
  }
  result.push(`${prefix()}${current}`.trimEnd());
  return result;
}

function splitWord(word: string, width: number): string[] {
  if (countColumns(word) <= width) return [word];
  if (word.length <= MAX_UNBROKEN && ADDRESS.test(word)) return [word];
  const result: string[] = [];
  let current = '';
  let columns = 0;
  for (const character of word) {
    const added = columnsOf(character);
    if (columns + added > width) {
      result.push(current);
      current = character;
      columns = added;
    } else {
      current += character;
      columns += added;
    }
  }
  return [...result, current];
}

/**
 * Counts the columns of a text: two for a wide character (UAX #11) and for every character outside
 * the BMP, one for any other. An invisible character counts too, because a mail program may show
 * it or count it. So a line never has more UTF-16 units than columns.
 */
function countColumns(text: string): number {
  // Most texts need no look-up, and each mail counts every word of its opinions.
  if (NARROW.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += columnsOf(character);
  return sum;
}

function columnsOf(character: string): number {
  return Math.max(character.length, eastAsianWidth(character.codePointAt(0) ?? 0));
}

/**
 * Joins the lines into a text part. The no-break spaces kept words together during folding, and
 * become spaces now.
 */
export function asText(lines: readonly string[]): string {
  return `${lines.join('\n').replaceAll('\u00a0', ' ')}\n`;
}
