import type { Language } from '../../domain/text.ts';
import { announcementEn } from './announcement-en.ts';
import { type AnnouncementCopy, announcementLv } from './announcement-lv.ts';

const COPIES: Record<Language, AnnouncementCopy> = { lv: announcementLv, en: announcementEn };

/** Returns everything that the product's own announcements say, in one language. */
export function announcementCopyFor(language: Language): AnnouncementCopy {
  return COPIES[language];
}
