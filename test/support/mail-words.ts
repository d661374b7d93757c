/* What a reader sees of the two parts of a mail, in a form that can be compared. */

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': '\u00a0',
};

/**
 * Returns the text of an HTML part as a person reads it. The address of each link follows its
 * label. The preheader is left out.
 */
export function readHtml(html: string): string {
  return html
    .replace(/^.*<body/su, '<body')
    .replace(/<!--.*?-->/gsu, '')
    .replace(/<div style="display:none.*?<\/div>/su, '')
    .replace(/<a [^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>/gsu, (_, href: string, label: string) =>
      label === href.replace(/^mailto:/u, '') ? ` ${label} ` : ` ${label} ${href} `,
    )
    .replace(/<\/?(?:p|tr|td|table|div|h[1-3]|br)\b[^>]*>/gu, '\n')
    .replace(/<[^>]*>/gu, '')
    .replace(/&(?:amp|lt|gt|quot|nbsp);/gu, (entity) => ENTITIES[entity] ?? entity);
}

/**
 * Returns the words of either part, sorted: numbers, names and addresses, without the signs that
 * only frame them.
 */
export function wordsOf(read: string): string[] {
  return read
    .replace(/^ {2}\| ?/gmu, '')
    .split(/[\s\u00a0]+/u)
    .map((word) => word.replace(/^[:·–■□*!|=-]+|[:·]+$/gu, ''))
    .filter((word) => word !== '')
    .toSorted();
}

/**
 * Returns the single characters of {@link wordsOf}, sorted, to compare words that are folded in the
 * middle.
 */
export function lettersOf(read: string): string[] {
  return wordsOf(read)
    .flatMap((word) => [...word])
    .toSorted();
}

export function linksOf(text: string): string[] {
  return [...text.matchAll(/https?:\/\/[^\s"<]+/gu)].map(([link]) => link).toSorted();
}
