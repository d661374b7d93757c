import { toldOf } from '../../support/builders.ts';
import { describe, expect, it } from 'vitest';
import type { Mail } from '../../../shared/ports/mail.ts';
import { announcementMail } from '../../../shared/view/mail/announcement-mail.tsx';
import {
  anAnnouncement,
  announcementOf,
  confirmationOf,
  written,
} from '../../support/list-mails.ts';
import { lettersOf, linksOf, readHtml } from '../../support/mail-words.ts';
import { REVIEW } from '../../support/mails.ts';
import { OWNER } from '../../support/owner.ts';

const OPENED = anAnnouncement({
  id: 'opened-nap2-midterm-review',
  topic: 'drafts',
  content: toldOf('opened', REVIEW),
});
const CLOSING = anAnnouncement({
  id: 'closing-nap2-midterm-review',
  topic: 'closing',
  content: toldOf('closing', REVIEW),
});
const FOOTER_RULE = '-'.repeat(72);
const LONG = Array.from({ length: 400 }, (_, index) => `${index}. **Ļoti** "garš" & <b>teksts</b>`);

const MAILS: Record<string, () => Mail> = {
  'announcement-written': () => announcementOf(anAnnouncement()),
  'announcement-opened': () => announcementOf(OPENED),
  'announcement-closing-en': () => announcementOf(CLOSING, 'en'),
  confirmation: () => confirmationOf(),
  'confirmation-en': () => confirmationOf({ language: 'en', topics: ['calls'] }),
};
const HOSTILE: Record<string, string> = {
  script: '<script>alert(1)</script> un <b onclick=x>trekns</b>',
  links:
    '[a](javascript:alert(1)) [b](data:text/html,x) [c](//zagli.example) ![bilde](https://x.example/p.png)',
  reference: 'Skat. [šeit][1] un [te].\n\n[1]: https://example.org/a "t"\n[te]: javascript:x',
  nested: Array.from({ length: 12 }, (_, depth) => `${'  '.repeat(depth)}- līmenis ${depth}`).join(
    '\n',
  ),
  quotes: `${'> '.repeat(500)}dziļi`,
  code: '`a`\n\n    viens\n      divi & <b>\n\n```\ntrīs\n```',
  table: '| a | b |\n|---|---|\n| 1 | 2 |',
  long: LONG.join('\n\n'),
  marks: '\ue000unsubscribe\ue001 \u202eapgriezts',
  'marks by reference': '&#xe000;unsubscribe&#xe001; &#x202e;apgriezts &#x2028; `a\u2028b`',
  picture: '![Koks mežā](https://x.example/p.png) un [![poga](p.png)](https://x.example/)',
  'long links': `[tabula](https://example.org/${'a'.repeat(400)}), „[otra](https://example.org/${'b'.repeat(150)})”.`,
  'within each other': '> - > 1. [a](/lv/x)\n>     > # b\n> - c\n>\n>   d',
};

describe('the mails to subscribers', () => {
  it.each(Object.keys(MAILS))('read as in the golden files: %s', async (name) => {
    const { subject, text, html } = MAILS[name]?.() ?? confirmationOf();
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot(`golden/${name}.txt`);
    const readable = `${html.replace(/(?=<(?:\/?head|body|style|tr|p|div|table|h[1-3])\b)/gu, '\n')}\n`;
    await expect(readable).toMatchFileSnapshot(`golden/${name}.html`);
  });

  it.each([
    ...Object.entries(MAILS),
    ...Object.entries(HOSTILE).map(
      ([name, body]) => [name, () => announcementOf(written('Temats', body))] as const,
    ),
  ])('say the same in text and in HTML, and lead to the same places: %s', (_, mail) => {
    const { text, html } = mail();
    // The text part writes out the address of each link.
    const bare = text.replaceAll(/\s\((?:https?|mailto):[^\s)]+\)/gu, '');
    const read = readHtml(html);
    const words = (said: string) =>
      lettersOf(said.replaceAll(/(?:https?|mailto):\S+/gu, ''))
        .join('')
        // The marks of lists, quotes and headings.
        .replaceAll(/[-*·:>]/gu, '');
    expect(words(read)).toBe(words(bare));
    expect(new Set(linksOf(read))).toEqual(new Set(linksOf(text.replaceAll(/[()]/gu, ' '))));
  });

  it.each(Object.entries(HOSTILE))(
    'show everything that is not supported CommonMark as text: %s',
    (_, body) => {
      const { html, text } = announcementOf(written('Temats', body));
      expect(html).not.toMatch(/<script|<b onclick|javascript:|data:text|href="\/\/|<img/u);
      expect(html + text).not.toMatch(/[\u202e\ue000\ue001]/u);
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
    },
  );
});

