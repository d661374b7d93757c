/** One start tag of a rendered page: its attributes, decoded. */
export type Tag = Readonly<Record<string, string>>;

/** Every start tag of that name, in order. For markup that we have rendered ourselves. */
export function tags(html: string, name: string): Tag[] {
  const start = new RegExp(`<${name}((?:\\s+[\\w:-]+(?:="[^"]*")?)*)\\s*/?>`, 'gu');
  return [...html.matchAll(start)].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/([\w:-]+)(?:="([^"]*)")?/gu)].map(([, key = '', value = '']) => [
        key,
        decoded(value),
      ]),
    ),
  );
}

/** The text between an element's tags, found by its id; markup within it is left out. */
export function textOf(html: string, id: string): string {
  const [, name = '', rest = ''] =
    new RegExp(`<(\\w+)[^>]*\\sid="${id}"[^>]*>([\\s\\S]*)`, 'u').exec(html) ?? [];
  return decoded(rest.slice(0, rest.indexOf(`</${name}>`)).replace(/<[^>]*>/gu, ''));
}

function decoded(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
