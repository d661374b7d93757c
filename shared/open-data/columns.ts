import * as z from 'zod/mini';
import type { PublicPart } from '../domain/public-part.ts';
import { type Bilingual, Language, Slug } from '../domain/text.ts';
import { Instant } from '../domain/time.ts';
import type { Field } from '../kinds/field.ts';
import { fieldsOf, type Kind } from '../kinds/kind.ts';
import { fieldWordsOf, wordsOf } from '../kinds/words.ts';
import { pathTo } from '../routes.ts';
import { COLUMN_WORDS } from './words.ts';

/** A value of a column: in JSON as it is, in CSV as text. */
export type Value = string | number | null | readonly string[];

/** One property of a row in JSON, and one column in CSV. */
export interface Column {
  readonly name: string;
  readonly title: Bilingual;
  readonly description?: Bilingual;
  /** What the value may be. Everything else that is said of the column follows from it. */
  readonly schema: z.ZodMiniType;
  /** The field of the kind that the column holds. Only such a column holds what an author wrote. */
  readonly field?: Field;
  valueOf(part: PublicPart, siteUrl: string): Value;
}

type CommonName = keyof typeof COLUMN_WORDS;

const common = (
  name: CommonName,
  schema: z.ZodMiniType,
  valueOf: Column['valueOf'] = (part) => part[name as keyof PublicPart] as Value,
): Column => ({ name, ...COLUMN_WORDS[name], schema, valueOf });

const columns = new Map<Kind, readonly Column[]>();

/** Returns the columns of the data of this kind, in their order. */
export function columnsOf(kind: Kind): readonly Column[] {
  const known = columns.get(kind);
  if (known !== undefined) return known;
  const made = [
    common('id', z.string()),
    common('url', z.url(), ({ consultation, id: opinion, language }, siteUrl) => {
      return siteUrl + pathTo('opinion', { language, consultation, opinion });
    }),
    ...(kind.about === 'nothing' ? [] : [common('commitment', z.nullable(z.int()))]),
    common('state', z.enum(['shown', 'withdrawn', 'hidden'])),
    common('organisation', z.nullable(z.string())),
    ...fieldsOf(kind).map(([name, field]) => answer(kind, name, field)),
    common('language', Language),
    common('draftVersion', z.int()),
    common('receivedAt', Instant),
    common('changedAt', Instant),
    common('earlierReceivedAt', z.nullable(Instant), ({ earlier }) => earlier),
    common('hiddenRule', z.nullable(Slug), ({ hidden }) => hidden?.rule ?? null),
    common('hiddenAt', z.nullable(Instant), ({ hidden }) => hidden?.at ?? null),
  ];
  columns.set(kind, made);
  return made;
}

/** Returns the column of one field. What is not shown has no answer. */
function answer(kind: Kind, name: string, field: Field): Column {
  const labelIn = (language: Language) => fieldWordsOf(wordsOf(kind.id, language), name).label;
  return {
    name,
    title: { lv: labelIn('lv'), en: labelIn('en') },
    schema: z.nullable(field.schema),
    field,
    valueOf: ({ answers }) => answers?.[name] ?? null,
  };
}
