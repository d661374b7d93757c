import { Feed } from 'feed';
import { Fragment, h } from 'preact';
import { render } from 'preact-render-to-string';
import type { Announcement } from '../../domain/announcement.ts';
import type { Language } from '../../domain/text.ts';
import { pathTo } from '../../routes.ts';
import { announcementText } from '../announcement-text.ts';
import { copyFor } from '../copy/index.ts';
import { MarkdownPage } from '../markdown-page.tsx';

interface FeedAbout {
  readonly language: Language;
  readonly siteUrl: string;
  /** Newest first. */
  readonly announcements: readonly Announcement[];
}

/**
 * Returns the announcements as an Atom feed (RFC 4287). An entry's id is its address, and its date
 * is the time at which it was sent. The feed has the date of its newest entry, or 1 January 1970 if
 * it has no entries.
 */
export function announcementFeed({ language, siteUrl, announcements }: FeedAbout): string {
  const { site, feed: copy, announcements: archive, topics } = copyFor(language);
  const absolute = (path: string) => new URL(path, siteUrl).href;
  const self = absolute(pathTo('announcementFeed', { language }));
  const newest = Math.max(0, ...announcements.map(({ sendAt }) => Date.parse(sendAt)));
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
    const { id, topic, sendAt } = announcement;
    const address = absolute(pathTo('announcement', { language, announcement: id }));
    const date = new Date(sendAt);
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
  // The library leaves out the language, which programs that read aloud need to know.
  return feed.atom1().replace('<feed ', `<feed xml:lang="${language}" `);
}
