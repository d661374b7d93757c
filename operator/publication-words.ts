import type { Announcement } from '../shared/domain/announcement.ts';
import type { Consultation } from '../shared/domain/consultation.ts';
import type { Instant } from '../shared/domain/time.ts';
import { pathTo } from '../shared/routes.ts';
import { showInstant } from './show-instant.ts';

interface Foretold {
  readonly consultation: Consultation;
  /** What will go out because of the publication, and to how many people, as the list is now. */
  readonly mails: readonly { readonly announcement: Announcement; readonly audience: number }[];
  /** Without a slash at the end. Empty if it is not known. */
  readonly siteUrl: string;
  readonly now: Instant;
}

/** Says what a publication is about to do, for the person who has asked for it. */
export function publicationLines(foretold: Foretold): string[] {
  const { consultation, mails, siteUrl, now } = foretold;
  const { id, opensAt, closesAt } = consultation;
  const page = (language: 'lv' | 'en') =>
    siteUrl + pathTo('consultation', { language, consultation: id });
  return [
    `Publishing ${id}:`,
    `  opens   ${showTime(opensAt)}`,
    `  closes  ${showTime(closesAt)}`,
    `  pages   ${page('lv')}`,
    `          ${page('en')}`,
    ...(mails.length === 0
      ? ['  mails   no subscriber will be told: it has closed, or all announcements have gone out']
      : mails.map(({ announcement: { topic, sendAt }, audience }, index) => {
          const label = index === 0 ? 'mails ' : '      ';
          const when = sendAt <= now ? 'at once' : showTime(sendAt);
          return `  ${label}  ${when}: all subscribers of the topic "${topic}", ${audience} at present`;
        })),
  ];
}

/** In Riga, where the deadline counts, and in UTC. */
function showTime(instant: Instant): string {
  return `${showInstant(instant)} in Riga (${instant})`;
}
