import { due, dueAtOf } from '../domain/delivery.ts';
import { parseReference } from '../domain/reference.ts';
import { isReachable } from '../domain/submission.ts';
import type { BatchStore, MailQueue } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { Journal } from '../ports/journal.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock } from '../ports/world.ts';
import type { limitSource } from './limit-source.ts';
import { nudgeOrSweep } from './nudge.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation'> &
    Pick<SubmissionStore, 'findSubmission' | 'receiptKey'> &
    Pick<BatchStore, 'findBatch' | 'moveBatch'>;
  readonly limit: Pick<ReturnType<typeof limitSource>, 'countReceipt'>;
  readonly queue: MailQueue;
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * `too-many`: the source has asked for enough receipts in this hour. `over`: the address was removed,
 * or what was known of its mails.
 */
export type ResendOutcome = 'due' | 'too-many' | 'over' | 'not-found';

/**
 * Makes the receipt of the newest version due again, for somebody who has its reference. It goes to
 * the address in the submission and to no other.
 */
export function resendReceipt({ store, limit, queue, clock, journal }: Needs) {
  const nudge = nudgeOrSweep(queue, journal);

  return async (id: string, typedReference: string, source: string): Promise<ResendOutcome> => {
    const reference = parseReference(typedReference);
    const consultation = reference === null ? null : await store.findConsultation(id);
    if (reference === null || consultation === null) return 'not-found';
    const submission = await store.findSubmission(consultation, reference);
    if (submission === null) return 'not-found';
    if (!isReachable(submission)) return 'over';
    const key = store.receiptKey(consultation, submission);
    if (!(await limit.countReceipt(source))) return 'too-many';
    for (;;) {
      const mails = await store.findBatch(key);
      if (mails === null) throw new Error(`${reference} has no receipt`);
      const receipt = mails.deliveries.get('receipt');
      if (receipt === undefined) return 'over';
      const isOnItsWay = dueAtOf(receipt) !== null;
      const again = new Map([['receipt', due('receipt', clock.now())]]);
      if (isOnItsWay || (await store.moveBatch(mails, again)) !== null) {
        await nudge(key);
        return 'due';
      }
    }
  };
}
