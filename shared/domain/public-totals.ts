import * as z from 'zod/mini';
import { Count } from './schemas.ts';
import { SubmissionTotals } from './submission-totals.ts';
import { Instant } from './time.ts';

/** What is shown about one commitment: how many parts, and how many for each value that they give. */
const CommitmentTotals = z.readonly(
  z.strictObject({ shown: Count, values: z.readonly(z.record(z.string(), Count)) }),
);
type CommitmentTotals = z.infer<typeof CommitmentTotals>;

/** How many parts of a consultation there are, each counted once. */
export const PublicTotals = z.lazy(() =>
  z.readonly(
    z.strictObject({
      /** All that were ever given: the sum of the other four. */
      received: Count,
      /** Public, or public as soon as the consultation publishes. */
      shown: Count,
      /** Their authors do not wish to have them published. */
      internal: Count,
      /** Hidden by a rule. */
      hidden: Count,
      withdrawn: Count,
      /** What is shown, by the number of the commitment; 0 stands for no single commitment. */
      commitments: z.readonly(z.record(z.string(), CommitmentTotals)),
    }),
  ),
);
export type PublicTotals = z.infer<typeof PublicTotals>;

export const NO_TOTALS: PublicTotals = {
  received: 0,
  shown: 0,
  internal: 0,
  hidden: 0,
  withdrawn: 0,
  commitments: {},
};

/** How far the projection of a consultation has got. */
export const Projection = z.lazy(() =>
  z.readonly(
    z.strictObject({
      totals: PublicTotals,
      /** Missing in a projection that was begun before submissions were counted. */
      submissions: z.optional(SubmissionTotals),
      /** Everything that was received before this time is in the totals. */
      upTo: Instant,
      /** Everything that was received before this time is written for everybody. */
      publishedUpTo: Instant,
      /** When something of what everybody sees was last counted. */
      updatedAt: Instant,
    }),
  ),
);
export type Projection = z.infer<typeof Projection>;

/** One part as the totals count it. */
export interface CountedPart {
  readonly commitment: number | null;
  readonly state: 'shown' | 'internal' | 'hidden' | 'withdrawn';
  /** The values of the counted field. */
  readonly values: readonly string[];
}

/** Returns the totals with these parts added, or taken away for `sign` -1. */
export function countParts(
  totals: PublicTotals,
  parts: readonly CountedPart[],
  sign: 1 | -1,
): PublicTotals {
  const counts = { ...totals };
  const commitments = { ...totals.commitments };
  for (const { commitment, state, values } of parts) {
    counts.received += sign;
    counts[state] += sign;
    if (state !== 'shown') continue;
    const name = String(commitment ?? 0);
    const before = commitments[name] ?? { shown: 0, values: {} };
    commitments[name] = {
      shown: before.shown + sign,
      values: countValues(before.values, values, sign),
    };
  }
  return { ...counts, commitments };
}

function countValues(
  before: CommitmentTotals['values'],
  values: readonly string[],
  sign: 1 | -1,
): CommitmentTotals['values'] {
  const after = { ...before };
  for (const value of values) after[value] = (after[value] ?? 0) + sign;
  return after;
}
