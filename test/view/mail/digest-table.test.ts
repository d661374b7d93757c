import fc from 'fast-check';
import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { DigestItem } from '../../../shared/domain/digest-content.ts';
import { type Language, LANGUAGES } from '../../../shared/domain/text.ts';
import { digestTable, MAX_CSV_BYTES } from '../../../shared/view/mail/digest-table.ts';
import type { DigestFile } from '../../../shared/ports/writers.ts';
import { reachable, at } from '../../support/builders.ts';
import { aDigest, gatherDigest, manySubmissions, REVIEW, WEEK } from '../../support/mails.ts';

function rowsOf(csv: string | null, delimiter = ';'): string[][] {
  const { data, errors } = papaparse.parse<string[]>((csv ?? '').replace(/^\ufeff/u, ''), {
    delimiter,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  return data;
}

const answered = (text: string, rating: string | null = 'limited') => ({ rating, text });

const anItem = (changes: Partial<DigestItem>): DigestItem => ({
  reference: 'RKYYFTWAJFV6',
  change: 'new',
  organisation: 'Biedrība',
  confirmed: false,
  publication: 'named',
  commitment: 1,
  answers: answered('Teksts'),
  receivedAt: at('2026-11-25T08:30:15Z'),
  was: null,
  replaces: null,
  group: null,
  ...changes,
});

function tableIn(language: Language) {
  return digestTable({ unit: 'unit', number: 3, language });
}

/** Returns the only file of the table, or null if it is too large. */
function csvOf(files: readonly DigestFile[] | null): string | null {
  if (files === null) return null;
  expect(files).toHaveLength(1);
  return files[0]?.csv ?? null;
}

function tableWith(changes: Partial<DigestItem>): string[] {
  const table = tableIn('lv');
  table.add(REVIEW, anItem(changes));
  return rowsOf(csvOf(table.finish()))[1] ?? [];
}

/** Returns the row of an item with this text. */
function rowWith(text: string): string[] {
  return tableWith({ answers: answered(text) });
}

describe('the complete set as a table', () => {
  it('has a row for each opinion, in the words of the language, the time in Riga', () => {
    const csv = csvOf(gatherDigest(aDigest(), [REVIEW], WEEK).files);
    const rows = rowsOf(csv);
    expect(rows).toHaveLength(1 + 13);
    expect(rows[0]).toEqual([
      'Apliecinājuma numurs',
      'Apspriede',
      'Apņemšanās Nr.',
      'Apņemšanās',
      'Statuss',
      'Iepriekšējā redakcija kopsavilkumā Nr.',
      'Organizācija',
      'Publicēšana',
      'Izpildes pakāpe',
      'Viedoklis',
      'Saņemts (Rīgas laiks)',
      'Iesniedzēja adrese',
      'Gandrīz vienādu tekstu grupa',
    ]);
    expect(rowWith('Rinda;\n"otra", trešā')).toEqual([
      'RKYY-FTWA-JFV6',
      REVIEW.title.lv,
      '1',
      REVIEW.draft.commitments[0]?.title.lv,
      'jauns',
      '',
      'Biedrība',
      'drīkst publicēt ar nosaukumu',
      'Ierobežota',
      'Rinda;\n"otra", trešā',
      '2026-11-25 10:30:15',
      '',
      '',
    ]);
    expect(tableWith({ confirmed: true, group: 2 }).slice(-2)).toEqual([
      'adrese apstiprināta',
      '3',
    ]);
  });

  it('starts with a byte-order mark, and is separated as spreadsheets of its language expect', () => {
    const beginnings = LANGUAGES.map((language) => {
      const table = tableIn(language);
      table.add(REVIEW, anItem({}));
      return csvOf(table.finish())?.slice(0, 30);
    });
    expect(beginnings).toEqual([
      expect.stringMatching(/^\ufeff"Apliecinājuma numurs";/u),
      expect.stringMatching(/^\ufeff"Reference number",/u),
    ]);
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    ' =1',
    '\n=1',
    '＝1+1',
    '\u200b=1',
    '−1',
    '\u202e=1',
  ])('keeps %j from becoming a formula', (text) => {
    const row = tableWith({ answers: answered(text), organisation: `${text} Biedrība` });
    expect(row[9]).toMatch(/^\s*'/u);
    expect(row[6]).toMatch(/^\s*'/u);
  });

  /** Every cell of the table as programs read it that expect one separator or another. */
  function readings(csv: string): string[] {
    return [',', ';', '\t'].flatMap((delimiter) => [
      ...csv.split(/\r?\n|[\u2028\u2029]/u).flatMap((line) => line.split(delimiter)),
      ...papaparse.parse<string[]>(csv, { delimiter }).data.flat(),
      ...asSpreadsheet(csv, delimiter),
    ]);
  }

  /** Reads as spreadsheets do: text that follows a closing quote belongs to the cell. */
  function asSpreadsheet(csv: string, delimiter: string): string[] {
    const cell = new RegExp(
      String.raw`(?:"((?:[^"]|"")*)"?)?([^${delimiter}\n]*)(?:[${delimiter}\n]|$)`,
      'gu',
    );
    return [...csv.matchAll(cell)].map(
      ([, quoted = '', rest = '']) => quoted.replaceAll('""', '"') + rest,
    );
  }

  /**
   * Says whether a spreadsheet would take the cell for a formula that can do something. Where one
   * of our cells ends within it, the formula is broken: two texts stand side by side. Where a line
   * ends, a program that does not see our quotes ends the cell.
   */
  function isArmed(read: string): boolean {
    const cell = read.replace(/(?<!")"[;,]"(?!").*|(?<=\S.*)[\n\u2028\u2029].*/su, '');
    const [, sign = '', rest = ''] = /^[\s\p{Cc}\p{Cf}]*([=@＝＠+\-＋－−])(.*)/su.exec(cell) ?? [];
    return sign !== '' && (/[=@＝＠]/u.test(sign) || /[(|['#$（｜［]/u.test(rest));
  }

  it.each([
    ['x,=cmd', "x,'=cmd"],
    ['x;\t @SUM(A1)', "x;\t '@SUM(A1)"],
    ['x\n=1', "x\n'=1"],
    ['x,"=1', 'x,"\'=1'],
    ["x, +1+cmd|' /C calc'!A0", "x, '+1+cmd|' /C calc'!A0"],
    ['x,-HYPERLINK("https://evil.example")', 'x,\'-HYPERLINK("https://evil.example")'],
    ["x;-'file:///etc/passwd'#$a.A1", "x;'-'file:///etc/passwd'#$a.A1"],
    [',=1', ",'=1"],
    ['x,＝1', "x,'＝1"],
  ])(
    'guards %j where a file that is opened with another separator would start a cell',
    (text, guarded) => {
      expect(rowWith(text)[9]).toBe(guarded);
    },
  );

  it.each([
    'vārds, -5 %',
    '- pirmais\n- otrais, +3 %; −7',
    'a = b - c; d == e',
    'a (b), c - d (e)\n– f',
    'x, (=1)',
    'cenas: 5,- EUR',
    'e-pasts: a@b.lv, c',
  ])('leaves %j as it was written', (text) => {
    expect(rowWith(`Teksts: ${text}`)[9]).toBe(`Teksts: ${text}`);
  });

  it('holds no formula in any reading, whatever an author wrote', () => {
    const bit = fc.constantFrom(
      ...[
        '=',
        '+',
        '-',
        '@',
        '＝',
        '−',
        ',',
        ';',
        '\t',
        '\n',
        '"',
        "'",
        '(',
        '|',
        '#',
        ' ',
        '\u200b',
        '\u2028',
        'cmd',
        '1',
      ],
    );
    const text = fc.array(bit, { maxLength: 12 }).map((bits) => bits.join(''));
    fc.assert(
      fc.property(text, text, fc.constantFrom(...LANGUAGES), (organisation, words, language) => {
        const table = tableIn(language);
        table.add(REVIEW, anItem({ organisation, answers: answered(words) }));
        const csv = (csvOf(table.finish()) ?? '').replace(/^\ufeff/u, '');
        expect(readings(csv).filter(isArmed)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('changes no other text, except its bidirectional controls', () => {
    const text = 'a = b - c\n- d\n"q" <b> 💧 ķ';
    expect(rowWith(text)[9]).toBe(text);
    expect(rowWith('a\u202eb\u2066c')[9]).toBe('abc');
  });

  it('holds no address or contact person of an author', () => {
    const csv = csvOf(gatherDigest(aDigest(), [REVIEW], WEEK).files);
    for (const { contact } of WEEK.map(({ after }) => reachable(after))) {
      expect(csv).not.toContain(contact.name);
      expect(csv).not.toContain(contact.email);
    }
    expect(csv).not.toContain('@');
  });

  it('says only that a withdrawn opinion is withdrawn', () => {
    const row = tableWith({ change: 'withdrawn', answers: null, commitment: null });
    expect(row.slice(2, 5)).toEqual(['', 'Projekts kopumā', 'atsaukts']);
    expect(row[9]).toBe('Organizācija šo viedokli ir atsaukusi.');
  });

  it('names the digest that told an opinion that was edited or withdrawn since', () => {
    const csv = csvOf(gatherDigest(aDigest({ number: 4 }), [REVIEW], WEEK).files);
    const told = rowsOf(csv).map((row) => row.slice(4, 6));
    expect(told.slice(-2)).toEqual([
      ['labots', '3'],
      ['atsaukts', '3'],
    ]);
    expect(new Set(told.slice(1, -2).map(String))).toEqual(new Set(['jauns,']));
  });

  it('is left out when it is too large for a mail, and stays left out', () => {
    const table = tableIn('lv');
    let added = 0;
    const text = 'ķ'.repeat(10_000);
    for (let last = ''; last !== 'over'; added += 1) {
      const before = table.finish() ?? [];
      table.add(REVIEW, anItem({ answers: answered(text) }));
      for (const { csv } of before)
        expect(Buffer.byteLength(csv)).toBeLessThanOrEqual(MAX_CSV_BYTES);
      last = table.finish() === null ? 'over' : 'fits';
    }
    expect(added).toBe(Math.ceil(MAX_CSV_BYTES / 20_250));
    table.add(REVIEW, anItem({}));
    expect(table.finish()).toBeNull();
    expect(
      gatherDigest(aDigest(), [REVIEW], manySubmissions(2_000, 'x'.repeat(1_000))).files,
    ).toBeNull();
  });
});
