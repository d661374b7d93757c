import * as z from 'zod/mini';
import { Slug } from './text.ts';
import type { SubmissionChange } from './part-change.ts';
import type { Answers, Submission } from './submission.ts';

const CommitmentCount = z.strictObject({
  /** Null for parts about no single commitment. */
  commitment: z.nullable(z.int()),
  parts: z.int(),
  /** Parts by each value that they give in the counted field of their kind. */
  counts: z.readonly(z.record(z.string(), z.int())),
  /** Parts that give none of these values. */
  uncounted: z.int(),
});

/**
 * What a unit has been told of one consultation by all of its digests up to one of them: what stands
 * at the end of that digest's window, without what was withdrawn or replaced.
 */
export const TotalsToDate = z.readonly(
  z.strictObject({
    consultation: Slug,
    submissions: z.int(),
    parts: z.int(),
    /** All organisations of which the unit has read, also if nothing of theirs stands any more. */
    organisations: z.int(),
    /** Those of which it first reads in this digest. */
    newOrganisations: z.int(),
    /** Only commitments on which a part stands, in order, with the draft as a whole first. */
    commitments: z.readonly(z.array(z.readonly(CommitmentCount))),
  }),
);
export type TotalsToDate = z.infer<typeof TotalsToDate>;

interface Count {
  parts: number;
  uncounted: number;
  readonly counts: Map<string, number>;
}

/**
 * Carries the totals of one consultation from digest to digest: the totals of the digest before,
 * and each change of the window. Windows have no gaps, so nothing is counted twice or left out.
 */
export class RunningTotals {
  readonly #unit: string;
  readonly #countedIn: (answers: Answers) => readonly string[];
  readonly #commitments: Map<number, Count>;
  #submissions: number;

  /** `countedIn` returns the values by which the parts of the consultation are counted. */
  constructor(
    unit: string,
    countedIn: (answers: Answers) => readonly string[],
    before: TotalsToDate | null,
  ) {
    this.#unit = unit;
    this.#countedIn = countedIn;
    this.#submissions = before?.submissions ?? 0;
    this.#commitments = new Map(
      before?.commitments.map(({ commitment, counts, ...numbers }) => [
        commitment ?? 0,
        { ...numbers, counts: new Map(Object.entries(counts)) },
      ]),
    );
  }

  /** Takes what became of one submission within the window. */
  add({ before, after }: SubmissionChange): void {
    if (before !== null) this.#count(before, -1);
    this.#count(after, 1);
  }

  finish(
    consultation: string,
    organisations: Pick<TotalsToDate, 'organisations' | 'newOrganisations'>,
  ): TotalsToDate {
    const standing = [...this.#commitments]
      .filter(([, { parts }]) => parts > 0)
      .toSorted(([a], [b]) => a - b);
    return {
      consultation,
      submissions: this.#submissions,
      parts: standing.reduce((sum, [, { parts }]) => sum + parts, 0),
      ...organisations,
      commitments: standing.map(([number, { counts, ...numbers }]) => ({
        commitment: number === 0 ? null : number,
        ...numbers,
        counts: Object.fromEntries([...counts].filter(([, count]) => count > 0).toSorted()),
      })),
    };
  }

  #count(submission: Submission, by: 1 | -1): void {
    const parts = partsFor(this.#unit, submission);
    if (parts.length > 0) this.#submissions += by;
    for (const { commitment, answers } of parts) {
      const number = commitment ?? 0;
      const count = this.#commitments.get(number) ?? newCount();
      this.#commitments.set(number, count);
      count.parts += by;
      const values = this.#countedIn(answers);
      if (values.length === 0) count.uncounted += by;
      for (const value of values) count.counts.set(value, (count.counts.get(value) ?? 0) + by);
    }
  }
}

function newCount(): Count {
  return { parts: 0, uncounted: 0, counts: new Map() };
}

/** Returns the parts of the submission that the unit reads. */
export function partsFor(unit: string, { parts }: Submission): Submission['parts'] {
  return parts.filter((part) => part.unit === unit);
}
