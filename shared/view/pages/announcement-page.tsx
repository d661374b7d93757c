import { type Announcement, wentOutAt } from '../../domain/announcement.ts';
import { pathTo } from '../../routes.ts';
import { announcementText } from '../announcement-text.ts';
import { copyFor } from '../copy/index.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { MarkdownPage } from '../markdown-page.tsx';

interface AnnouncementModel extends PageContext {
  readonly announcement: Announcement;
}

/** Shows one announcement as its subscribers got it. */
export function announcementPage(model: AnnouncementModel): string {
  const { announcement, ...context } = model;
  const { language } = context;
  const copy = copyFor(language);
  const { subject, body } = announcementText(announcement, language);
  const topic = copy.topics[announcement.topic].label;
  const outAt = wentOutAt(announcement);
  const day = copy.announcements.day(outAt);
  return renderPage(context, {
    title: subject,
    description: `${copy.announcements.title}. ${topic}, ${day}.`,
    alternates: alternatesOf('announcement', (one) => ({
      language: one,
      announcement: announcement.id,
    })),
    listed: true,
    children: (
      <div class="page page-narrow">
        <article>
          <header class="page-head">
            <p class="plan">{topic}</p>
            <h1>{subject}</h1>
            <p class="when">
              <time dateTime={outAt}>{day}</time>
            </p>
          </header>
          <div class="running-text">
            <MarkdownPage body={body} headingLevel={2} />
          </div>
        </article>
        <p class="back">
          <a class="ds-link" href={pathTo('announcements', { language })}>
            {copy.announcements.back}
          </a>
        </p>
      </div>
    ),
  });
}
