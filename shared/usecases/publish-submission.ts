import { type Consultation, isPublic } from '../domain/consultation.ts';
import type { PublicStore } from '../ports/public-parts.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { publicFactsOf } from './public-facts.ts';

interface Needs {
  readonly store: Pick<PublicStore, 'savePublic'> &
    Pick<StandingStore, 'findStanding' | 'choiceBefore'> &
    Pick<SubmissionStore, 'versionBefore'>;
  readonly tokens: Pick<Tokens, 'fingerprint'>;
  readonly clock: Clock;
}

export type PublishSubmission = (consultation: Consultation, reference: string) => Promise<void>;

/**
 * Writes what everybody may see of one submission as it stands now, without waiting for the
 * projection: what its author takes back, and what a rule hides, is gone at once. The projection
 * counts it later.
 */
export function publishSubmission({ store, tokens, clock }: Needs): PublishSubmission {
  const factsOf = publicFactsOf({ store, tokens });
  return async (consultation, reference) => {
    const standing = await store.findStanding(consultation, reference);
    if (standing === null) throw new Error(`No submission ${reference} of ${consultation.id}`);
    const shows = isPublic(consultation, clock.now());
    await store.savePublic(await factsOf(consultation, standing, shows));
  };
}
