import { fieldsOf, type Kind } from './kind.ts';

/*
 * The names of a form's fields. The fields of a part about a commitment end with its number, as in
 * `rating-3`, with 0 for the draft as a whole. Where a submission has only one part, the fields have
 * their own names.
 */

/** The number of a part that is about no single commitment. */
export const WHOLE = 0;

/** Returns the name of a field of one part in the form. */
export function formNameOf(kind: Kind, field: string, number: number): string {
  const name = kind.fields[field]?.posted ?? field;
  return kind.about === 'nothing' ? name : `${name}-${number}`;
}

/**
 * Returns the numbers of the parts of which the form has fields, in order. Names that are no names
 * of ours are left out.
 */
export function partNumbersIn(kind: Kind, names: readonly string[]): number[] {
  if (kind.about === 'nothing') return [WHOLE];
  const known = fieldsOf(kind).map(([name, { posted = name }]) => posted);
  const numbers = names.flatMap((name) => {
    const [, field = '', number] = /^(.*)-(0|[1-9]\d{0,5})$/su.exec(name) ?? [];
    return known.includes(field) ? [Number(number)] : [];
  });
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}
