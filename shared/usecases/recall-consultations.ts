import { type Consultation, REMEMBERED_MS, type ResponsibleUnit } from '../domain/consultation.ts';
import { memory } from '../memory.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { Clock } from '../ports/world.ts';

type Reads = Pick<ConsultationStore, 'findConsultation' | 'listUnits'>;

interface Needs {
  readonly store: Reads;
  readonly clock: Clock;
}

/**
 * Reads consultations and units, and remembers them for a minute, so that most submissions and most
 * receipts need no read for them. A change may be noticed that much later.
 */
export function recallConsultations({ store, clock }: Needs): Reads {
  const consultation = memory<Consultation | null>({
    clock,
    forMs: REMEMBERED_MS,
    // A consultation may be published at any moment.
    keeps: (found) => found !== null,
  });
  const units = memory<ResponsibleUnit[]>({ clock, forMs: REMEMBERED_MS });
  return {
    findConsultation: async (id) => consultation(id, () => store.findConsultation(id)),
    listUnits: async () => units('all', () => store.listUnits()),
  };
}
