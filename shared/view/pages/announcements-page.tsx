import { type Announcement, wentOutAt } from '../../domain/announcement.ts';
import type { Language } from '../../domain/text.ts';
import { pathTo } from '../../routes.ts';
import { announcementText } from '../announcement-text.ts';
import { copyFor } from '../copy/index.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';

interface AnnouncementsModel extends PageContext {
  /** Newest first. */
  readonly announcements: readonly Announcement[];
}

/** Lists all announcements that subscribers were sent, for anybody to read. */
export function announcementsPage({ announcements, ...context }: AnnouncementsModel): string {
  const { language } = context;
  const { announcements: copy } = copyFor(language);
  return renderPage(context, {
    title: copy.title,
    description: copy.description,
    alternates: alternatesOf('announcements', (one) => ({ language: one })),
    listed: true,
    children: (
      <div class="page">
        <header class="page-head">
          <h1>{copy.title}</h1>
          <p class="lead">{copy.lead}</p>
          <Ways language={language} />
        </header>
        {announcements.length === 0 ? (
          <section class="empty">
            <h2>{copy.empty}</h2>
            <p>{copy.emptyHint}</p>
          </section>
        ) : (
          <section class="listing" aria-labelledby="announcements-title">
            <h2 id="announcements-title">{copy.list}</h2>
            <ul>
              {announcements.map((announcement) => (
                <li>
                  <Entry language={language} announcement={announcement} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    ),
  });
}

/** The ways to hear about news: by mail, in a feed reader, in a calendar. */
function Ways({ language }: { language: Language }) {
  const { announcements: copy } = copyFor(language);
  return (
    <ul class="ways" aria-label={copy.follow}>
      <li>
        <a class="ds-link" href={pathTo('subscribe', { language })}>
          {copy.subscribe}
        </a>
      </li>
      <li>
        <a class="ds-link" href={pathTo('announcementFeed', { language })}>
          {copy.feed}
        </a>
      </li>
      <li>
        <a class="ds-link" href={pathTo('calendar', { language })}>
          {copy.calendar}
        </a>
      </li>
    </ul>
  );
}

function Entry({ language, announcement }: { language: Language; announcement: Announcement }) {
  const copy = copyFor(language);
  const { id, topic } = announcement;
  const outAt = wentOutAt(announcement);
  const { subject } = announcementText(announcement, language);
  return (
    <article class="entry">
      <p class="when">
        <time dateTime={outAt}>{copy.announcements.day(outAt)}</time>
      </p>
      <div class="entry-text">
        <p class="plan">{copy.topics[topic].label}</p>
        <h3>
          <a class="ds-link" href={pathTo('announcement', { language, announcement: id })}>
            {subject}
          </a>
        </h3>
      </div>
    </article>
  );
}
