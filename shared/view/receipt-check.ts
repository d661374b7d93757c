/*
 * What the check of a receipt can say. The page holds the words, and its script chooses among them.
 */

/**
 * The findings of the verifier, and what only the page can say. From the tiles of the log follows
 * whether a later checkpoint continues an earlier one, so `newest-later` is not among them.
 */
export type Remark =
  | 'signed'
  | 'not-signed'
  | 'key-not-trusted'
  | 'in-the-log'
  | 'not-sealed'
  | 'entry-unreadable'
  | 'content-differs'
  | 'version-differs'
  | 'unit-missing'
  | 'other-consultation'
  | 'other-submission'
  | 'proof-wrong'
  | 'newest-same'
  | 'newest-consistent'
  | 'newest-forked'
  | 'newest-shorter'
  | 'newest-differs'
  | 'newest-other-name'
  | 'newest-other-key'
  | 'other-log'
  | 'unreachable'
  | 'no-signatures'
  | 'left-out'
  | 'nothing-found'
  | 'too-large';

/** How a remark counts towards the conclusion. A note does not count. */
export type Mark = 'pass' | 'fail' | 'unknown' | 'note';

/** `proven`: of a file. `kept`: of a mail, which says nothing of what was submitted. */
export type Conclusion = 'proven' | 'kept' | 'wrong' | 'not-sealed' | 'open';

/** The words that the script of the page chooses among, and fills in what stands in braces. */
export interface CheckWords {
  readonly busy: string;
  readonly checked: string;
  readonly marks: Readonly<Record<Mark, string>>;
  readonly conclusions: Readonly<Record<Conclusion, string>>;
  readonly advice: Readonly<Record<Conclusion, string>>;
  readonly remarks: Readonly<Record<Remark, string>>;
}
