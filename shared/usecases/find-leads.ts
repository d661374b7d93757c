import type { Consultation } from '../domain/consultation.ts';
import type { Descent, Lead } from '../domain/lineage.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { LineageStore } from '../ports/lineage.ts';

interface Needs {
  readonly store: Pick<LineageStore, 'listDescents'>;
  /** May return a copy that is a little old. */
  readonly findConsultation: ConsultationStore['findConsultation'];
}

/** Finds the commitments that have grown from those proposals to a call that are asked for. */
export function findLeads({ store, findConsultation }: Needs) {
  return async (
    { id, kind }: Pick<Consultation, 'id' | 'kind'>,
    isAskedFor: (descent: Descent) => boolean,
  ): Promise<Lead[]> => {
    // Only a proposal can lead to a commitment. Opinions are about one.
    if (kindOf({ kind }).about !== 'nothing') return [];
    const descents = (await store.listDescents(id)).filter(isAskedFor);
    const leads = await Promise.all(
      descents.map(async ({ into, commitment }): Promise<Lead[]> => {
        const consultation = await findConsultation(into);
        return consultation === null ? [] : [{ consultation, commitment }];
      }),
    );
    return leads.flat();
  };
}
