import type { Announcement } from '../domain/announcement.ts';
import type { Consultation } from '../domain/consultation.ts';
import type { AnnouncementStore, ConsultationStore } from '../ports.ts';

type Store = Pick<AnnouncementStore, 'findAnnouncement' | 'listAnnouncements'> &
  Pick<ConsultationStore, 'findConsultation' | 'listConsultations'>;

/** An announcement, and the consultation that it is about, where it is about one. */
export interface ArchiveEntry {
  readonly announcement: Announcement;
  readonly consultation: Consultation | null;
}

/** The public archive: what has gone out, and nothing before its time. */
export function listArchive(store: Store) {
  return {
    /** Newest first. */
    async list(): Promise<ArchiveEntry[]> {
      const [announcements, consultations] = await Promise.all([
        store.listAnnouncements(),
        store.listConsultations(),
      ]);
      const byId = new Map(consultations.map((one) => [one.id, one]));
      return announcements
        .filter(({ state }) => state === 'started')
        .toSorted((one, other) => other.sendAt.localeCompare(one.sendAt))
        .map((announcement) => {
          const { content } = announcement;
          const consultation =
            content.kind === 'written' ? null : (byId.get(content.consultation) ?? null);
          return { announcement, consultation };
        });
    },

    async find(id: string): Promise<ArchiveEntry | null> {
      const announcement = await store.findAnnouncement(id);
      if (announcement?.state !== 'started') return null;
      const { content } = announcement;
      const consultation =
        content.kind === 'written' ? null : await store.findConsultation(content.consultation);
      return { announcement, consultation };
    },
  };
}
