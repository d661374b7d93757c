import papaparse from 'papaparse';
import { withoutBidiControls } from './domain/text.ts';

/**
 * Matches a cell that a spreadsheet would take for a formula. The character that begins a formula
 * may have half or full width, and may follow white space. Papa Parse puts an apostrophe before
 * such a cell, the guard that OWASP names ("CSV Injection"). The expression has no `g` flag,
 * because Papa Parse calls `test` on it for each cell.
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]/u;

/** White space, quotes and separators before a character that begins a formula. */
const GAP_BEFORE_FORMULA =
  /(?<![\s\p{Cc}\p{Cf}",;])[\s\p{Cc}\p{Cf}",;]*(?=[=+\-@\uff1d\uff0b\uff0d\uff20\u2212])/gu;
const SIGN = /[+\-\uff0b\uff0d\u2212]/u;
/** Without one of these, a formula calls no function and names no other file or program. */
const POWERFUL = Array.from("=@([|'#$\uff1d\uff20\uff08\uff3b\uff5c");

/**
 * Writes one row as in RFC 4180, with its line end: every cell in quotes, guarded against programs
 * that would take it for a formula, and without controls of the writing direction.
 */
export function csvRow(cells: readonly (string | number)[], delimiter: ',' | ';'): string {
  const clean = cells.map((cell) =>
    typeof cell === 'string' ? guardInside(withoutBidiControls(cell)) : cell,
  );
  const config = { delimiter, quotes: true, escapeFormulae: FORMULA };
  return `${papaparse.unparse([clean], config)}\r\n`;
}

/**
 * Guards the places within a cell that become the start of a cell when somebody opens the file with
 * another separator: the program then does not see our quotes, and cuts at its own separator and at
 * the end of a line. A plus or minus is guarded only before something powerful in the same line, so
 * that most list marks and negative numbers stay as they were written.
 */
function guardInside(cell: string): string {
  const lines = cell.split(/(?<=[\n\u2028\u2029])/u).map((line, index) => {
    const lastPowerful = Math.max(...POWERFUL.map((one) => line.lastIndexOf(one)));
    return line.replace(GAP_BEFORE_FORMULA, (gap: string, at: number) => {
      const formula = at + gap.length;
      const mayStart = /[,;\t]/u.test(gap) || (at === 0 && index > 0);
      const isHarmless = SIGN.test(line.charAt(formula)) && formula > lastPowerful;
      return mayStart && !isHarmless ? `${gap}'` : gap;
    });
  });
  return lines.join('');
}
