import ical, { ICalEventTransparency } from 'ical-generator';
import type { Consultation } from '../../domain/consultation.ts';
import type { Language } from '../../domain/text.ts';
import { pathTo } from '../../routes.ts';
import { copyFor } from '../copy/index.ts';

interface CalendarAbout {
  readonly language: Language;
  readonly siteUrl: string;
  readonly consultations: readonly Consultation[];
}

/** How often a calendar should fetch the feed again. */
const REFRESH_SECONDS = 12 * 60 * 60;

/**
 * Returns every consultation from its opening to its closing, as a calendar (RFC 5545). Times are
 * in UTC; a calendar shows them in its owner's time zone. The events do not mark their reader as
 * busy.
 */
export function consultationCalendar(about: CalendarAbout): string {
  const { language, siteUrl, consultations } = about;
  const { feed: copy } = copyFor(language);
  const absolute = (path: string) => new URL(path, siteUrl).href;
  const { host } = new URL(siteUrl);
  const calendar = ical({
    name: copy.calendar,
    prodId: `//${host}//Sadzirdēts//${language.toUpperCase()}`,
    scale: 'GREGORIAN',
    source: absolute(pathTo('calendar', { language })),
    ttl: REFRESH_SECONDS,
  });
  for (const consultation of consultations) {
    const { id, title, summary, opensAt, closesAt } = consultation;
    const address = absolute(pathTo('consultation', { language, consultation: id }));
    calendar.createEvent({
      id: `${id}@${host}`,
      // The same in every answer, so that the feed has another tag only when it says something else.
      stamp: new Date(opensAt),
      start: new Date(opensAt),
      end: new Date(closesAt),
      summary: copy.event(title[language]),
      description: `${summary[language]}\n\n${copy.until(closesAt)}\n\n${address}`,
      url: address,
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return calendar.toString();
}
