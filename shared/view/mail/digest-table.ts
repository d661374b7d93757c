import type { Consultation } from '../../domain/consultation.ts';
import type { DigestItem } from '../../domain/digest-content.ts';
import { spellReference } from '../../domain/reference.ts';
import type { Language } from '../../domain/text.ts';
import { TIME_ZONE } from '../../domain/time.ts';
import { fieldsOf, type Kind } from '../../kinds/kind.ts';
import { kindOf } from '../../kinds/kinds.ts';
import { answerInWords, fieldWordsOf, wordsOf } from '../../kinds/words.ts';
import type { Digest } from '../../domain/digest.ts';
import type { DigestFile, DigestTable } from '../../ports/writers.ts';
import { csvRow } from '../../csv.ts';
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
const DELIMITERS: Record<Language, ',' | ';'> = { lv: ';', en: ',' };

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
  const writeRow = (cells: readonly (string | number)[]) => csvRow(cells, DELIMITERS[language]);
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
  const given = fieldsOf(kind).map(([name]) => {
    if (answers === null) return name === last ? words.digest.withdrawn : '';
    return answerInWords(consultation, name, answers, language);
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
    item.replaces?.number ?? '',
    item.organisation,
    copy.publications[item.publication],
    ...given,
    rigaTime.format(Date.parse(item.receivedAt)),
    item.confirmed ? copy.confirmed : '',
    item.group === null ? '' : item.group + 1,
  ];
}
