import { type Answers, partOn, readsTheSame, type Submission } from './submission.ts';
import type { Instant } from './time.ts';

/** What became of a submission within a window. */
export interface SubmissionChange {
  /** The latest version before the window. Null if the first version came within the window. */
  readonly before: Submission | null;
  /** The latest version within the window. */
  readonly after: Submission;
}

/** A part as a unit was told of it. */
interface ToldPart extends Pick<Submission, 'organisation' | 'publication'> {
  readonly answers: Answers;
}

/** What became of one part, as its unit reads it. About the author it holds only the organisation. */
export interface PartChange {
  readonly reference: string;
  readonly change: 'new' | 'edited' | 'withdrawn';
  readonly organisation: string;
  readonly publication: Submission['publication'];
  /** The author has confirmed it with a link that was mailed to the address. */
  readonly confirmed: boolean;
  readonly commitment: number | null;
  /** Null for what was withdrawn. */
  readonly answers: Answers | null;
  /** What an edit replaces: the part as it stood when the window began. Null for any other change. */
  readonly was: ToldPart | null;
  readonly receivedAt: Instant;
}

/**
 * Returns what a unit is told about a submission: the difference that the window made to each of
 * its parts. A part that was given and taken back within the window, or changed and changed back,
 * is not told.
 */
export function changesFor(unit: string, { before, after }: SubmissionChange): PartChange[] {
  const given = after.parts
    .filter((part) => part.unit === unit)
    .flatMap(({ commitment, answers, changedAt }): PartChange[] => {
      const was = before === null ? null : toldOf(before, commitment);
      if (before !== null && was !== null && readsTheSame(commitment, before, after)) return [];
      const change = was === null ? 'new' : 'edited';
      return [{ ...authorOf(after), change, commitment, answers, was, receivedAt: changedAt }];
    });
  // The unit knows the withdrawn part by the organisation name of the earlier version.
  const withdrawn = after.withdrawn
    .filter((withdrawal) => withdrawal.unit === unit)
    .flatMap(({ commitment, changedAt }): PartChange[] => {
      if (before === null || partOn(before, commitment) === undefined) return [];
      const gone = { change: 'withdrawn', commitment, answers: null, was: null } as const;
      const { confirmed } = after;
      return [{ ...authorOf(before), ...gone, confirmed, receivedAt: changedAt }];
    });
  return [...given, ...withdrawn];
}

function toldOf(submission: Submission, commitment: number | null): ToldPart | null {
  const part = partOn(submission, commitment);
  if (part === undefined) return null;
  const { organisation, publication } = submission;
  return { organisation, publication, answers: part.answers };
}

function authorOf({ reference, organisation, publication, confirmed }: Submission) {
  return { reference, organisation, publication, confirmed };
}
