import type { Consultation } from '../domain/consultation.ts';
import { LANGUAGES } from '../domain/text.ts';
import type { Kind } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { type Column, columnsOf } from './columns.ts';
import { SEPARATOR } from './data-file.ts';
import { jsonSchemaOf } from './data-schema.ts';
import { schemaUrl } from './schema-files.ts';
import { licenceOf, type Publisher, volumeUrl } from './publisher.ts';
import { GUARD_NOTE } from './words.ts';

/*
 * Metadata of the CSV files, as in "Metadata Vocabulary for Tabular Data" (W3C Recommendation, 17
 * December 2015). What a value may be is taken from the JSON Schema of its column.
 */

const CONTEXT = ['http://www.w3.org/ns/csvw', { '@language': 'en' }];

/** Describes the columns of the CSV of this kind, for whoever asks for their version. */
export function tableSchemaFile(kind: Kind, siteUrl: string): Record<string, unknown> {
  return { '@context': CONTEXT, ...tableSchemaOf(kind, siteUrl, {}) };
}

/**
 * Describes one CSV volume of a consultation: a description counts only for the file that it names.
 * Where the consultation has a list of choices, the column allows only these.
 */
export function csvMetadata(
  consultation: Consultation,
  publisher: Publisher,
  after?: string,
): Record<string, unknown> {
  const { siteUrl, name, licence } = publisher;
  const { title, summary, id, lists } = consultation;
  return {
    '@context': CONTEXT,
    url: volumeUrl(siteUrl, id, 'csv', after),
    'dc:title': inEach(title),
    'dc:description': inEach(summary),
    'dc:publisher': inEach(name),
    'dc:license': { '@id': licence },
    'dc:rights': inEach(licenceOf(publisher).sentence),
    dialect: {
      encoding: 'utf-8',
      delimiter: ',',
      quoteChar: '"',
      doubleQuote: true,
      header: true,
      lineTerminators: ['\r\n'],
      commentPrefix: null,
      trim: false,
    },
    tableSchema: tableSchemaOf(kindOf(consultation), siteUrl, lists),
  };
}

function tableSchemaOf(kind: Kind, siteUrl: string, lists: Consultation['lists']) {
  return {
    '@id': schemaUrl(siteUrl, kind, 'table-schema.json'),
    '@type': 'Schema',
    'dc:description': inEach(GUARD_NOTE),
    columns: columnsOf(kind).map((column) => describeColumn(column, lists)),
    primaryKey: 'id',
  };
}

function describeColumn({ name, title, description, schema, field }: Column, lists: Lists) {
  const { shape, isRequired } = shapeOf(schema);
  const listed = field?.control === 'several' ? lists[field.list]?.map(({ id }) => id) : undefined;
  return {
    name,
    // The head of a column must be among its titles (Model for Tabular Data, section 5.5.2).
    titles: { und: name, ...title },
    ...(description === undefined ? {} : { 'dc:description': inEach(description) }),
    ...(shape.type === 'array' ? { separator: SEPARATOR } : {}),
    datatype: datatypeOf(shape.type === 'array' ? { ...itemsOf(shape), enum: listed } : shape),
    required: isRequired,
  };
}

type Lists = Consultation['lists'];

/** As much of JSON Schema as the columns use. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[] | undefined;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
}

/** Returns what a value looks like when there is one, and whether there must be one. */
function shapeOf(schema: Column['schema']): {
  readonly shape: Shape;
  readonly isRequired: boolean;
} {
  const choices = choicesOf(jsonSchemaOf(schema) as Shape);
  const shape = choices.find(({ type }) => type !== 'null');
  if (shape === undefined) throw new Error('A column can hold no value');
  return { shape, isRequired: choices.length === 1 };
}

function choicesOf(shape: Shape): Shape[] {
  if (shape.anyOf !== undefined) return shape.anyOf.flatMap(choicesOf);
  return [shape.type ?? []].flat().map((type) => ({ ...shape, type }));
}

function itemsOf({ items }: Shape): Shape {
  if (items === undefined) throw new Error('A list has no description of its values');
  return items;
}

function datatypeOf({ type, format, pattern, enum: values }: Shape) {
  if (type === 'integer') return 'integer';
  if (format === 'date-time') return 'dateTime';
  if (format === 'uri') return 'anyURI';
  if (values !== undefined) return { base: 'string', format: `^(?:${values.join('|')})$` };
  return pattern === undefined ? 'string' : { base: 'string', format: pattern };
}

/** Writes a text in each language as JSON-LD does. */
function inEach(text: Readonly<Record<(typeof LANGUAGES)[number], string>>) {
  return LANGUAGES.map((language) => ({ '@value': text[language], '@language': language }));
}
