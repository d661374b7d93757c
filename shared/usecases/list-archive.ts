import { type Announcement, wentOutAt } from '../domain/announcement.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';

/**
 * Reads the public archive: announcements that are going out or have gone out. Nothing appears in
 * it before its time.
 */
export function listArchive(
  store: Pick<AnnouncementStore, 'findAnnouncement' | 'listAnnouncements'>,
) {
  return {
    /** Newest first. */
    async list(): Promise<Announcement[]> {
      return (await store.listAnnouncements())
        .filter(({ state }) => state === 'started')
        .toSorted((one, other) => wentOutAt(other).localeCompare(wentOutAt(one)));
    },

    async find(id: string): Promise<Announcement | null> {
      const announcement = await store.findAnnouncement(id);
      return announcement?.state === 'started' ? announcement : null;
    },
  };
}
