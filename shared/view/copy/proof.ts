import type { Language } from '../../domain/text.ts';
import { en } from './proof-en.ts';
import { lv, type ProofCopy } from './proof-lv.ts';

const COPIES: Record<Language, ProofCopy> = { lv, en };

/** Returns everything that the pages say about what can be proven of a submission, in one language. */
export function proofCopyFor(language: Language): ProofCopy {
  return COPIES[language];
}
