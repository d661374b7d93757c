import { type Consultation, isPublic } from '../domain/consultation.ts';
import type { PublicStore } from '../ports/public-parts.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { publicFactsOf } from './public-facts.ts';

interface Needs {
  readonly store: Pick<PublicStore, 'replacePublic'> & Pick<StandingStore, 'findStanding'>;
  readonly tokens: Pick<Tokens, 'fingerprint'>;
  readonly clock: Clock;
}

export type PublishSubmission = (consultation: Consultation, reference: string) => Promise<void>;

/**
 * Writes what everybody may see of one submission as it stands now, without waiting for the
 * projection: what its author takes back, and what a rule hides, is gone at once. The projection
 * counts it later, and puts it on the lists on which it is new.
 */
export function publishSubmission({ store, tokens, clock }: Needs): PublishSubmission {
  return async (consultation, reference) => {
    const standing = await store.findStanding(consultation, reference);
    if (standing === null) throw new Error(`No submission ${reference} of ${consultation.id}`);
    const shows = isPublic(consultation, clock.now());
    await store.replacePublic(publicFactsOf(tokens, consultation, standing, shows));
  };
}
