/** The decoded attributes of one start tag of a rendered page. */
export type Tag = Readonly<Record<string, string>>;

/**
 * Returns every start tag of that name, in order. It only understands markup that the product
 * renders.
 */
export function tags(html: string, name: string): Tag[] {
  const start = new RegExp(`<${name}((?:\\s+[\\w:-]+(?:="[^"]*")?)*)\\s*/?>`, 'gu');
  return [...html.matchAll(start)].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/([\w:-]+)(?:="([^"]*)")?/gu)].map(([, key = '', value = '']) => [
        key,
        decode(value),
      ]),
    ),
  );
}

/** Returns the text of the element with this id, without the markup inside. */
export function textOf(html: string, id: string): string {
  const [, name = '', rest = ''] =
    new RegExp(`<(\\w+)[^>]*\\sid="${id}"[^>]*>([\\s\\S]*)`, 'u').exec(html) ?? [];
  return decode(rest.slice(0, rest.indexOf(`</${name}>`)).replace(/<[^>]*>/gu, ''));
}

function decode(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
