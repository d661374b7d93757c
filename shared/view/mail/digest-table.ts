import papaparse from 'papaparse';
import type { Consultation } from '../../domain/consultation.ts';
import type { DigestItem } from '../../domain/digest-content.ts';
import { spellReference } from '../../domain/reference.ts';
import { type Language, withoutBidiControls } from '../../domain/text.ts';
import { TIME_ZONE } from '../../domain/time.ts';
import { fieldsOf, type Kind, textIn } from '../../kinds/kind.ts';
import { kindOf } from '../../kinds/kinds.ts';
import { chosenLabels, fieldWordsOf, wordsOf } from '../../kinds/words.ts';
import type { Digest } from '../../domain/digest.ts';
import type { DigestFile, DigestTable } from '../../ports/writers.ts';
import { mailCopyFor } from './copy/index.ts';

/**
 * In UTF-8 bytes. Some mail systems accept no more than 5 MB, and in a mail a file grows by a
 * third.
 */
export const MAX_CSV_BYTES = 2_000_000;

/** Without this mark, spreadsheets read a file in the code page of the machine. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * A spreadsheet opens a CSV file with the list separator of its language. This is the semicolon
 * where the comma is the decimal sign.
 */
const DELIMITERS: Record<Language, string> = { lv: ';', en: ',' };

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

/** A format that sorts in the order of time, and that spreadsheets recognise as a time. */
const rigaTime = new Intl.DateTimeFormat('sv-SE', {
  timeZone: TIME_ZONE,
  dateStyle: 'short',
  timeStyle: 'medium',
});

/**
 * Returns the rows of the complete set of what a digest tells about consultations of one kind, in
 * the language of the unit. The format is RFC 4180 except for the separator. Each row has its line end, so that a caller can
 * write out one row after the other.
 */
export function digestRows(
  kind: Kind,
  language: Language,
): {
  /** The column names. This row comes first and tells a spreadsheet that the file is UTF-8. */
  readonly head: string;
  row(consultation: Consultation, item: DigestItem): string;
} {
  const config = { delimiter: DELIMITERS[language], quotes: true, escapeFormulae: FORMULA };
  const writeRow = (cells: readonly (string | number)[]) => {
    const clean = cells.map((cell) =>
      typeof cell === 'string' ? guardInside(withoutBidiControls(cell)) : cell,
    );
    return `${papaparse.unparse([clean], config)}\r\n`;
  };
  const { columns } = mailCopyFor(language).digest.table;
  const words = wordsOf(kind.id, language);
  const head = [
    columns.reference,
    columns.consultation,
    ...(kind.about === 'nothing' ? [] : [columns.number, columns.title]),
    columns.change,
    columns.replaces,
    columns.organisation,
    columns.publication,
    ...fieldsOf(kind).map(([name]) => fieldWordsOf(words, name).label),
    columns.received,
    columns.confirmed,
    columns.group,
  ];
  return {
    head: BYTE_ORDER_MARK + writeRow(head),
    row: (consultation, item) => writeRow(cellsOf(consultation, item, language)),
  };
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

/** Collects the same rows as files that a mail can carry. */
export function digestTable({
  unit,
  number,
  language,
}: Pick<Digest, 'unit' | 'number' | 'language'>): DigestTable {
  const files = new Map<string, Pick<ReturnType<typeof digestRows>, 'row'> & { rows: string[] }>();
  let bytes = 0;
  const fileOf = (consultation: Consultation) => {
    const known = files.get(consultation.kind);
    if (known !== undefined) return known;
    const { head, row } = digestRows(kindOf(consultation), language);
    const file = { row, rows: [head] };
    bytes += Buffer.byteLength(head);
    files.set(consultation.kind, file);
    return file;
  };
  return {
    add(consultation, item) {
      if (bytes > MAX_CSV_BYTES) return;
      const { row, rows } = fileOf(consultation);
      const added = row(consultation, item);
      bytes += Buffer.byteLength(added);
      rows.push(added);
      if (bytes > MAX_CSV_BYTES) files.clear();
    },
    finish() {
      if (bytes > MAX_CSV_BYTES) return null;
      return [...files].map(([kind, { rows }]): DigestFile => {
        const { file } = wordsOf(kind, language).digest;
        return { filename: `${file}-${unit}-${number}.csv`, csv: rows.join('') };
      });
    },
  };
}

function cellsOf(
  consultation: Consultation,
  item: DigestItem,
  language: Language,
): (string | number)[] {
  const copy = mailCopyFor(language).digest;
  const kind = kindOf(consultation);
  const words = wordsOf(kind.id, language);
  const { commitment, change, answers } = item;
  const title = consultation.draft.commitments.find(({ number }) => number === commitment)?.title;
  const last = fieldsOf(kind).at(-1)?.[0];
  const given = fieldsOf(kind).map(([name, { control }]) => {
    if (answers === null) return name === last ? words.digest.withdrawn : '';
    return control === 'line' || control === 'text'
      ? textIn(answers, name)
      : chosenLabels(consultation, name, answers, language).join(', ');
  });
  return [
    spellReference(item.reference),
    consultation.title[language],
    ...(kind.about === 'nothing'
      ? []
      : [
          commitment ?? '',
          commitment === null
            ? words.digest.whole
            : (title?.[language] ?? copy.commitment(commitment)),
        ]),
    copy.changes[change],
    item.replaces ?? '',
    item.organisation,
    copy.publications[item.publication],
    ...given,
    rigaTime.format(Date.parse(item.receivedAt)),
    item.confirmed ? copy.confirmed : '',
    item.group === null ? '' : item.group + 1,
  ];
}
