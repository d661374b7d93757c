import { type Language, LANGUAGES } from '../domain/text.ts';
import { acceptedRanges } from './accepted.ts';

/**
 * Returns the language of ours that a client prefers, as its Accept-Language says (RFC 9110, section
 * 12.5.4). `lv-LV` and `lv` are one language. Of two that are equally welcome, the one that is named
 * first wins. Returns Latvian when the header names none of ours.
 */
export function preferredLanguage(header?: string): Language {
  const ranges = acceptedRanges(header).map(({ name, weight }) => {
    const [language = ''] = name.split('-');
    return { name: language, weight };
  });
  const anyOther = ranges.find(({ name }) => name === '*')?.weight ?? 0;
  const wishes = LANGUAGES.map((language) => {
    const place = ranges.findIndex(({ name }) => name === language);
    const weight = ranges[place]?.weight ?? anyOther;
    return { language, weight, place: place === -1 ? ranges.length : place };
  });
  const [best] = wishes.toSorted((a, b) => b.weight - a.weight || a.place - b.place);
  return best === undefined || best.weight === 0 ? LANGUAGES[0] : best.language;
}
