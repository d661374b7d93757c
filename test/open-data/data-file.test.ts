import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import * as fc from 'fast-check';
import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import type { PublicPart } from '../../shared/domain/public-part.ts';
import { multiLine, singleLine, withoutBidiControls } from '../../shared/domain/text.ts';
import { plus } from '../../shared/domain/time.ts';
import { fieldsOf } from '../../shared/kinds/kind.ts';
import { kindOf } from '../../shared/kinds/kinds.ts';
import { columnsOf } from '../../shared/open-data/columns.ts';
import { csvMetadata } from '../../shared/open-data/csv-metadata.ts';
import { dataFile } from '../../shared/open-data/data-file.ts';
import { dataSchemaOf } from '../../shared/open-data/data-schema.ts';
import type { Format } from '../../shared/open-data/publisher.ts';
import { streamFile } from '../../shared/open-data/volume.ts';
import { aCall, aConsultation } from '../support/builders.ts';
import {
  aHidden,
  aPublicOpinion,
  aPublicProposal,
  aTakenBack,
  publicStoreOf,
  PUBLISHER,
} from '../support/public-parts.ts';
import { rowsByMetadata } from '../support/tabular-data.ts';

const KINDS = [
  ['review', aConsultation(), aPublicOpinion],
  ['call', aCall(), aPublicProposal],
] as const;

async function fileOf(
  format: Format,
  consultation: Consultation,
  parts: readonly PublicPart[],
): Promise<string> {
  const file = dataFile(format, consultation, PUBLISHER);
  const pieces = streamFile(publicStoreOf(parts), consultation.id, file);
  return (await Array.fromAsync(pieces)).join('');
}

interface DataFile {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string | null;
}

/** Reads a JSON file as a program of somebody else does: first it asks the schema. */
async function jsonOf(consultation: Consultation, parts: readonly PublicPart[]): Promise<DataFile> {
  const read = JSON.parse(await fileOf('json', consultation, parts)) as DataFile;
  expect(faultsOf(consultation, read)).toEqual([]);
  return read;
}

const validators = new Map<string, ValidateFunction>();

function validatorOf(consultation: Consultation): ValidateFunction {
  const { id } = kindOf(consultation);
  const known = validators.get(id);
  if (known !== undefined) return known;
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
  formats.default(ajv);
  const validator = ajv.compile(dataSchemaOf(kindOf(consultation), PUBLISHER.siteUrl));
  validators.set(id, validator);
  return validator;
}

function faultsOf(consultation: Consultation, read: unknown): unknown[] {
  const validate = validatorOf(consultation);
  validate(read);
  return validate.errors ?? [];
}

/** Reads a CSV file as its metadata say. */
async function csvOf(consultation: Consultation, parts: readonly PublicPart[]) {
  const csv = await fileOf('csv', consultation, parts);
  return rowsByMetadata(csv, csvMetadata(consultation, PUBLISHER));
}

