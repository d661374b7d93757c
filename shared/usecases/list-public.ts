import { type Consultation, isPublic } from '../domain/consultation.ts';
import type { PublicPart } from '../domain/public-part.ts';
import { NO_TOTALS } from '../domain/public-totals.ts';
import { isPublicId } from '../domain/reference.ts';
import { type PublicFilter, termsFor } from '../kinds/public-filter.ts';
import type {
  ProjectionStore,
  PublicList,
  PublicPage,
  PublicStore,
} from '../ports/public-parts.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<PublicStore, 'findPublicPage' | 'findPublic'> &
    Pick<ProjectionStore, 'findProjection'>;
  readonly clock: Clock;
}

/** Parts on one page. */
const PAGE_SIZE = 50;

/** Reads what is public. Nothing is, until the consultation publishes. */
export function listPublic({ store, clock }: Needs) {
  const nothing: PublicPage = { parts: [], next: null };

  return {
    async list(consultation: Consultation, filter: PublicFilter): Promise<PublicList> {
      const isOut = isPublic(consultation, clock.now());
      const terms = isOut ? termsFor(filter) : null;
      const { order, after } = filter;
      const query = { order, after, size: PAGE_SIZE };
      const [projection, page] = await Promise.all([
        store.findProjection(consultation.id),
        terms === null ? nothing : store.findPublicPage(consultation.id, { terms, ...query }),
      ]);
      const { totals, updatedAt } = projection ?? { totals: NO_TOTALS, updatedAt: null };
      return { isPublic: isOut, totals, updatedAt, page };
    },

    async find(consultation: Consultation, id: string): Promise<PublicPart | null> {
      if (!isPublicId(id) || !isPublic(consultation, clock.now())) return null;
      return store.findPublic(consultation.id, id);
    },
  };
}
