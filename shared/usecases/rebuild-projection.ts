import type { Consultation } from '../domain/consultation.ts';
import { NO_TOTALS } from '../domain/public-totals.ts';
import type { ProjectionStore } from '../ports/public-parts.ts';

/**
 * Sets the projection of a consultation back to its beginning. The next runs count and write
 * everything again. What everybody sees stays as it is until it is written again; only the totals
 * begin at nothing.
 */
export function rebuildProjection({ store }: { readonly store: ProjectionStore }) {
  return async (consultation: Consultation): Promise<void> => {
    const { opensAt } = consultation;
    const beginning = { totals: NO_TOTALS, upTo: opensAt, publishedUpTo: opensAt };
    for (;;) {
      const stored = await store.openProjection(consultation);
      const { updatedAt } = stored.projection;
      if ((await store.moveProjection(stored, { ...beginning, updatedAt })) !== null) return;
    }
  };
}
