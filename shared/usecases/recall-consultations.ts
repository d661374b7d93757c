import type { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import { MINUTE_MS } from '../domain/time.ts';
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
 * receipts need no read for them. A change may be noticed that much later. `planPublication` counts on
 * this time: it lets no consultation close sooner after a change.
 */
export function recallConsultations({ store, clock }: Needs): Reads {
  const consultation = memory<Consultation | null>({
    clock,
    forMs: MINUTE_MS,
    // A consultation may be published at any moment.
    keeps: (found) => found !== null,
  });
  const units = memory<ResponsibleUnit[]>({ clock, forMs: MINUTE_MS });
  return {
    findConsultation: async (id) => consultation(id, () => store.findConsultation(id)),
    listUnits: async () => units('all', () => store.listUnits()),
  };
}
