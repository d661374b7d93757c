import { createHash } from 'node:crypto';
import type { PublicPart } from '../../shared/domain/public-part.ts';
import { placeOf } from '../../shared/domain/public-place.ts';
import { NO_TOTALS } from '../../shared/domain/public-totals.ts';
import { publicIdFrom } from '../../shared/domain/reference.ts';
import { type Instant, plus } from '../../shared/domain/time.ts';
import type { Publisher } from '../../shared/open-data/publisher.ts';
import type { ProjectionStore, PublicStore } from '../../shared/ports/public-parts.ts';
import { at } from './builders.ts';
import { OWNER } from './owner.ts';

/** Who publishes the data in tests. */
export const PUBLISHER: Publisher = {
  name: OWNER.name,
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  siteUrl: 'https://sadzirdets.example',
};

function idOf(seed: number): string {
  return publicIdFrom(createHash('sha256').update(String(seed)).digest());
}

/** An opinion that everybody may see. `seed` makes its id. */
export function aPublicOpinion({
  seed = 1,
  ...changes
}: Partial<PublicPart> & { seed?: number } = {}): PublicPart {
  const receivedAt = changes.receivedAt ?? plus(at('2027-01-05T10:00:00Z'), seed * 1_000);
  return {
    id: idOf(seed),
    consultation: 'nap2-midterm-review',
    commitment: 2,
    draftVersion: 1,
    language: 'lv',
    state: 'shown',
    organisation: 'Biedrība „Ūdensroze”',
    answers: { rating: 'limited', text: 'Portāls vēl nedarbojas.' },
    receivedAt,
    changedAt: receivedAt,
    earlier: null,
    hidden: null,
    ...changes,
  };
}

/** A proposal that everybody may see. */
export function aPublicProposal(changes: Partial<PublicPart> & { seed?: number } = {}): PublicPart {
  return aPublicOpinion({
    consultation: 'nap3-new-commitments',
    commitment: null,
    answers: {
      title: 'Atvērti iepirkumu dati',
      problem: 'Iepirkumu dati nav atrodami vienuviet.',
      action: 'Publicēt visus līgumus.',
      principles: ['openness', 'participation'],
      ngos: 'yes',
      ngoShare: '',
      institution: 'Iepirkumu uzraudzības birojs',
      supporters: '',
    },
    ...changes,
  });
}

/** What is left of a part that its author has taken back, or that a rule hides. */
export function aTakenBack(part: PublicPart): PublicPart {
  return { ...part, state: 'withdrawn', organisation: null, answers: null };
}

export function aHidden(part: PublicPart): PublicPart {
  const hidden = { rule: 'personal-data', at: plus(part.receivedAt, 60_000) };
  return { ...part, state: 'hidden', organisation: null, answers: null, hidden };
}

type Reading = Pick<PublicStore, 'streamPublic'> & Pick<ProjectionStore, 'findProjection'>;

/** A store that holds these parts. `updatedAt`: when something of them was last counted. */
export function publicStoreOf(parts: readonly PublicPart[], updatedAt?: Instant): Reading {
  const sorted = parts.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  return {
    async *streamPublic(consultation, after = '') {
      await Promise.resolve();
      for (const part of sorted) {
        if (part.consultation === consultation && placeOf(part) > after) yield part;
      }
    },
    findProjection: async () =>
      Promise.resolve(
        updatedAt === undefined
          ? null
          : { totals: NO_TOTALS, upTo: updatedAt, publishedUpTo: updatedAt, updatedAt },
      ),
  };
}
