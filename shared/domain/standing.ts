import * as z from 'zod/mini';
import { Slug } from './text.ts';
import type { CountedPart } from './public-totals.ts';
import type { CountedSubmission } from './submission-totals.ts';
import { type Answers, PublicationChoice, type Submission } from './submission.ts';
import { Instant, laterThan } from './time.ts';

/**
 * The choice of publication that an author has made without a new version: also after the closing
 * time, when nothing is received any more.
 */
export const MadeChoice = z.readonly(
  z.strictObject({
    reference: z.string(),
    publication: PublicationChoice,
    receivedAt: Instant,
  }),
);
export type MadeChoice = z.infer<typeof MadeChoice>;

/** An act of moderation on a submission. Acts are never changed: the latest counts. */
export const ModerationAct = z.readonly(
  z.strictObject({
    consultation: Slug,
    reference: z.string(),
    kind: z.enum(['hide', 'show']),
    /** The rule that the act follows. An act that shows again names the rule of the act before. */
    rule: Slug,
    receivedAt: Instant,
    /** The addresses of the parts that were public then, or would be when they are published. */
    parts: z.readonly(
      z.array(z.readonly(z.strictObject({ id: z.string(), commitment: z.nullable(z.int()) }))),
    ),
  }),
);
export type ModerationAct = z.infer<typeof ModerationAct>;

/** Everything that decides what everybody sees of a submission, as it stood at one moment. */
export interface Standing {
  readonly submission: Submission;
  /** The latest choice, or null. A later version states the choice again. */
  readonly choice: MadeChoice | null;
  readonly act: ModerationAct | null;
}

/** What became of a submission within a window, as {@link Standing}s at its start and its end. */
export interface StandingChange {
  /** Null if the submission did not exist yet. */
  readonly before: Standing | null;
  readonly after: Standing;
}

/** Returns the choice in force: the latest of the version's own and the one made since. */
export function publicationOf({ submission, choice }: Omit<Standing, 'act'>): PublicationChoice {
  if (choice === null || choice.receivedAt < submission.receivedAt) return submission.publication;
  return choice.publication;
}

/** Returns why the submission is hidden, or null. */
export function hidingOf({ act }: Pick<Standing, 'act'>): { rule: string; at: Instant } | null {
  return act?.kind === 'hide' ? { rule: act.rule, at: act.receivedAt } : null;
}

/**
 * Returns a time for the author's next version or choice: later than the ones before. Acts do not
 * count: the clock of the machine from which an operator acts may be ahead.
 */
export function nextFactAt({ submission, choice }: Standing, now: Instant): Instant {
  return laterThan([submission.receivedAt, choice?.receivedAt], now);
}

/** Returns a time for the next act on the submission: later than everything known about it. */
export function nextActAt({ submission, choice, act }: Standing, now: Instant): Instant {
  return laterThan([submission.receivedAt, choice?.receivedAt, act?.receivedAt], now);
}

/**
 * Returns a text that orders what is written about the same submission: a standing that knows more
 * has a later one.
 */
export function stampOf({ submission, choice, act }: Standing): string {
  const times = [submission.receivedAt, choice?.receivedAt ?? '', act?.receivedAt ?? ''];
  const version = String(submission.version).padStart(6, '0');
  return [times.toSorted().at(-1), version, ...times].join('#');
}

/**
 * Returns every part of the submission as the totals count it. What was withdrawn counts as
 * withdrawn, whatever the choice.
 */
export function countedPartsOf(
  standing: Standing,
  valuesIn: (answers: Answers) => readonly string[],
): CountedPart[] {
  const { parts, withdrawn } = standing.submission;
  const state =
    publicationOf(standing) === 'internal'
      ? 'internal'
      : hidingOf(standing) === null
        ? 'shown'
        : 'hidden';
  return [
    ...parts.map(({ commitment, answers }): CountedPart => {
      return { commitment, state, values: valuesIn(answers) };
    }),
    ...withdrawn.map(({ commitment }): CountedPart => {
      return { commitment, state: 'withdrawn', values: [] };
    }),
  ];
}

/** Returns the submission as the totals of submissions count it. */
export function countedSubmissionOf(standing: Standing): CountedSubmission {
  const { version, state, parts } = standing.submission;
  const hiding = publicationOf(standing) === 'internal' ? null : hidingOf(standing);
  const isHidden = hiding !== null && parts.length > 0;
  return {
    version,
    isWithdrawn: state === 'withdrawn',
    hidden: isHidden ? { rule: hiding.rule, parts: parts.length } : null,
  };
}
