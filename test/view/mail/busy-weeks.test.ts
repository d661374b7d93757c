import { describe, expect, it } from 'vitest';
import { changesFor } from '../../../shared/domain/part-change.ts';
import type { Mail } from '../../../shared/ports/mail.ts';
import { at } from '../../support/builders.ts';
import { busyWeek } from '../../support/busy-weeks.ts';
import { linksOf, readHtml, wordsOf } from '../../support/mail-words.ts';
import { aDigest, CALL, CHANCELLERY, gatherDigest, mailOf, REVIEW } from '../../support/mails.ts';

/*
 * The digest of a week in which as many opinions have come as stand in the title, beside a call
 * without news and a closed consultation without news, which was published before the others.
 */

const LIMIT = 90_000;
const SIZES = [0, 1, 5, 78, 400, 10_000] as const;
type Size = (typeof SIZES)[number];

const CLOSED = {
  ...REVIEW,
  id: 'nap1-final-review',
  title: { lv: 'Pirmā plāna noslēguma izvērtējums', en: 'Final review of the First Plan' },
  closesAt: at('2026-11-20T17:00:00+02:00'),
};

interface Told {
  readonly mail: Mail;
  /** What is new, edited or withdrawn, by commitment. */
  readonly news: ReadonlyMap<number | null, number>;
  readonly references: ReadonlySet<string>;
  /** How many of the opinions are letters of a campaign. */
  readonly letters: number;
}

const told = new Map<Size, Told>();

/** Composes the digest of a week once, because the largest takes seconds. */
function weekOf(size: Size): Told {
  const known = told.get(size);
  if (known !== undefined) return known;
  const week = busyWeek(size);
  const digest = aDigest({ consultations: [CLOSED.id, REVIEW.id, CALL.id] });
  const { content, files } = gatherDigest(digest, [CLOSED, REVIEW, CALL], week);
  const changes = week.flatMap((change) => changesFor(CHANCELLERY.id, change));
  const news = new Map<number | null, number>();
  for (const { commitment } of changes) news.set(commitment, (news.get(commitment) ?? 0) + 1);
  const references = new Set(changes.map(({ reference }) => reference));
  const letters = content.chapters
    .flatMap(({ sections }) => sections.flatMap(({ entries }) => entries))
    .reduce((all, { campaign }) => all + (campaign?.letters ?? 0), 0);
  const made = { mail: mailOf([], { digest, content, files }), news, references, letters };
  told.set(size, made);
  return made;
}

/** Puts the text on one line, with plain spaces. */
const plain = (said: string) => said.replaceAll(/\s+/gu, ' ');

/** Returns what a reader sees of both parts, each on one line. */
const partsOf = ({ text, html }: Mail) => [plain(text), plain(readHtml(html))];

/** Returns the items of the text part, each from its first line to the next item or section. */
const itemsOf = ({ text }: Mail) =>
  text
    .split(/^\* /gmu)
    .slice(1)
    .map((item) => item.split(/^(?:={5}|-{5}|Un vēl )/mu)[0] ?? '');

const quoteOf = (item: string) =>
  (item.match(/^ {2}\| ?.*$/gmu) ?? [])
    .map((line) => line.slice(4))
    .join(' ')
    .trim();

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, one) => all + one, 0);

/** Adds up all numbers that the pattern finds in its first group. */
const total = (text: string, pattern: RegExp) =>
  sum([...text.matchAll(pattern)].map(([, figure = '0']) => Number(figure.replaceAll(/\s/gu, ''))));

