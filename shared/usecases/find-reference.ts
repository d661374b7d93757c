import { type Consultation, inReadingOrder, stateOf } from '../domain/consultation.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'listConsultations'> &
    Pick<SubmissionStore, 'findSubmission'>;
  readonly clock: Clock;
}

/** As many consultations are asked at the same time. */
const AT_ONCE = 10;

/**
 * Finds the consultation to which the submission with this reference belongs, or null. A reference does
 * not say it, so every consultation that has opened is asked: those that are open first, then the
 * newest, because people look up what they have just sent.
 */
export function findReference({ store, clock }: Needs) {
  return async (reference: string): Promise<Consultation | null> => {
    const now = clock.now();
    const consultations = inReadingOrder(await store.listConsultations(), now).filter(
      (one) => stateOf(one, now) !== 'upcoming',
    );
    for (let first = 0; first < consultations.length; first += AT_ONCE) {
      const some = consultations.slice(first, first + AT_ONCE);
      const found = await Promise.all(
        some.map(async (one) => store.findSubmission(one, reference)),
      );
      const place = found.findIndex((submission) => submission !== null);
      if (place !== -1) return some[place] ?? null;
    }
    return null;
  };
}
