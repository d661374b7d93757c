import { type Completion, opinionOn, readsTheSame, type Submission } from './opinion.ts';
import type { Instant } from './time.ts';

/** What became of a submission within a window. */
export interface SubmissionChange {
  /** The latest version before the window. Null if the first version came within the window. */
  readonly before: Submission | null;
  /** The latest version within the window. */
  readonly after: Submission;
}

/**
 * What became of one opinion, as its unit reads it. About the author it holds only the
 * organisation.
 */
export interface OpinionChange {
  readonly reference: string;
  readonly change: 'new' | 'edited' | 'withdrawn';
  readonly organisation: string;
  readonly publication: Submission['publication'];
  /** The author has confirmed it with a link that was mailed to the address. */
  readonly confirmed: boolean;
  readonly commitment: number | null;
  /** Null if the author gave no rating, and for a withdrawn opinion. */
  readonly rating: Completion | null;
  readonly text: string;
  readonly receivedAt: Instant;
}

/**
 * Returns what a unit is told about a submission: the difference that the window made to each of
 * its opinions. An opinion that was given and taken back within the window, or changed and changed
 * back, is not told.
 */
export function changesFor(unit: string, { before, after }: SubmissionChange): OpinionChange[] {
  const given = after.opinions
    .filter((opinion) => opinion.unit === unit)
    .flatMap(({ commitment, rating, text, changedAt }): OpinionChange[] => {
      const wasThere = before !== null && opinionOn(before, commitment) !== undefined;
      if (wasThere && readsTheSame(commitment, before, after)) return [];
      const change = wasThere ? 'edited' : 'new';
      return [{ ...authorOf(after), change, commitment, rating, text, receivedAt: changedAt }];
    });
  // The unit knows the withdrawn opinion by the organisation name of the earlier version.
  const withdrawn = after.withdrawn
    .filter((withdrawal) => withdrawal.unit === unit)
    .flatMap(({ commitment, changedAt }): OpinionChange[] => {
      if (before === null || opinionOn(before, commitment) === undefined) return [];
      const gone = { change: 'withdrawn', commitment, rating: null, text: '' } as const;
      const { confirmed } = after;
      return [{ ...authorOf(before), ...gone, confirmed, receivedAt: changedAt }];
    });
  return [...given, ...withdrawn];
}

function authorOf({ reference, organisation, publication, confirmed }: Submission) {
  return { reference, organisation, publication, confirmed };
}
