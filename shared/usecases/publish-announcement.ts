import {
  type Announcement,
  AnnouncementInput,
  announcementsOf,
  repeatClosing,
  createAnnouncement,
} from '../domain/announcement.ts';
import type { Consultation } from '../domain/consultation.ts';
import { type FieldFailure, read } from '../domain/failure.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<AnnouncementStore, 'findAnnouncement' | 'scheduleAnnouncement'>;
  readonly clock: Clock;
}

export type PublishAnnouncementOutcome =
  | { readonly outcome: 'scheduled'; readonly announcement: Announcement }
  /**
   * The same announcement was published before, and is going out or has gone out. There is nothing
   * to do.
   */
  | { readonly outcome: 'started'; readonly announcement: Announcement }
  | { readonly outcome: 'refused'; readonly failures: readonly FieldFailure[] };

/**
 * Schedules an announcement. Until it starts, the same id with other words replaces it. Publishing
 * it twice gives one announcement. A `sendAt` in the past means: at once.
 */
export function publishAnnouncement({
  store,
}: Needs & { readonly store: Pick<ConsultationStore, 'findConsultation'> }) {
  return async (typed: unknown): Promise<PublishAnnouncementOutcome> => {
    const input = read(AnnouncementInput, typed);
    if ('failures' in input) return { outcome: 'refused', failures: input.failures };
    const { consultation } = input.value;
    if (consultation !== undefined && (await store.findConsultation(consultation)) === null) {
      return { outcome: 'refused', failures: [{ pointer: '/consultation', fault: 'not-allowed' }] };
    }
    const announcement = createAnnouncement(input.value);
    const before = await store.findAnnouncement(announcement.id);
    const isSame = before !== null && sameWords(before, announcement);
    if (before?.state === 'started' && isSame) return { outcome: 'started', announcement: before };
    if ((await store.scheduleAnnouncement(announcement)) === 'scheduled') {
      return { outcome: 'scheduled', announcement };
    }
    const started = await store.findAnnouncement(announcement.id);
    if (started !== null && sameWords(started, announcement)) {
      return { outcome: 'started', announcement: started };
    }
    return { outcome: 'refused', failures: [{ pointer: '/id', fault: 'repeated' }] };
  };
}

function sameWords(one: Announcement, other: Announcement): boolean {
  const words = ({ topic, sendAt, content }: Announcement) =>
    JSON.stringify([topic, sendAt, content]);
  return words(one) === words(other);
}

/**
 * Schedules the announcements that a consultation makes by itself, at the times that it has now. An
 * announcement that an operator has cancelled stays cancelled. If the closing time was moved after
 * a notice of it had gone out, another notice is scheduled, also if it was moved back.
 */
export async function scheduleAnnouncementsOf(
  needs: Needs,
  consultation: Consultation,
): Promise<void> {
  for (const announcement of await announcementsDue(needs, consultation)) {
    await needs.store.scheduleAnnouncement(announcement);
  }
}

/** Returns the announcements that {@link scheduleAnnouncementsOf} would schedule now. */
export async function announcementsDue(
  { store, clock }: Needs,
  consultation: Consultation,
): Promise<Announcement[]> {
  if (consultation.closesAt <= clock.now()) return [];
  const due: Announcement[] = [];
  for (const announcement of announcementsOf(consultation, kindOf(consultation).topic)) {
    const wanted = await findUntold(store, announcement);
    if (wanted !== null) due.push(wanted);
  }
  return due;
}

/**
 * Returns the announcement, or its first repetition that has not started. Null: what the last one has
 * told is still true, or an operator has cancelled the next one.
 */
async function findUntold(
  store: Needs['store'],
  announcement: Announcement,
): Promise<Announcement | null> {
  let wanted = announcement;
  let last: Announcement | null = null;
  for (let number = 1; ; number++) {
    const known = await store.findAnnouncement(wanted.id);
    if (known?.state !== 'started') {
      return known?.state === 'cancelled' || isStillTrue(last, announcement) ? null : wanted;
    }
    if (known.content.kind !== 'closing') return null;
    last = known;
    wanted = repeatClosing(announcement, number);
  }
}

/** Says whether the closing notice that has started told the closing time of `announcement`. */
function isStillTrue(started: Announcement | null, { content }: Announcement): boolean {
  if (started?.content.kind !== 'closing' || content.kind !== 'closing') return false;
  return started.content.closesAt === content.closesAt;
}
