import type { Language } from '../../domain/text.ts';
import { en } from './en.ts';
import { type Copy, lv } from './lv.ts';

const COPIES: Record<Language, Copy> = { lv, en };

/** Returns everything that the pages and the problems of the API say, in one language. */
export function copyFor(language: Language): Copy {
  return COPIES[language];
}
