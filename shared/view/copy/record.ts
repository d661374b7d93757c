import type { Language } from '../../domain/text.ts';
import { en } from './record-en.ts';
import { lv, type RecordCopy } from './record-lv.ts';

const COPIES: Record<Language, RecordCopy> = { lv, en };

/** Returns everything that the record of a consultation says, in one language. */
export function recordCopyFor(language: Language): RecordCopy {
  return COPIES[language];
}