describe('an announcement longer than a mail', () => {
  const cut = (body: string) => announcementOf(written('Temats', body));

  it.each([
    ['one paragraph', 'Ļ "&"&"&"&"&"&" '.repeat(1_250)],
    ['one paragraph of escapes', '"'.repeat(20_000)],
    ['one list', '- "a"\n'.repeat(3_300)],
    ['one quote', '> "a"\n>\n'.repeat(2_500)],
    ['lists of nothing', '- a\n\n\n'.repeat(3_300)],
    ['code', `\`\`\`\n${'"\n'.repeat(9_990)}\`\`\``],
    ['links', '[a](/b) '.repeat(2_500)],
  ])('carries as much of the beginning as fits, and says where the rest is: %s', (_, body) => {
    const { html, text } = cut(body);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
    expect(Buffer.byteLength(html)).toBeGreaterThan(80_000);
    const more = 'Paziņojums ir garāks par vēstuli. Turpinājums:';
    const link = 'https://sadzirdets.example/lv/announcements/rezultati-2027';
    expect(text).toContain(`${more}\nLasīt tīmeklī:\n${link}\n`);
    expect(readHtml(html).replaceAll(/\s+/gu, ' ')).toContain(`${more} Lasīt tīmeklī ${link}`);
  });

  it('does not occur with 20 000 characters of ordinary text', () => {
    const paragraph =
      'Šis ir **parasts** teikums ar [saiti](https://example.org/a), kā tos raksta. ';
    const body = `${paragraph.repeat(5)}\n\n`.repeat(60).slice(0, 20_000);
    const { html, text } = cut(body);
    expect(text).not.toContain('garāks par vēstuli');
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
  });
});

describe('the text of an announcement', () => {
  const bodyOf = (body: string) => {
    const { text } = announcementOf(written('Temats', body));
    return text.slice('Temats\n\n'.length, text.lastIndexOf(`\n\n${FOOTER_RULE}`));
  };

  it.each([
    `\\${FOOTER_RULE}`,
    `\\${'='.repeat(72)}`,
    '—'.repeat(72),
    '─'.repeat(72),
    `\\- ${'- '.repeat(35)}`,
    `a\\\n\\${FOOTER_RULE}\\\nb`,
    `# ${'Virsraksts '.repeat(9)}`,
  ])('cannot imitate the line above the footer: %j', (line) => {
    const { text } = announcementOf(written('Temats', `a\n\n${line}\n\nAtteikties: nekur`));
    const lines = text.split('\n');
    expect(lines.filter((one) => /^\s*[-=—─ ]{41,}$/u.test(one))).toEqual([FOOTER_RULE]);
    expect(lines.indexOf(FOOTER_RULE)).toBeGreaterThan(lines.indexOf('Atteikties: nekur'));
  });

  it('marks quotes, lists and headings', () => {
    expect(
      bodyOf(
        '# Virsraksts\n\n- viens\n  - divi\n\n    vēl\n\n9. deviņi\n10. desmit\n\n> cits\n>\n> - teica\n\n***\n\n    kods\n      ar atkāpi',
      ),
    ).toBe(`Virsraksts
----------

– viens
  – divi

    vēl

9. deviņi
10. desmit

> cits
>
> – teica

* * *

  kods
    ar atkāpi`);
  });

  it('keeps every link in one piece, and writes it once when the words are the link', () => {
    const long = `https://example.org/${'a'.repeat(500)}`;
    expect(bodyOf(`[Šeit](${long}).`)).toBe(`Šeit\n(${long}).`);
    expect(bodyOf('<nap@example.org> <https://example.org> [a](mailto:b@example.org)')).toBe(
      'nap@example.org https://example.org a (mailto:b@example.org)',
    );
  });
});

