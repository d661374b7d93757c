import { Feed } from 'feed';
import { Fragment, h } from 'preact';
import { render } from 'preact-render-to-string';
import type { Language } from '../../domain/text.ts';
import { pathTo } from '../../http/routes.ts';
import { announcementText } from '../announcement-text.ts';
import { copyFor } from '../copy/index.ts';
import { MarkdownPage } from '../markdown-page.tsx';
import type { AnnouncementEntry } from '../pages/announcements.tsx';

interface FeedAbout {
  readonly language: Language;
  readonly siteUrl: string;
  readonly entries: readonly AnnouncementEntry[];
}

/**
 * The announcements as an Atom feed (RFC 4287). An entry is known by its address and dated by when it
 * was sent; the feed is as new as its newest entry, and without any as old as can be.
 */
export function announcementFeed({ language, siteUrl, entries }: FeedAbout): string {
  const { site, feed: copy, announcements, topics } = copyFor(language);
  const absolute = (path: string) => new URL(path, siteUrl).href;
  const self = absolute(pathTo('announcementFeed', { language }));
  const newest = Math.max(0, ...entries.map(({ announcement }) => Date.parse(announcement.sendAt)));
  const feed = new Feed({
    id: self,
    title: copy.title,
    description: announcements.description,
    updated: new Date(newest),
    author: { name: site.name, link: absolute(pathTo('home', { language })) },
    link: absolute(pathTo('announcements', { language })),
    feedLinks: { atom: self },
    generator: false,
  });
  for (const { announcement, consultation } of entries) {
    const { subject, body } = announcementText(announcement, consultation, language);
    const { id, topic, sendAt } = announcement;
    const address = absolute(pathTo('announcement', { language, announcement: id }));
    const date = new Date(sendAt);
    feed.addItem({
      id: address,
      link: address,
      // The feed declares titles to be HTML.
      title: render(h(Fragment, null, subject)),
      content: render(h(MarkdownPage, { body, headingLevel: 2, siteUrl })),
      category: [{ term: topic, name: topics[topic].label }],
      date,
      published: date,
    });
  }
  return feed.atom1();
}
