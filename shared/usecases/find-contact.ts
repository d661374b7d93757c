import { parseReference } from '../domain/reference.ts';
import type { Submission } from '../domain/submission.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock } from '../ports/world.ts';
import { findReference } from './find-reference.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'listConsultations'> &
    Pick<SubmissionStore, 'findSubmission'>;
  readonly clock: Clock;
}

/** `unreadable`: no reference is written so. `unknown`: nothing was sent under it. */
export type ContactFound =
  | { readonly outcome: 'unreadable' | 'unknown' }
  | { readonly outcome: 'found'; readonly submission: Submission };

/**
 * Finds the newest version of a submission by its reference as people write it. Its contact, unless
 * it was removed, is the person who can be asked about it. Only the operator may learn who that is.
 */
export function findContact({ store, clock }: Needs) {
  const findByReference = findReference({ store, clock });
  return async (typed: string): Promise<ContactFound> => {
    const reference = parseReference(typed);
    if (reference === null) return { outcome: 'unreadable' };
    const consultation = await findByReference(reference);
    const submission = consultation && (await store.findSubmission(consultation, reference));
    return submission === null ? { outcome: 'unknown' } : { outcome: 'found', submission };
  };
}
