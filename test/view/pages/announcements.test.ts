import { describe, expect, it } from 'vitest';
import { announcementPage } from '../../../shared/view/pages/announcement-page.tsx';
import { announcementsPage } from '../../../shared/view/pages/announcements-page.tsx';
import { at } from '../../support/builders.ts';
import { tags } from '../../support/markup.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { anOpening, aWrittenAnnouncement } from '../../support/pages.ts';

const context = { language: 'lv', site: PAGE_SITE } as const;
const plain = (html: string) => html.replaceAll('\u00a0', ' ');
const linksOf = (html: string) => tags(html, 'a').map(({ href }) => href);

describe('the archive of announcements', () => {
  const shown = () =>
    plain(announcementsPage({ ...context, announcements: [aWrittenAnnouncement(), anOpening()] }));

  it('leads to every announcement, in the order given', () => {
    expect(linksOf(shown()).filter((href) => href?.startsWith('/lv/announcements/'))).toEqual([
      '/lv/announcements/results-nap2',
      '/lv/announcements/opened-nap2-midterm-review',
    ]);
  });

  it('says of each when it was sent, by the day in Riga, and on which topic', () => {
    const late = aWrittenAnnouncement({ sendAt: at('2027-04-19T22:30:00Z') });
    const html = plain(announcementsPage({ ...context, announcements: [late] }));
    expect(html).toContain('2027. gada 20. aprīlis</time>');
    expect(tags(html, 'time')).toEqual([{ datetime: '2027-04-19T22:30:00.000Z' }]);
    expect(html).toContain('Rezultāti</p>');
  });

  it('says when it went out, if that was later than planned', () => {
    const late = aWrittenAnnouncement({ startedAt: at('2027-05-03T09:00:00Z') });
    for (const html of [
      announcementsPage({ ...context, announcements: [late] }),
      announcementPage({ ...context, announcement: late }),
    ]) {
      expect(plain(html)).toContain('2027. gada 3. maijs</time>');
      expect(tags(html, 'time')).toEqual([{ datetime: '2027-05-03T09:00:00.000Z' }]);
    }
  });

  it('leads to the sign-up, to the feed and to the calendar', () => {
    expect(linksOf(shown())).toEqual(
      expect.arrayContaining(['/lv/subscribe', '/lv/announcements.atom', '/lv/consultations.ics']),
    );
  });

  it('says so when there are none', () => {
    const html = announcementsPage({ ...context, announcements: [] });
    expect(html).toContain('Paziņojumu vēl nav');
    expect(html).not.toContain('<ul></ul>');
  });

  it('shows written markup as text', () => {
    expect(shown()).toContain('5 &lt; 6 &amp; &lt;/textarea>&lt;script>');
  });
});

describe('an announcement', () => {
  const html = plain(announcementPage({ ...context, announcement: aWrittenAnnouncement() }));

  it('is headed by its subject, and says when it was sent and on which topic', () => {
    expect(html).toMatch(/<h1>Rezultāti: 5 &lt; 6 &amp; /u);
    expect(html).toContain('2027. gada 19. aprīlis</time>');
    expect(html).toContain('<p class="plan">Rezultāti</p>');
  });

  it('shows its text as formatted, with its headings below the subject', () => {
    expect(html).toMatch(/<h2[^>]*>Kas ņemts vērā<\/h2>/u);
    expect(html).toMatch(/<li[^>]*>(?:<p[^>]*>)?pirmais/u);
    expect(linksOf(html)).toContain('https://plan.example/draft.pdf?a=1&b=2');
  });

  it('may be listed by search engines, and has the same address in the other language', () => {
    expect(html).not.toContain('noindex');
    expect(linksOf(html)).toContain('/en/announcements/results-nap2');
    expect(linksOf(html)).toContain('/lv/announcements');
  });

  it('has words of its own when a consultation has announced itself', () => {
    const opened = announcementPage({ ...context, announcement: anOpening() });
    expect(opened).toContain('Izvērtējuma projekts');
    expect(opened).toContain('<p class="plan">Jauni projekti</p>');
  });
});
