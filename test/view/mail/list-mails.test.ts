import { describe, expect, it } from 'vitest';
import type { Mail } from '../../../shared/ports.ts';
import {
  anAnnouncement,
  announcementOf,
  confirmationOf,
  written,
} from '../../support/list-mails.ts';
import { lettersOf, linksOf, readHtml } from '../../support/mail-words.ts';
import { REVIEW } from '../../support/mails.ts';

const OPENED = anAnnouncement({
  id: 'opened-nap2-midterm-review',
  topic: 'drafts',
  content: { kind: 'opened', consultation: REVIEW.id },
});
const CLOSING = anAnnouncement({
  id: 'closing-nap2-midterm-review',
  topic: 'closing',
  content: { kind: 'closing', consultation: REVIEW.id },
});
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
  table: '| a | b |\n|---|---|\n| 1 | 2 |',
  long: LONG.join('\n\n'),
  marks: '\ue000unsubscribe\ue001 \u202eapgriezts',
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
    // The text writes out where a link leads, and marks quotes.
    const bare = text
      .replaceAll(/\s\((?:https?|mailto):[^\s)]+\)/gu, '')
      .replaceAll(/^(?:> ?)+/gmu, '');
    const read = readHtml(html);
    const words = (said: string) =>
      lettersOf(said.replaceAll(/(?:https?|mailto):\S+/gu, ''))
        .join('')
        .replaceAll(/[-*·:]/gu, '');
    expect(words(read)).toBe(words(bare));
    expect(new Set(linksOf(read))).toEqual(new Set(linksOf(text.replaceAll(/[()]/gu, ' '))));
  });

  it.each(Object.entries(HOSTILE))(
    'make text of whatever is no CommonMark of ours: %s',
    (_, body) => {
      const { html, text } = announcementOf(written('Temats', body));
      expect(html).not.toMatch(/<script|<b onclick|javascript:|data:text|href="\/\/|<img/u);
      expect(html + text).not.toMatch(/[\u202e\ue000\ue001]/u);
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
    },
  );

  it('lead to the web for what is longer than a mail', () => {
    const { html } = announcementOf(
      written('Temats', LONG.join('\n\n').repeat(3).slice(0, 20_000)),
    );
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
    const endless = announcementOf(written('Temats', '- a\n\n\n'.repeat(3_500)));
    expect(Buffer.byteLength(endless.html)).toBeLessThanOrEqual(90_000);
    expect(endless.text).toContain('Paziņojums ir garāks par vēstuli');
  });
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

  it('never carry a line end, whatever the subject', () => {
    const { subject } = announcementOf(written('Temats\r\nBcc: x@y.example', 'x'));
    expect(subject).not.toMatch(/[\r\n]/u);
  });
});

it('an announcement of a consultation shows its title as it is written', () => {
  const title = 'Plāns *5* [a](https://b.example) <i> & _c_ 1. `d` \\ #';
  const consultation = { ...REVIEW, title: { lv: title, en: title } };
  const { subject, text, html } = announcementOf(OPENED, 'lv', consultation);
  expect(subject).toContain(title);
  expect(text.replaceAll(/\s+/gu, ' ')).toContain(title);
  expect(readHtml(html)).toContain(title);
});
