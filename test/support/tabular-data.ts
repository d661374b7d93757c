import papaparse from 'papaparse';
import * as z from 'zod/mini';

/*
 * A reader of CSV that knows only what the metadata say: a small part of "Model for Tabular Data"
 * and "Metadata Vocabulary for Tabular Data" (W3C Recommendations, 17 December 2015).
 */

const Datatype = z.union([z.string(), z.object({ base: z.string(), format: z.string() })]);
const Column = z.object({
  name: z.string(),
  titles: z.record(z.string(), z.string()),
  datatype: Datatype,
  separator: z.optional(z.string()),
  required: z.boolean(),
});
const Metadata = z.object({
  url: z.url(),
  dialect: z.object({ delimiter: z.string(), quoteChar: z.string(), header: z.literal(true) }),
  tableSchema: z.object({ columns: z.array(Column), primaryKey: z.string() }),
});
type Column = z.infer<typeof Column>;

/** Returns the rows with values of the types that the metadata name, and what does not fit. */
export function rowsByMetadata(csv: string, metadata: unknown) {
  const { dialect, tableSchema } = Metadata.parse(metadata);
  const { columns, primaryKey } = tableSchema;
  const { delimiter, quoteChar } = dialect;
  const { data, errors } = papaparse.parse<string[]>(csv, {
    delimiter,
    quoteChar,
    skipEmptyLines: true,
  });
  const faults: string[] = errors.map(({ message }) => message);
  const [head = [], ...lines] = data;
  if (head.length !== columns.length) faults.push(`${head.length} columns`);
  for (const [index, { titles }] of columns.entries()) {
    if (!Object.values(titles).includes(head[index] ?? '')) faults.push(`head ${index}`);
  }
  const rows = lines.map((cells, line) =>
    Object.fromEntries(
      columns.map((column, index) => {
        const { value, fault } = valueOf(column, cells[index] ?? '');
        if (fault !== null) faults.push(`row ${line}, ${column.name}: ${fault}`);
        return [column.name, value];
      }),
    ),
  );
  const ids = rows.map((row) => row[primaryKey]);
  if (new Set(ids).size !== ids.length) faults.push('a primary key comes twice');
  return { rows, faults };
}

type Value = string | number | null | readonly (string | number | null)[];

function valueOf(
  { datatype, separator, required }: Column,
  cell: string,
): { readonly value: Value; readonly fault: string | null } {
  // The default of `null` is the empty text.
  if (cell === '') return { value: null, fault: required ? 'is required' : null };
  if (separator === undefined) return typedValue(datatype, cell);
  const values = cell.split(separator).map((one) => typedValue(datatype, one));
  return {
    value: values.map(({ value }) => value),
    fault: values.find(({ fault }) => fault !== null)?.fault ?? null,
  };
}

function typedValue(datatype: z.infer<typeof Datatype>, text: string) {
  const { base, format } = typeof datatype === 'string' ? { base: datatype, format: '' } : datatype;
  const fits = new RegExp(format, 'u').test(text);
  const as = (isGood: boolean, value: string | number = text) => ({
    value,
    fault: isGood && fits ? null : `${text} is no ${base}`,
  });
  switch (base) {
    case 'string':
      return as(true);
    case 'integer':
      return as(/^-?\d+$/u.test(text), Number(text));
    case 'dateTime':
      return as(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u.test(text));
    case 'anyURI':
      return as(URL.canParse(text));
    default:
      return as(false);
  }
}
