import type { Delivery } from '../domain/delivery.ts';
import { nextDigestDay } from '../domain/digest.ts';
import type { Submission } from '../domain/opinion.ts';
import { parseReference } from '../domain/reference.ts';
import type { Progress, Receipt } from '../domain/receipt.ts';
import type { Instant } from '../domain/time.ts';
import type { Clock, ConsultationStore, DigestStore, SubmissionStore } from '../ports.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation' | 'findUnit'> &
    Pick<SubmissionStore, 'findSubmission'> &
    Pick<DigestStore, 'digestTelling'>;
  readonly clock: Clock;
}

/**
 * What anybody who has the reference may know: where the submission stands on its way to each unit.
 * Read from the digests and their deliveries themselves, so it cannot say more than has happened.
 * Null where there is none such.
 */
export function showReceipt({ store, clock }: Needs) {
  return async (consultationId: string, typedReference: string): Promise<Receipt | null> => {
    const reference = parseReference(typedReference);
    const consultation = await store.findConsultation(consultationId);
    if (reference === null || consultation === null) return null;
    const submission = await store.findSubmission(consultation, reference);
    if (submission === null) return null;
    const { state, opinions, firstReceivedAt, receivedAt } = submission;
    return {
      consultation,
      reference,
      state,
      opinions: opinions.length,
      firstReceivedAt,
      receivedAt,
      progress: await Promise.all(unitsOf(submission).map((unit) => progressTo(unit, submission))),
    };
  };

  async function progressTo(unitId: string, { receivedAt }: Submission): Promise<Progress> {
    const unit = await store.findUnit(unitId);
    if (unit === null) throw new Error(`The unit ${unitId} of a submission is not in the table`);
    const batch = await store.digestTelling(unitId, receivedAt);
    if (batch === null) {
      return { unit, told: { state: 'waiting', next: nextDigestDay(unit, clock.now()) } };
    }
    const { digest, deliveries } = batch;
    const sentAt = [...deliveries.values()].flatMap((one) => wentOutAt(one) ?? []).toSorted();
    return { unit, told: { state: 'told', number: digest.number, sentAt: sentAt[0] ?? null } };
  }
}

/** A mail that came back has reached nobody. */
function wentOutAt(delivery: Delivery): Instant | null {
  if (delivery.state === 'sent') return delivery.sentAt;
  return delivery.state === 'delivered' ? delivery.at : null;
}

/** Every unit that the submission concerns, each once. */
function unitsOf({ opinions, withdrawn }: Submission): string[] {
  return [...new Set([...opinions, ...withdrawn].map(({ unit }) => unit))];
}
