/** `unknown`: nobody can say from what was read, or not yet. */
export type Outcome = 'pass' | 'fail' | 'unknown';

/** Each rule, and what it says. The order is that of the report. */
export const RULES = {
  signature: 'The newest checkpoint is signed by the key of the log.',
  tree: 'The tree of the checkpoint consists of exactly the entries that are served.',
  tiles: 'Each tile holds what follows from the entries.',
  entries: 'Each entry can be read.',
  identity: 'The log begins with its key and its dates, and has one name.',
  keys: 'Each later key was vouched for by the key before it.',
  checkpoints: 'Each earlier checkpoint that is served is of the same history.',
  since: 'The checkpoint that you kept is of the same history.',
  order: 'Submissions are in the order of time, and versions follow each other.',
  closing: 'Nothing was received at or after the closing time.',
  numbers: 'The numbers of digests have no gap.',
  windows: 'The windows of digests join.',
  told: 'Each version of a submission was told once to each unit concerned.',
  counts: 'Counts, entries and sets of digests follow from the log.',
  accepted: 'Each digest was accepted by a mailbox within eight days of its window.',
  receipt: 'What your receipt says is in the log.',
} as const;
export type Rule = keyof typeof RULES;

export interface Verdict {
  readonly rule: Rule;
  readonly outcome: Outcome;
  /** What fails, then what is unknown, then what else to know, in sentences. */
  readonly reasons: readonly string[];
  /** How many more reasons there are. */
  readonly more: number;
}

const MAX_REASONS = 100;

/** Gathers what speaks against a rule. The rule passes if nothing does. A note is no objection. */
export function judge(rule: Rule) {
  const failed: string[] = [];
  const open: string[] = [];
  const noted: string[] = [];
  return {
    fail(reason: string): void {
      failed.push(reason);
    },
    leaveOpen(reason: string): void {
      open.push(reason);
    },
    note(reason: string): void {
      noted.push(reason);
    },
    verdict(): Verdict {
      const outcome = failed.length > 0 ? 'fail' : open.length > 0 ? 'unknown' : 'pass';
      const reasons = [...failed, ...open, ...noted];
      const more = Math.max(0, reasons.length - MAX_REASONS);
      return { rule, outcome, reasons: reasons.slice(0, MAX_REASONS), more };
    },
  };
}

/** Returns the verdict that nobody can say whether the rule is kept, with the reason. */
export function unknown(rule: Rule, reason: string): Verdict {
  return { rule, outcome: 'unknown', reasons: [reason], more: 0 };
}
