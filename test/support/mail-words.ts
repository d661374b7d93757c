/* What a reader sees of the two parts of a mail, so that they can be compared. */

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': '\u00a0',
};

/** The text of an HTML part as it is read, each link followed by its address; no preheader. */
export function readHtml(html: string): string {
  return html
    .replace(/^.*<body/su, '<body')
    .replace(/<!--.*?-->/gsu, '')
    .replace(/<div style="display:none.*?<\/div>/su, '')
    .replace(/<a [^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>/gsu, (_, href: string, label: string) =>
      label === href ? ` ${href} ` : ` ${label} ${href} `,
    )
    .replace(/<\/?(?:p|tr|td|table|div|h[1-3]|br)\b[^>]*>/gu, '\n')
    .replace(/<[^>]*>/gu, '')
    .replace(/&(?:amp|lt|gt|quot|nbsp);/gu, (entity) => ENTITIES[entity] ?? entity);
}

/** The words of either part, sorted: numbers, names and addresses, but not what only frames them. */
export function wordsOf(read: string): string[] {
  return read
    .replace(/^ {2}\| ?/gmu, '')
    .split(/[\s\u00a0]+/u)
    .map((word) => word.replace(/^[:·–■□*!|=-]+|[:·]+$/gu, ''))
    .filter((word) => word !== '')
    .toSorted();
}

/** As {@link wordsOf}, each character by itself, for what is folded within its words. */
export function lettersOf(read: string): string[] {
  return wordsOf(read)
    .flatMap((word) => [...word])
    .toSorted();
}

export function linksOf(text: string): string[] {
  return [...text.matchAll(/https?:\/\/[^\s"<]+/gu)].map(([link]) => link).toSorted();
}
