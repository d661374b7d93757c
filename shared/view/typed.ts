/*
 * What was typed, without any sentence about it: a submission that is accepted needs no sentences.
 */

/** What was typed into a form, by field name. A field that came more than once has several values. */
export type Typed = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Returns what was typed into a field of one value. */
export function typedText(typed: Typed, field: string): string {
  return typedChoices(typed, field)[0] ?? '';
}

/** Returns all values of a field: none, one or several. */
export function typedChoices(typed: Typed, field: string): readonly string[] {
  const values = Object.hasOwn(typed, field) ? (typed[field] ?? []) : [];
  return typeof values === 'string' ? [values] : values;
}
