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

/** A line that others have written, so that it cannot hold a placeholder. */
export function withoutPlaceholders(line: string): string {
  return line.replaceAll(/[\ue000\ue001]/gu, '');
}

/**
 * A template: its parts are found once, and put together for each set of values. `written` is how a
 * value is written in what surrounds it.
 */
export function template<Name extends string>(
  text: string,
  written: (value: string) => string = String,
): (values: Readonly<Record<Name, string>>) => string {
  const parts = text.split(MARKED);
  return (values) => {
    let whole = '';
    // Added up and not joined: a rope shares the long parts among all recipients until it is sent.
    for (const [index, part] of parts.entries()) {
      whole += index % 2 === 0 ? part : written(values[part as Name]);
    }
    return whole;
  };
}

/** A value between the quotation marks of an attribute. */
export function asAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
