import type { Language } from '../../domain/text.ts';
import { en } from './public-en.ts';
import { lv, type PublicCopy } from './public-lv.ts';

const COPIES: Record<Language, PublicCopy> = { lv, en };

/** Returns everything that the pages say about what everybody may see, in one language. */
export function publicCopyFor(language: Language): PublicCopy {
  return COPIES[language];
}
