import type { Consultation } from '../domain/consultation.ts';
import type { PublicPart } from '../domain/public-part.ts';
import { publicIdFrom } from '../domain/reference.ts';
import { hidingOf, publicationOf, type Standing, stampOf } from '../domain/standing.ts';
import type { Submission } from '../domain/submission.ts';
import { kindOf } from '../kinds/kinds.ts';
import { termsOf } from '../kinds/public-terms.ts';
import type { PublicFact } from '../ports/public-parts.ts';
import type { Tokens } from '../ports/world.ts';

/**
 * Returns the address of a part, which never changes. `origin` is a keyed hash that never leaves the
 * table, so nobody can get from the address to the submission.
 */
export function publicIdOf(
  { fingerprint }: Pick<Tokens, 'fingerprint'>,
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
export function publicFactsOf(
  tokens: Pick<Tokens, 'fingerprint'>,
  consultation: Consultation,
  standing: Standing,
  shows: boolean,
): PublicFact[] {
  const { submission } = standing;
  const kind = kindOf(consultation);
  const publication = publicationOf(standing);
  const isShown = shows && publication !== 'internal';
  const hidden = hidingOf(standing);
  const factOf = (commitment: number | null, line: Line | null): PublicFact => {
    const id = publicIdOf(tokens, submission, commitment);
    const part =
      line === null ? null : { ...commonOf(submission), ...NOTHING_SAID, id, commitment, ...line };
    return {
      id,
      consultation: consultation.id,
      stamp: stampOf(standing),
      part,
      terms: part === null ? [] : termsOf(kind, part),
    };
  };

  const standingParts = submission.parts.map(({ commitment, answers, changedAt, earlier }) => {
    if (!isShown) return factOf(commitment, null);
    if (hidden !== null) return factOf(commitment, { state: 'hidden', changedAt, hidden });
    const organisation = publication === 'named' ? submission.organisation : null;
    return factOf(commitment, { state: 'shown', organisation, answers, changedAt, earlier });
  });
  const withdrawnParts = submission.withdrawn.map(({ commitment, changedAt, earlier }) => {
    // Nobody learns of a part that was never for everybody.
    const wasForAll = isShown && earlier !== null;
    return factOf(commitment, wasForAll ? { state: 'withdrawn', changedAt } : null);
  });
  return [...standingParts, ...withdrawnParts];
}

type Line = Pick<PublicPart, 'state' | 'changedAt'> & Partial<PublicPart>;

const NOTHING_SAID = { organisation: null, answers: null, earlier: null, hidden: null };

function commonOf(submission: Submission) {
  const { consultation, draftVersion, language, firstReceivedAt } = submission;
  return { consultation, draftVersion, language, receivedAt: firstReceivedAt };
}
