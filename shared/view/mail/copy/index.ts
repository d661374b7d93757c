import type { Language } from '../../../domain/text.ts';
import { en } from './en.ts';
import { lv, type MailCopy } from './lv.ts';

const COPIES: Record<Language, MailCopy> = { lv, en };

/** Returns everything that the mails say, in one language. */
export function mailCopyFor(language: Language): MailCopy {
  return COPIES[language];
}
