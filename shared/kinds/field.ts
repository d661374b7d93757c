import * as z from 'zod/mini';
import { MAX_CHOICES } from '../domain/consultation.ts';
import { line, multiLine, singleLine, Slug } from '../domain/text.ts';

interface Common {
  /** What the API accepts. The schema of a field that may be left out has a default. */
  readonly schema: z.ZodMiniType;
  readonly required: boolean;
  /** The name of the field in a posted form, if it is another one than here. */
  readonly posted?: string;
}

/** One step of a scale, in the order of the steps, or none. */
interface ScaleField extends Common {
  readonly control: 'scale';
  readonly values: readonly string[];
}

/** One of several choices. */
interface ChoiceField extends Common {
  readonly control: 'choice';
  readonly values: readonly string[];
}

/** Any of the choices that the consultation lists under this name. */
interface SeveralField extends Common {
  readonly control: 'several';
  readonly list: string;
}

/** A text of one line or of several. `limit` is in UTF-16 units. */
interface TextField extends Common {
  readonly control: 'line' | 'text';
  readonly limit: number;
}

/**
 * One field of a part: everything that the form, the API, the mails and their documentation need to
 * know about it, except its words.
 */
export type Field = ScaleField | ChoiceField | SeveralField | TextField;

/** Says whether people answer the field in their own words. */
export function isText({ control }: Pick<Field, 'control'>): boolean {
  return control === 'line' || control === 'text';
}

export function scale(values: readonly string[]): ScaleField {
  const schema = z._default(z.nullable(z.enum(values)), null);
  return { control: 'scale', values, schema, required: false };
}

export function choice(values: readonly string[]): ChoiceField {
  return { control: 'choice', values, schema: z.enum(values), required: true };
}

export function severalOf(list: string): SeveralField {
  const schema = z.array(Slug).check(
    z.minLength(1),
    z.maxLength(MAX_CHOICES),
    z.overwrite((chosen) => [...new Set(chosen)].toSorted()),
  );
  return { control: 'several', list, schema, required: true };
}

export function lineOf(limit: number, { required }: { required: boolean }): TextField {
  const optional = z.string().check(z.overwrite(singleLine), z.maxLength(limit));
  const schema = required ? line(limit) : z._default(optional, '');
  return { control: 'line', limit, schema, required };
}

export function textOf(limit: number, { required }: { required: boolean }): TextField {
  const text = z.string().check(z.overwrite(multiLine), z.maxLength(limit));
  const schema = required ? text.check(z.minLength(1)) : z._default(text, '');
  return { control: 'text', limit, schema, required };
}
