import type { Language } from '../../../domain/text.ts';
import { listEn } from './list-en.ts';
import { type ListCopy, listLv } from './list-lv.ts';

const COPIES: Record<Language, ListCopy> = { lv: listLv, en: listEn };

/** Returns everything that the mails to subscribers say, in one language. */
export function listCopyFor(language: Language): ListCopy {
  return COPIES[language];
}