describe.each(SIZES)('the digest of a week with %i opinions', { timeout: 60_000 }, (size) => {
  it('is small enough to be shown whole, in each of its parts', () => {
    const { text, html } = weekOf(size).mail;
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(LIMIT);
    // What does not fit is left out only where the room is used.
    if (/Vēstulē: |saīsināti/u.test(text)) {
      expect(Buffer.byteLength(html)).toBeGreaterThan(0.95 * LIMIT);
    }
  });

  it('says the same in its two parts', () => {
    const { text, html } = weekOf(size).mail;
    const read = readHtml(html);
    expect(wordsOf(read).join('\n')).toBe(wordsOf(text).join('\n'));
    expect(linksOf(read)).toEqual(linksOf(text));
  });

  it('has the whole frame: each title, each figure, and a bar for each commitment with news', () => {
    const { mail, news } = weekOf(size);
    const { commitments } = REVIEW.draft;
    for (const said of partsOf(mail)) {
      for (const { title } of [REVIEW, CALL, CLOSED]) expect(said).toContain(title.lv);
      for (const { number, title } of commitments.filter((one) => news.has(one.number))) {
        // Once in the row and once above the section.
        const places = said.split(`${number}. ${title.lv} `).slice(1);
        expect(places).toHaveLength(2);
        for (const place of places) {
          const figures = (/^.*?(?=:|\*|Kopā|iesniegumi ar| [„\p{Lu}])/u.exec(place) ?? [''])[0];
          expect(total(figures, /(\d+) (?:jaun|labot|atsaukt)/gu)).toBe(news.get(number));
        }
      }
    }
    const bars = mail.html.match(/<table[^>]*aria-hidden/gu)?.length ?? 0;
    expect(bars).toBe(news.size);
  });

  it('names what has no news after what has, and what is closed last', () => {
    const { mail, news } = weekOf(size);
    for (const said of partsOf(mail)) {
      const order = [REVIEW, CALL, CLOSED].map(({ title }) => said.indexOf(title.lv));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      if (size > 0) {
        const quiet = said.indexOf('Citās apspriedēs nekā jauna');
        expect(quiet).toBeGreaterThan(said.lastIndexOf('/receipts/'));
        expect(order[1]).toBeGreaterThan(quiet);
      }
      for (const { number } of REVIEW.draft.commitments) {
        if (size === 0 || news.has(number)) continue;
        expect(said).toMatch(
          new RegExp(`Nekā jauna: [^:]*\\b${number}\\.[^:]* apņemšanās\\.`, 'u'),
        );
      }
    }
  });

  it('tells each opinion, or counts it', () => {
    const { mail, news } = weekOf(size);
    const campaigns = total(mail.text, /^\* ([\d\s]+?) iesnieg\p{L}+ ar/gmu);
    const alone = itemsOf(mail).filter((item) => !/^[\d\s]+ iesnieg/u.test(item)).length;
    const untold = total(mail.text, /^Un vēl ([\d\s]+?) viedok/gmu);
    expect(campaigns + alone + untold).toBe(sum(news.values()));
    expect(alone + campaigns > 0).toBe(size > 0);
    const said = /Vēstulē: ([\d\s]+?) no ([\d\s]+?) jaun/u.exec(plain(mail.text));
    expect(said !== null).toBe(untold > 0);
    if (said !== null) {
      expect(total(said[0], /Vēstulē: ([\d\s]+?) no/gu)).toBe(campaigns + alone);
    }
  });

  it('has a link to a receipt in each item that it tells', () => {
    const { mail, references } = weekOf(size);
    const address = `https://sadzirdets.example/lv/consultations/${REVIEW.id}/receipts/`;
    const seen = new Set<string>();
    for (const item of itemsOf(mail)) {
      const links = linksOf(item);
      expect(links.length).toBeGreaterThanOrEqual(1);
      for (const link of links) {
        expect(link.startsWith(address)).toBe(true);
        expect(references).toContain(link.slice(address.length));
        expect(seen).not.toContain(link);
        seen.add(link);
      }
    }
  });

  it('marks what is edited or withdrawn, with the digest that told it first', () => {
    const { mail } = weekOf(size);
    for (const item of itemsOf(mail).map(plain)) {
      const marked =
        /· (?:iepriekšējā redakcija –|bija iekļauts) kopsavilkumā Nr\. 3 \(23\. novembrī\)/u;
      expect(marked.test(item)).toBe(/ (?:labots|atsaukts) · /u.test(item));
      const isCampaign = /^[\d\s]+ iesnieg/u.test(item);
      if (item.includes(' labots · ') && !isCampaign) expect(item).toMatch(/ Mainīts: \p{L}/u);
      else expect(item).not.toMatch(/ Mainīts: |\[svītrots:/u);
    }
  });
});

describe('edited opinions', () => {
  it('are marked word by word, in a busy week too, and in both parts', () => {
    for (const size of [78, 400] as const) {
      const { text, html } = weekOf(size).mail;
      const marks = plain(text).match(/\[(?:svītrots|pievienots): [^\]]/gu) ?? [];
      expect(marks.length).toBeGreaterThan(2);
      expect(html.match(/<(?:ins|del)>/gu)).toHaveLength(marks.length);
    }
  });
});

describe('when there is too little room', () => {
  /** Beside a word that does not fit, this much may be missing to the level of all. */
  const LEEWAY = 80;

  const lengthsOf = (size: Size) => {
    const items = itemsOf(weekOf(size).mail).filter((item) => !/^[\d\s]+ iesnieg/u.test(item));
    const isCut = (item: string) => /^ {2}… vēl /mu.test(item);
    return {
      whole: items.filter((item) => !isCut(item)).map((item) => quoteOf(item).length),
      cut: items.filter(isCut).map((item) => quoteOf(item).length),
    };
  };

  it('shortens nothing in a quiet week', () => {
    expect(lengthsOf(5).cut).toEqual([]);
    expect(weekOf(5).mail.text).not.toContain('saīsināti');
  });

  it('shortens the longest texts, and tells all opinions', () => {
    const { mail, news } = weekOf(78);
    const { whole, cut } = lengthsOf(78);
    expect(total(mail.text, /^Un vēl ([\d\s]+?) viedok/gmu)).toBe(0);
    expect(sum(news.values())).toBe(78);
    expect(cut.length).toBeGreaterThan(0);
    expect(Math.max(...whole)).toBeLessThan(Math.max(...cut) + LEEWAY);
  });

  it('leaves out opinions only when the texts are short', () => {
    for (const size of [400, 10_000] as const) {
      const { whole, cut } = lengthsOf(size);
      expect(total(weekOf(size).mail.text, /^Un vēl ([\d\s]+?) viedok/gmu)).toBeGreaterThan(0);
      expect(Math.max(...whole, ...cut)).toBeLessThan(240 + LEEWAY);
    }
  });

  it('leaves out no campaign, because each stands for many', () => {
    const { mail, letters } = weekOf(10_000);
    expect(letters).toBeGreaterThan(1_000);
    expect(total(mail.text, /^\* ([\d\s]+?) iesnieg\p{L}+ ar/gmu)).toBe(letters);
  });

  it('gives the commitments the same number of opinions, as far as they have them', () => {
    const { mail } = weekOf(10_000);
    const sections = mail.text.split(/^-{5,}$/gmu).slice(1);
    const counts = sections.map(
      (section) =>
        itemsOf({ ...mail, text: section }).filter((item) => !/^[\d\s]+ iesn/u.test(item)).length,
    );
    expect(sections.length).toBe(9);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });
});
