import * as z from 'zod/mini';
import { PUBLISHING } from '../domain/consultation.ts';
import { Licence } from '../domain/licence.ts';
import { Bilingual } from '../domain/text.ts';
import { Instant } from '../domain/time.ts';
import type { Kind } from '../kinds/kind.ts';
import { columnsOf } from './columns.ts';
import { schemaUrl } from './schema-files.ts';

/** Describes a JSON file with data of this kind, in JSON Schema 2020-12. */
export function dataSchemaOf(kind: Kind, siteUrl: string): Record<string, unknown> {
  const id = schemaUrl(siteUrl, kind, 'schema.json');
  const listed = z.strictObject({ id: z.string(), title: Bilingual });
  const frame = z.strictObject({
    $schema: z.literal(id),
    consultation: z.strictObject({
      id: z.string(),
      kind: z.literal(kind.id),
      title: Bilingual,
      plan: Bilingual,
      opensAt: Instant,
      closesAt: Instant,
      /** When the data become public. */
      publishes: z.enum(PUBLISHING),
      commitments: z.array(z.strictObject({ number: z.int(), title: Bilingual })),
      lists: z.record(z.string(), z.array(listed)),
    }),
    publisher: Bilingual,
    licence: z.strictObject({ url: Licence, title: z.string(), sentence: Bilingual }),
    /** In the order of receipt. The columns describe the rows. */
    items: z.array(z.unknown()),
    /** The address of the next volume, or null in the last one. */
    next: z.nullable(z.url()),
  });
  const { properties, ...rest } = jsonSchemaOf(frame);
  const items = { type: 'array', items: rowSchemaOf(kind) };
  return { $schema: DIALECT, $id: id, ...rest, properties: { ...properties, items } };
}

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Both languages in one line, because JSON Schema has room for one. */
const inBoth = ({ lv, en }: Bilingual) => `${lv} / ${en}`;

function rowSchemaOf(kind: Kind) {
  const properties = columnsOf(kind).map(({ name, schema, title, description }) => {
    const words = {
      title: inBoth(title),
      ...(description === undefined ? {} : { description: inBoth(description) }),
    };
    return [name, { ...words, ...jsonSchemaOf(schema) }] as const;
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: properties.map(([name]) => name),
    additionalProperties: false,
  };
}

/** Describes in JSON Schema what a value looks like once it is written. */
export function jsonSchemaOf(schema: z.ZodMiniType) {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io: 'output',
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      // These are about what is read in. What is written always has a value.
      delete jsonSchema.default;
      delete jsonSchema.readOnly;
      if (jsonSchema.type === 'integer') {
        delete jsonSchema.minimum;
        delete jsonSchema.maximum;
      }
      // The patterns of an instant fill ten lines, and say less.
      if ((zodSchema as unknown) === Instant) {
        delete jsonSchema.allOf;
        jsonSchema.format = 'date-time';
      }
    },
  });
  return described;
}