describe.each(KINDS)('the data of a %s', (_, consultation, aPart) => {
  it.each([0, 1, 300])('of %i parts fit their schema and their metadata', async (count) => {
    const parts = Array.from({ length: count }, (__, index) => aPart({ seed: index + 1 }));
    const { items, next } = await jsonOf(consultation, parts);
    expect(items.map(({ id }) => id)).toEqual(parts.map(({ id }) => id));
    expect(next).toBeNull();
    const { rows, faults } = await csvOf(consultation, parts);
    expect(faults).toEqual([]);
    expect(rows).toEqual(items.map(withoutEmptyTexts));
  });

  it('names the licence, with what it asks, and the publisher', async () => {
    const asked = `norādot avotu: Valsts kanceleja, ${PUBLISHER.siteUrl}`;
    expect(await jsonOf(consultation, [])).toMatchObject({
      licence: {
        url: 'https://creativecommons.org/licenses/by/4.0/',
        title: 'CC BY 4.0',
        sentence: { lv: expect.stringContaining(asked) as string },
      },
      publisher: { en: 'State Chancellery of Latvia' },
    });
    expect(csvMetadata(consultation, PUBLISHER)).toMatchObject({
      'dc:license': { '@id': 'https://creativecommons.org/licenses/by/4.0/' },
      'dc:rights': expect.arrayContaining([
        { '@value': expect.stringContaining(asked) as string, '@language': 'lv' },
      ]) as unknown[],
    });
  });

  it.each([
    ['withdrawn', aTakenBack],
    ['hidden', aHidden],
  ] as const)('tell that a part is %s, with nothing that its author wrote', async (state, gone) => {
    const parts = [gone(aPart())];
    const { items } = await jsonOf(consultation, parts);
    const { rows, faults } = await csvOf(consultation, parts);
    expect(faults).toEqual([]);
    expect(rows).toEqual(items);
    const names = ['organisation', ...fieldsOf(kindOf(consultation)).map(([name]) => name)];
    for (const name of names) expect(items[0]).toHaveProperty(name, null);
    expect(items[0]).toMatchObject({ state, id: aPart().id });
  });

  it('tell the rule by which a part is hidden, and since when', async () => {
    const { items } = await jsonOf(consultation, [aHidden(aPart())]);
    const hiddenAt = plus(aPart().receivedAt, 60_000);
    expect(items[0]).toMatchObject({ hiddenRule: 'personal-data', hiddenAt });
  });

  it('give no organisation for a part that was published without its name', async () => {
    const parts = [aPart({ organisation: null })];
    const [json, csv] = [
      await fileOf('json', consultation, parts),
      await fileOf('csv', consultation, parts),
    ];
    expect(json + csv).not.toContain('Ūdensroze');
    expect((await jsonOf(consultation, parts)).items[0]).toMatchObject({
      organisation: null,
      state: 'shown',
    });
  });

  it('tell an edit', async () => {
    const earlier = plus(aPart().receivedAt, -60_000);
    const { items } = await jsonOf(consultation, [aPart({ earlier })]);
    expect(items[0]).toHaveProperty('earlierReceivedAt', earlier);
  });

  it('carry hostile text in every field to the reader as it came', async () => {
    const parts = HOSTILE.map((text, index) => aHostile(consultation, aPart, text, index + 1));
    const { items } = await jsonOf(consultation, parts);
    for (const [index, part] of parts.entries()) {
      expect(items[index]).toMatchObject({ organisation: part.organisation, ...part.answers });
    }
  });

  it('carry hostile text in CSV without a formula, whatever separator cuts it', async () => {
    const parts = HOSTILE.map((text, index) => aHostile(consultation, aPart, text, index + 1));
    const csv = await fileOf('csv', consultation, parts);
    const { faults } = rowsByMetadata(csv, csvMetadata(consultation, PUBLISHER));
    expect(faults).toEqual([]);
    for (const delimiter of [',', ';', '\t']) {
      const { data } = papaparse.parse<string[]>(csv, { delimiter, quoteChar: '\0' });
      for (const cell of data.flat()) expect(cell).not.toMatch(/^[\s"\p{Cf}]*[=@]/u);
    }
    expect(withoutBidiControls(csv)).toBe(csv);
  });

  it('are the same in CSV as in JSON, but for the guard, whatever authors write', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).map(multiLine);
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (texts) => {
        const parts = texts.map((one, index) => aHostile(consultation, aPart, one, index + 1));
        const { items } = await jsonOf(consultation, parts);
        const { rows, faults } = await csvOf(consultation, parts);
        expect(faults).toEqual([]);
        expect(rows.map(withoutGuard)).toEqual(items.map(withoutEmptyTexts).map(withoutGuard));
      }),
      { numRuns: 50 },
    );
  });

  it('have names of columns that a program can use', () => {
    const names = columnsOf(kindOf(consultation)).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]*$/u);
  });

  it('are refused by the schema once something in them is not as it says', async () => {
    const good = await jsonOf(consultation, [aPart()]);
    const [item] = good.items;
    for (const name of Object.keys(item ?? {})) {
      const items = [{ ...item, [name]: { any: 'thing' } }];
      expect(faultsOf(consultation, { ...good, items })).not.toEqual([]);
      const { [name]: ___, ...rest } = item ?? {};
      expect(faultsOf(consultation, { ...good, items: [rest] })).not.toEqual([]);
    }
    expect(faultsOf(consultation, { ...good, items: [{ ...item, reference: 'X' }] })).not.toEqual(
      [],
    );
  });
});

const HOSTILE = [
  "=cmd|' /C calc'!A0",
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '\t=HYPERLINK("http://evil.example";"klikšķini")',
  'x,=1+1',
  'x;=cmd|a',
  'pirmā\n=1+1',
  '"",""=',
  '"; DROP TABLE opinions; --',
  '</script><script>alert(1)</script>',
  '\u202egnp.exe',
  '\u0000\u0007',
  'a\r\nb',
  ']}],"next":"https://evil.example"',
  '\\u0022\\',
  '\u2028\u2029',
  '👩‍👩‍👧‍👦'.repeat(20),
  '#komentārs',
  '__proto__',
];

/** A part with the text in each of its texts, stored as the fields store it. */
function aHostile(
  consultation: Consultation,
  aPart: typeof aPublicOpinion,
  text: string,
  seed: number,
): PublicPart {
  const part = aPart({ seed });
  const texts = fieldsOf(kindOf(consultation)).flatMap(([name, { control }]) => {
    if (control === 'line') return [[name, singleLine(text) || '-'] as const];
    return control === 'text' ? [[name, multiLine(text) || '-'] as const] : [];
  });
  return {
    ...part,
    organisation: singleLine(text) || null,
    answers: { ...part.answers, ...Object.fromEntries(texts) },
  };
}

/** An empty text is an empty cell, and an empty cell is no value. */
function withoutEmptyTexts(item: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, value === '' ? null : value]),
  );
}

/** Takes out the apostrophes that the guard may have put in, and what CSV leaves out. */
function withoutGuard(item: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      typeof value === 'string' ? withoutBidiControls(value).replaceAll("'", '') || null : value,
    ]),
  );
}
