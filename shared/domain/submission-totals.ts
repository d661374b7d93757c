import * as z from 'zod/mini';
import { Count } from './schemas.ts';

const HiddenByRule = z.readonly(z.record(z.string(), Count));

/** How many submissions a consultation has, each counted once, however many parts it holds. */
export const SubmissionTotals = z.readonly(
  z.strictObject({
    submissions: Count,
    /** All that were ever received: the first ones, edits and withdrawals. */
    versions: Count,
    /** Submissions that their authors have withdrawn as a whole. */
    withdrawn: Count,
    /** Hidden parts, by the rule. */
    hiddenByRule: HiddenByRule,
  }),
);
export type SubmissionTotals = z.infer<typeof SubmissionTotals>;

export const NO_SUBMISSIONS: SubmissionTotals = {
  submissions: 0,
  versions: 0,
  withdrawn: 0,
  hiddenByRule: {},
};

/** One submission as the totals count it. */
export interface CountedSubmission {
  /** How many versions of the submission were received. */
  readonly version: number;
  readonly isWithdrawn: boolean;
  /** The rule by which its parts are hidden. Null: they are not. */
  readonly hidden: { readonly rule: string; readonly parts: number } | null;
}

/** Returns the totals with the submission added, or taken away for `sign` -1. */
export function countSubmission(
  totals: SubmissionTotals,
  { version, isWithdrawn, hidden }: CountedSubmission,
  sign: 1 | -1,
): SubmissionTotals {
  return {
    submissions: totals.submissions + sign,
    versions: totals.versions + sign * version,
    withdrawn: totals.withdrawn + (isWithdrawn ? sign : 0),
    hiddenByRule:
      hidden === null
        ? totals.hiddenByRule
        : {
            ...totals.hiddenByRule,
            [hidden.rule]: (totals.hiddenByRule[hidden.rule] ?? 0) + sign * hidden.parts,
          },
  };
}
