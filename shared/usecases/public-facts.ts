import type { Consultation } from '../domain/consultation.ts';
import type { PublicPart } from '../domain/public-part.ts';
import { publicIdFrom } from '../domain/reference.ts';
import { hidingOf, publicationOf, type Standing, stampOf } from '../domain/standing.ts';
import { type Part, partOn, type Submission } from '../domain/submission.ts';
import type { Instant } from '../domain/time.ts';
import { kindOf } from '../kinds/kinds.ts';
import { termsOf } from '../kinds/public-terms.ts';
import type { PublicFact } from '../ports/public-parts.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Tokens } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<SubmissionStore, 'versionBefore'> & Pick<StandingStore, 'choiceBefore'>;
  readonly tokens: Pick<Tokens, 'fingerprint'>;
}

/**
 * Returns the address of a part, which never changes. `origin` is a keyed hash that never leaves the
 * table, so nobody can get from the address to the submission.
 */
export function publicIdOf(
  { fingerprint }: Needs['tokens'],
  { consultation, origin }: Pick<Submission, 'consultation' | 'origin'>,
  commitment: number | null,
): string {
  const hash = fingerprint(`public ${consultation} ${origin} ${commitment ?? 0}`);
  return publicIdFrom(Buffer.from(hash, 'hex'));
}

/**
 * Returns what everybody may see of each part that the submission has or had. `shows` is false while
 * the consultation publishes nothing: then it is nothing. A part that may be shown shows the words in
 * force. What was withdrawn or hidden leaves a line that holds nothing of what the author wrote.
 */
export function publicFactsOf({ store, tokens }: Needs) {
  return async (
    consultation: Consultation,
    standing: Standing,
    shows: boolean,
  ): Promise<PublicFact[]> => {
    const { submission } = standing;
    const kind = kindOf(consultation);
    const isShown = shows && publicationOf(standing) !== 'internal';
    const partBefore = earlierPartFinder(consultation, submission);
    const hidden = hidingOf(standing);
    const factOf = (commitment: number | null, line: Line | null): PublicFact => {
      const id = publicIdOf(tokens, submission, commitment);
      const part =
        line === null
          ? null
          : { ...commonOf(submission), ...NOTHING_SAID, id, commitment, ...line };
      return {
        id,
        consultation: consultation.id,
        stamp: stampOf(standing),
        part,
        terms: part === null ? [] : termsOf(kind, part),
      };
    };

    const standingParts = submission.parts.map(async ({ commitment, answers, changedAt }) => {
      if (!isShown) return factOf(commitment, null);
      if (hidden !== null) return factOf(commitment, { state: 'hidden', changedAt, hidden });
      const isFirst = changedAt === submission.firstReceivedAt;
      const before = isFirst ? null : await partBefore(commitment, changedAt);
      const organisation = publicationOf(standing) === 'named' ? submission.organisation : null;
      const earlier = before?.changedAt ?? null;
      return factOf(commitment, { state: 'shown', organisation, answers, changedAt, earlier });
    });
    const withdrawnParts = submission.withdrawn.map(async ({ commitment, changedAt }) => {
      // Nobody learns of a part that was never for everybody.
      const wasForAll = isShown && (await partBefore(commitment, changedAt)) !== null;
      return factOf(commitment, wasForAll ? { state: 'withdrawn', changedAt } : null);
    });
    return Promise.all([...standingParts, ...withdrawnParts]);
  };

  /**
   * Finds a part as it stood before an instant, if it was public then or would have been. Parts that
   * one version has changed ask for the same version.
   */
  function earlierPartFinder(consultation: Consultation, submission: Submission) {
    const known = new Map<Instant, Promise<Submission | null>>();
    return async (commitment: number | null, instant: Instant): Promise<Part | null> => {
      const asked = known.get(instant) ?? openBefore(consultation, submission, instant);
      known.set(instant, asked);
      const before = await asked;
      return before === null ? null : (partOn(before, commitment) ?? null);
    };
  }

  /** Finds the version before an instant, or null if its author did not wish it published then. */
  async function openBefore(
    consultation: Consultation,
    submission: Submission,
    instant: Instant,
  ): Promise<Submission | null> {
    const [before, choice] = await Promise.all([
      store.versionBefore(consultation, submission, instant),
      store.choiceBefore(consultation.id, submission.reference, instant),
    ]);
    if (before === null) return null;
    return publicationOf({ submission: before, choice }) === 'internal' ? null : before;
  }
}

type Line = Pick<PublicPart, 'state' | 'changedAt'> & Partial<PublicPart>;

const NOTHING_SAID = { organisation: null, answers: null, earlier: null, hidden: null };

function commonOf(submission: Submission) {
  const { consultation, draftVersion, language, firstReceivedAt } = submission;
  return { consultation, draftVersion, language, receivedAt: firstReceivedAt };
}
