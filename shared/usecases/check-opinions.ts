import type { Consultation } from '../domain/consultation.ts';
import type { Failure, FieldFailure } from '../domain/failure.ts';
import type { SubmissionInput } from '../domain/submission.ts';
import { kindOf } from '../kinds/kinds.ts';
import { readInput, refusalOf } from '../kinds/submission-input.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { Clock } from '../ports/world.ts';
import type { Typed } from './submit-opinions.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation'>;
  /** May return a copy that is a little old. */
  readonly recall: ConsultationStore['findConsultation'];
  readonly clock: Clock;
}

export type CheckOutcome =
  /** The submission would be taken now, if no limit of its source stands against it. */
  | {
      readonly outcome: 'fine';
      readonly consultation: Consultation;
      readonly input: SubmissionInput;
    }
  | {
      readonly outcome: 'refused';
      readonly failure: Failure;
      readonly fields: readonly FieldFailure[];
      readonly consultation: Consultation | null;
    };

/**
 * Says what would become of a submission, by the same rules by which it is taken in. Stores and
 * counts nothing, and looks for no other submission: whoever guesses what somebody has written must
 * not learn whether the guess is right.
 */
export function checkOpinions({ store, recall, clock }: Needs) {
  return async (id: string, typed: Typed): Promise<CheckOutcome> => {
    const outcome = check(await recall(id), typed);
    return outcome.outcome === 'fine' ? outcome : check(await store.findConsultation(id), typed);
  };

  function check(consultation: Consultation | null, typed: Typed): CheckOutcome {
    if (consultation === null) {
      return { outcome: 'refused', failure: 'not-found', fields: [], consultation };
    }
    const kind = kindOf(consultation);
    const read = readInput(kind, typed(kind));
    if ('failures' in read) {
      return { outcome: 'refused', failure: 'invalid', fields: read.failures, consultation };
    }
    const refusal = refusalOf(kind, consultation, read.value, clock.now());
    if (refusal === null) return { outcome: 'fine', consultation, input: read.value };
    return { outcome: 'refused', ...refusal, consultation };
  }
}
