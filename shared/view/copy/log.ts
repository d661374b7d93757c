import type { Language } from '../../domain/text.ts';
import { en } from './log-en.ts';
import { lv, type LogCopy } from './log-lv.ts';

const COPIES: Record<Language, LogCopy> = { lv, en };

/** Returns everything that the pages say about the log of a consultation, in one language. */
export function logCopyFor(language: Language): LogCopy {
  return COPIES[language];
}
