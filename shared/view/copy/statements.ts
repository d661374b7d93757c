import type { Language } from '../../domain/text.ts';
import { en } from './statements-en.ts';
import { lv, type Statements } from './statements-lv.ts';

const COPIES: Record<Language, Statements> = { lv, en };

/** Returns what the owner states about personal data and accessibility, in one language. */
export function statementsIn(language: Language): Statements {
  return COPIES[language];
}
