import type { Consultation } from '../domain/consultation.ts';
import { type Instant, MINUTE_MS, plus } from '../domain/time.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation'>;
  readonly clock: Clock;
}

const WARM_MS = MINUTE_MS;

/**
 * Finds a consultation and remembers it for a minute, so that most submissions need no read for it.
 */
export function recallConsultation({ store, clock }: Needs): ConsultationStore['findConsultation'] {
  const warm = new Map<string, { readonly consultation: Consultation; readonly until: Instant }>();
  return async (id) => {
    const remembered = warm.get(id);
    if (remembered !== undefined && clock.now() < remembered.until) return remembered.consultation;
    const consultation = await store.findConsultation(id);
    if (consultation !== null) {
      warm.set(id, { consultation, until: plus(clock.now(), WARM_MS) });
    }
    return consultation;
  };
}
