/*
 * A mail that differs from recipient to recipient in a few links only is made once, with placeholders,
 * and filled for each. The marks are private-use characters, which no text of ours or others needs.
 */

const OPEN = '\ue000';
const CLOSE = '\ue001';
const MARKED = /\ue000(\w+)\ue001/gu;

export function placeholder(name: string): string {
  return `${OPEN}${name}${CLOSE}`;
}

/** What others have written, so that it cannot hold a placeholder. */
export function withoutPlaceholders(text: string): string {
  return text.replaceAll(/[\ue000\ue001]/gu, '');
}

/** A template: its parts are found once, and put together for each set of values. */
export function template<Name extends string>(
  text: string,
): (values: Readonly<Record<Name, string>>) => string {
  const parts = text.split(MARKED);
  return (values) =>
    parts.map((part, index) => (index % 2 === 0 ? part : values[part as Name])).join('');
}