it('a list of mails shows the beginning of the text beside the subject', () => {
  const { html } = announcementOf(written('Temats', '- Viens\n- **divi**\n\n> trīs'));
  expect(html).toMatch(/opacity:0">Viens divi trīs\u034f/u);
});

it('each recipient gets the same except their own links', () => {
  const links = (key: string) => ({
    announcement: 'https://s.example/a',
    archive: 'https://s.example/b',
    subscription: `https://s.example/c?key=${key}&x=1`,
    unsubscribe: `https://s.example/d?key=${key}`,
  });
  const write = announcementMail(OWNER)({
    announcement: anAnnouncement(),
    language: 'lv',
    siteUrl: 'https://s.example',
    replyTo: 'a@s.example',
  });
  const batch = 0;
  const mails = ['k1', 'k2'].map((key) =>
    JSON.stringify(write({ email: `${key}@ngo.example`, address: key, batch, links: links(key) })),
  );
  expect(mails[0]?.replaceAll('k1', 'k2')).toBe(mails[1]);
  expect(mails[1]).not.toContain('k1');
  expect(mails[0]).toContain('href=\\"https://s.example/c?key=k1&amp;x=1\\"');
});

describe('the headers', () => {
  it('of an announcement let mail programs end the subscription and find the archive', () => {
    const { headers, to, tags, replyTo } = announcementOf(anAnnouncement());
    const link = 'https://sadzirdets.example/lv/subscriptions/NYPtKemRwYoJxzBt5jf3Io';
    expect(headers).toEqual({
      'Content-Language': 'lv',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'X-Entity-Ref-ID': 'announcement-rezultati-2027-NYPtKemRwYoJxzBt5jf3Io',
      'List-Id': '<announcements.sadzirdets.example>',
      'List-Unsubscribe': `<${link}/unsubscribe?key=kkkkkkkkkkkkkkkkkkkkkk>, <mailto:konsultacijas@sadzirdets.example?subject=unsubscribe%20NYPtKemRwYoJxzBt5jf3Io>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Help': '<https://sadzirdets.example/lv/subscribe>',
      'List-Owner': '<mailto:konsultacijas@sadzirdets.example>',
      'List-Post': 'NO',
      'List-Archive': '<https://sadzirdets.example/lv/announcements>',
      Precedence: 'bulk',
    });
    expect(to).toBe('anna@ngo.example');
    expect(replyTo).toBe('konsultacijas@sadzirdets.example');
    for (const value of Object.values(tags)) expect(value).toMatch(/^[\w-]{1,256}$/u);
  });

  it('of a confirmation offer nothing to unsubscribe from', () => {
    const { headers } = confirmationOf();
    expect(headers).toMatchObject({ 'Auto-Submitted': 'auto-replied' });
    expect(Object.keys(headers).filter((name) => name.startsWith('List-'))).toEqual([]);
  });

  it('never carry a line end, for any subject', () => {
    const { subject } = announcementOf(written('Temats\r\nBcc: x@y.example', 'x'));
    expect(subject).not.toMatch(/[\r\n]/u);
  });
});

it('an announcement of a consultation shows its title as it is written', () => {
  const title = 'Plāns *5* [a](https://b.example) <i> & _c_ 1. `d` \\ #';
  const content = toldOf('opened', { ...REVIEW, title: { lv: title, en: title } });
  const { subject, text, html } = announcementOf({ ...OPENED, content });
  expect(subject).toContain(title);
  expect(text.replaceAll(/\s+/gu, ' ')).toContain(title);
  expect(readHtml(html)).toContain(title);
});
