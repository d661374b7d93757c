import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../shared/domain/text.ts';
import type { SealedLog } from '../../../shared/ports/writers.ts';
import { announcementFeed } from '../../../shared/view/feeds/atom.ts';
import { at } from '../../support/builders.ts';
import { tags } from '../../support/markup.ts';
import { CALL, REVIEW } from '../../support/mails.ts';
import { anOpening, aWrittenAnnouncement } from '../../support/pages.ts';
import { aSeal, aSealedLog, isSignedBy, notesIn } from '../../support/sealed-logs.ts';

const siteUrl = 'https://sadzirdets.example';
const feedOf = (
  announcements = [aWrittenAnnouncement(), anOpening()],
  language: 'lv' | 'en' = 'lv',
  logs: readonly SealedLog[] = [],
) => announcementFeed({ language, siteUrl, announcements, logs });

/**
 * Returns what stands between the tags of every element with that name, as it is written in XML.
 */
function contents(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([\\s\\S]*?)</${name}>`, 'gu'))].map(
    ([, inner = '']) => inner.trim(),
  );
}

/**
 * Returns what breaks the rules of XML: a tag that is not closed in its turn, a bare ampersand or
 * angle bracket.
 */
function breaches(xml: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const markup = xml.replace(/^<\?xml [^?]*\?>/u, '').replace(/<!\[CDATA\[[\s\S]*?\]\]>/gu, '');
  const text = markup.replace(
    /<(\/?)(\w+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/gu,
    (_, end: string, name: string, attributes: string, empty: string) => {
      if (end !== '' && open.pop() !== name) found.push(`</${name}>`);
      if (end === '' && empty === '') open.push(name);
      return attributes;
    },
  );
  found.push(
    ...open,
    ...(text.match(/[<>]|\]\]>|&(?!(?:amp|lt|gt|quot|apos|#\d+);).{0,20}/gu) ?? []),
  );
  return found;
}

describe.each(LANGUAGES)('the feed in %s', (language) => {
  it('is well-formed for any text that somebody has written', () => {
    expect(breaches(feedOf([aWrittenAnnouncement(), anOpening()], language))).toEqual([]);
  });

  it('is known by its own address and in its own language, and leads to the archive', () => {
    const xml = feedOf([], language);
    expect(tags(xml, 'feed')[0]).toMatchObject({ 'xml:lang': language });
    expect(contents(xml, 'id')).toEqual([`${siteUrl}/${language}/announcements.atom`]);
    expect(tags(xml, 'link')).toEqual([
      { rel: 'alternate', href: `${siteUrl}/${language}/announcements` },
      { rel: 'self', href: `${siteUrl}/${language}/announcements.atom` },
    ]);
    expect(contents(xml, 'name')).toEqual(['Sadzirdēts']);
    expect(contents(xml, 'title')[0]).toMatch(/^Sadzirdēts: /u);
  });
});

describe('an entry', () => {
  const entries = contents(feedOf(), 'entry');

  it('is known by its address, which is absolute', () => {
    const address = `${siteUrl}/lv/announcements/results-nap2`;
    expect(contents(entries[0] ?? '', 'id')).toEqual([address]);
    expect(tags(entries[0] ?? '', 'link')).toEqual([{ href: address }]);
  });

  it('is dated by when it was sent', () => {
    expect(
      entries.map((one) => [...contents(one, 'published'), ...contents(one, 'updated')]),
    ).toEqual([
      ['2027-04-19T06:00:00.000Z', '2027-04-19T06:00:00.000Z'],
      ['2027-01-04T00:00:00.000Z', '2027-01-04T00:00:00.000Z'],
    ]);
  });

  it('is dated by when it went out, if that was later than planned', () => {
    const late = aWrittenAnnouncement({ startedAt: at('2027-05-03T09:00:00Z') });
    const xml = feedOf([late]);
    for (const name of ['published', 'updated']) {
      expect(new Set(contents(xml, name))).toEqual(new Set(['2027-05-03T09:00:00.000Z']));
    }
  });

  it('has its subject and its text as HTML in which the written text cannot be markup', () => {
    expect(contents(entries[0] ?? '', 'title')[0]).toMatch(
      /^<!\[CDATA\[Rezultāti: 5 &lt; 6 &amp; &lt;\/textarea>&lt;script>/u,
    );
    const [text = ''] = contents(entries[0] ?? '', 'content');
    expect(text).toMatch(/<h2[^>]*>Kas ņemts vērā<\/h2>/u);
    expect(text).not.toContain('<script');
  });

  it('names its topic', () => {
    expect(tags(entries[0] ?? '', 'category')).toMatchObject([
      { term: 'results', label: 'Rezultāti' },
    ]);
  });

  it('cannot end the CDATA section around it', () => {
    const text = { subject: 'a]]>b', body: 'c ]]> d & e' };
    const xml = feedOf([
      aWrittenAnnouncement({ content: { kind: 'written', lv: text, en: text } }),
    ]);
    expect(breaches(xml)).toEqual([]);
  });
});

describe.each(LANGUAGES)('a log in the feed in %s', (language) => {
  const logs = [REVIEW, CALL].map((consultation) => aSealedLog(consultation));
  const entries = contents(feedOf([], language, logs), 'entry');

  it('is an entry whose title is in the language of the feed', () => {
    const hostile = { ...REVIEW, title: { lv: 'a ]]> < & b', en: 'a ]]> < & b' } };
    expect(breaches(feedOf([], language, [...logs, aSealedLog(hostile)]))).toEqual([]);
    const titles = entries.map((one) => contents(one, 'title')[0]);
    for (const [index, { consultation }] of logs.entries()) {
      expect(titles[index]).toContain(consultation.title[language]);
    }
  });

  it('has the checkpoint byte for byte', () => {
    for (const [index, { seal }] of logs.entries()) {
      const [content = ''] = contents(entries[index] ?? '', 'content');
      const notes = notesIn(content.replace('<pre>', '<pre>\n'));
      expect(notes).toEqual([seal.checkpoint]);
      expect(isSignedBy(notes[0] ?? '', 1)).toBe(true);
    }
  });

  it('has another id for each checkpoint, and is dated by when it was sealed', () => {
    const idsOf = (log: SealedLog) => contents(feedOf([], language, [log]), 'id').slice(1);
    const { consultation, seal } = aSealedLog(REVIEW);
    const later = { consultation, seal: aSeal(REVIEW.id, [1], seal.size + 1) };
    const restored = { consultation, seal: aSeal(`${REVIEW.id}/2`, [1]) };
    const ids = [{ consultation, seal }, later, restored].flatMap(idsOf);
    expect(ids[0]).toBe(`https://sadzirdets.example/log/${REVIEW.id}#${language}-1024`);
    expect(new Set(ids).size).toBe(3);
    expect(entries.map((one) => contents(one, 'updated')[0])).toEqual(
      logs.map(({ seal: { sealedAt } }) => new Date(sealedAt).toISOString()),
    );
    expect(contents(feedOf([], language, logs), 'updated')[0]).toBe('2026-11-30T05:45:02.000Z');
  });
});

it('is as new as its newest entry, in any order, and as old as possible without entries', () => {
  expect(contents(feedOf([anOpening(), aWrittenAnnouncement()]), 'updated')[0]).toBe(
    '2027-04-19T06:00:00.000Z',
  );
  expect(contents(feedOf([]), 'updated')).toEqual(['1970-01-01T00:00:00.000Z']);
});

it('is the same as long as nothing is announced', () => {
  expect(feedOf()).toBe(feedOf());
});
