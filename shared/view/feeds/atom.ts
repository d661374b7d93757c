import { Feed } from 'feed';
import { Fragment, h } from 'preact';
import { render } from 'preact-render-to-string';
import { type Announcement, wentOutAt } from '../../domain/announcement.ts';
import type { Language } from '../../domain/text.ts';
import type { SealedLog } from '../../ports/writers.ts';
import { pathTo } from '../../routes.ts';
import { announcementText } from '../announcement-text.ts';
import { copyFor } from '../copy/index.ts';
import { MarkdownPage } from '../markdown-page.tsx';

interface FeedAbout {
  readonly language: Language;
  readonly siteUrl: string;
  /** Newest first. */
  readonly announcements: readonly Announcement[];
  /** Of each consultation, what was sealed before the day began. */
  readonly logs: readonly SealedLog[];
}

/**
 * Returns the announcements as an Atom feed (RFC 4287). An entry's id is its address, and its date
 * is the time at which it went out. The feed has the date of its newest entry, or 1 January 1970 if
 * it has no entries.
 *
 * Each log has one entry: its checkpoint, of which every reader keeps a copy. A newer checkpoint has
 * another id, so it does not replace the copies of the one before.
 */
export function announcementFeed({ language, siteUrl, announcements, logs }: FeedAbout): string {
  const { site, feed: copy, announcements: archive, topics } = copyFor(language);
  const absolute = (path: string) => new URL(path, siteUrl).href;
  const self = absolute(pathTo('announcementFeed', { language }));
  const dates = [...announcements.map(wentOutAt), ...logs.map(({ seal }) => seal.sealedAt)];
  const newest = Math.max(0, ...dates.map((date) => Date.parse(date)));
  const feed = new Feed({
    id: self,
    title: copy.title,
    description: archive.description,
    updated: new Date(newest),
    author: { name: site.name, link: absolute(pathTo('home', { language })) },
    link: absolute(pathTo('announcements', { language })),
    feedLinks: { atom: self },
    generator: false,
  });
  for (const announcement of announcements) {
    const { subject, body } = announcementText(announcement, language);
    const { id, topic } = announcement;
    const address = absolute(pathTo('announcement', { language, announcement: id }));
    const date = new Date(wentOutAt(announcement));
    feed.addItem({
      id: address,
      link: address,
      // The feed declares titles to be HTML, so the subject is escaped.
      title: render(h(Fragment, null, subject)),
      content: render(h(MarkdownPage, { body, headingLevel: 2, siteUrl })),
      category: [{ term: topic, name: topics[topic].label }],
      date,
      published: date,
    });
  }
  for (const { consultation, seal } of logs) {
    const [origin = ''] = seal.checkpoint.split('\n');
    const date = new Date(seal.sealedAt);
    const address = siteUrl + pathTo('log', { language, consultation: consultation.id });
    feed.addItem({
      id: `${new URL(siteUrl).protocol}//${origin}#${language}-${seal.size}`,
      link: address,
      title: render(h(Fragment, null, copy.checkpoint(consultation.title[language]))),
      content: render(
        h(Fragment, null, [
          h('p', null, [copy.kept(seal.upTo), ' ', h('a', { href: address }, copy.check)]),
          h('pre', null, seal.checkpoint),
        ]),
      ),
      category: [{ term: 'checkpoint', name: copy.checkpoints }],
      date,
      published: date,
    });
  }
  // The library leaves out the language, which programs that read aloud need to know.
  return feed.atom1().replace('<feed ', `<feed xml:lang="${language}" `);
}
