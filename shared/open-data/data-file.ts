import type { Consultation } from '../domain/consultation.ts';
import type { PublicPart } from '../domain/public-part.ts';
import { kindOf } from '../kinds/kinds.ts';
import { csvRow } from '../csv.ts';
import { columnsOf, type Value } from './columns.ts';
import { schemaUrl } from './schema-files.ts';
import { type Format, licenceOf, type Publisher } from './publisher.ts';

/**
 * A file of public data, piece by piece, so that it can be written without being held. The pieces
 * are the head, a row for each part, and the end.
 */
export interface DataFile {
  readonly head: string;
  row(part: PublicPart, isFirst: boolean): string;
  /** `next` is the address of the next volume, or null if nothing follows. */
  end(next: string | null): string;
}

/** Begins a file with the public data of one consultation. */
export function dataFile(
  format: Format,
  consultation: Consultation,
  publisher: Publisher,
): DataFile {
  return format === 'json' ? jsonFile(consultation, publisher) : csvFile(consultation, publisher);
}

/** JSON with one row on a line, as {@link dataSchemaOf} describes it. */
function jsonFile(consultation: Consultation, publisher: Publisher): DataFile {
  const {
    id,
    kind: kindId,
    title,
    plan,
    opensAt,
    closesAt,
    publishes,
    draft,
    lists,
  } = consultation;
  const kind = kindOf(consultation);
  const { siteUrl } = publisher;
  const head = JSON.stringify({
    $schema: schemaUrl(siteUrl, kind, 'schema.json'),
    consultation: {
      ...{ id, kind: kindId, title, plan, opensAt, closesAt, publishes },
      commitments: draft.commitments.map(({ number, title: named }) => ({ number, title: named })),
      lists,
    },
    publisher: publisher.name,
    licence: licenceOf(publisher),
  });
  return {
    head: `${head.slice(0, -1)},"items":[`,
    row(part, isFirst) {
      const row = columnsOf(kind).map(({ name, valueOf }) => [name, valueOf(part, siteUrl)]);
      return `${isFirst ? '' : ','}\n${JSON.stringify(Object.fromEntries(row))}`;
    },
    end: (next) => `\n],"next":${JSON.stringify(next)}}\n`,
  };
}

/** Stands between the values of one cell. No value has it: each is an id of a list. */
export const SEPARATOR = ';';

/**
 * CSV as in RFC 4180, for programs: commas, column names that never change, times in UTC. The
 * metadata beside it say the rest.
 */
function csvFile(consultation: Consultation, { siteUrl }: Publisher): DataFile {
  const columns = columnsOf(kindOf(consultation));
  const cellOf = (value: Value) =>
    typeof value === 'object' ? (value ?? []).join(SEPARATOR) : value;
  return {
    head: csvRow(
      columns.map(({ name }) => name),
      ',',
    ),
    row: (part) =>
      csvRow(
        columns.map(({ valueOf }) => cellOf(valueOf(part, siteUrl))),
        ',',
      ),
    end: () => '',
  };
}
