/*
 * A mail that differs between recipients only in a few links is made once, with placeholders, and
 * is filled in for each recipient. The marks are private-use characters, which no text needs.
 */

const OPEN = '\ue000';
const CLOSE = '\ue001';
const MARKED = /\ue000(\w+)\ue001/gu;

export function placeholder(name: string): string {
  return `${OPEN}${name}${CLOSE}`;
}

/**
 * Removes the marks from a line that others have written, so that the line cannot hold a
 * placeholder.
 */
export function withoutPlaceholders(line: string): string {
  return line.replaceAll(/[\ue000\ue001]/gu, '');
}

/**
 * Returns a function that fills in the template. The template is split into its parts only once.
 * `encode` writes a value as its place requires.
 */
export function template<Name extends string>(
  text: string,
  encode: (value: string) => string = String,
): (values: Readonly<Record<Name, string>>) => string {
  const parts = text.split(MARKED);
  return (values) => {
    let whole = '';
    // The parts are concatenated and not joined. V8 then keeps a rope of references, so that all
    // recipients share the long parts until their mail is sent.
    for (const [index, part] of parts.entries()) {
      whole += index % 2 === 0 ? part : encode(values[part as Name]);
    }
    return whole;
  };
}
