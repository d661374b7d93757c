import { type Language, LANGUAGES } from '../domain/text.ts';

/**
 * Returns the language of ours that a client prefers, as its Accept-Language says (RFC 9110, section
 * 12.5.4). `lv-LV` and `lv` are one language. Of two that are equally welcome, the one that is named
 * first wins. Returns Latvian when the header names none of ours.
 */
export function preferredLanguage(header = ''): Language {
  const ranges = header.split(',').map(rangeOf);
  const anyOther = ranges.find(({ name }) => name === '*')?.weight ?? 0;
  const wishes = LANGUAGES.map((language) => {
    const place = ranges.findIndex(({ name }) => name === language);
    const weight = ranges[place]?.weight ?? anyOther;
    return { language, weight, place: place === -1 ? ranges.length : place };
  });
  const [best] = wishes.toSorted((a, b) => b.weight - a.weight || a.place - b.place);
  return best === undefined || best.weight === 0 ? LANGUAGES[0] : best.language;
}

/** Reads one range, such as `en-GB;q=0.8`. A weight that is no number between 0 and 1 counts as 0. */
function rangeOf(written: string): { readonly name: string; readonly weight: number } {
  const [tag = '', ...parameters] = written.toLowerCase().split(';');
  const [name = ''] = tag.trim().split('-');
  const q = parameters.map((one) => one.trim()).find((one) => one.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return { name, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}
