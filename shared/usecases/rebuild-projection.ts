import type { Consultation } from '../domain/consultation.ts';
import { NO_TOTALS } from '../domain/public-totals.ts';
import { NO_SUBMISSIONS } from '../domain/submission-totals.ts';
import type { ProjectionStore } from '../ports/public-parts.ts';

/**
 * Sets the projection of a consultation back to its beginning. The next runs count and write
 * everything again. What everybody sees stays as it is until it is written again; only the totals
 * begin at nothing.
 */
export function rebuildProjection({ store }: { readonly store: ProjectionStore }) {
  return async (consultation: Consultation): Promise<void> => {
    const { opensAt } = consultation;
    const counted = { totals: NO_TOTALS, submissions: NO_SUBMISSIONS };
    const beginning = { ...counted, upTo: opensAt, publishedUpTo: opensAt };
    for (;;) {
      const stored = await store.openProjection(consultation);
      const { updatedAt } = stored.projection;
      if ((await store.moveProjection(stored, { ...beginning, updatedAt })) !== null) return;
    }
  };
}
