import type { Compose } from '../delivery/room.ts';
import { isPublic } from '../domain/consultation.ts';
import { CONTACT_REMOVED } from '../domain/delivery.ts';
import { isReachable } from '../domain/submission.ts';
import type { Language } from '../domain/text.ts';
import type { ModerationBatch } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { SuppressionStore } from '../ports/subscriptions.ts';
import type { Tokens } from '../ports/world.ts';
import type { WriteModeration } from '../ports/writers.ts';
import { existingConsultation } from './find-named.ts';
import { unlessSuppressed } from './unless-suppressed.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation'> &
    Pick<SubmissionStore, 'findSubmission'> &
    Pick<SuppressionStore, 'findSuppression'>;
  readonly writeModeration: WriteModeration;
  /** The page of a public part. Absolute. */
  readonly links: { part(language: Language, consultation: string, id: string): string };
  readonly tokens: Pick<Tokens, 'hashAddress'>;
  /** A monitored address: a reply reaches a person. */
  readonly replyTo: string;
}

/** Composes the mail that tells the author what a rule has hidden, or that it is shown again. */
export function moderationComposer(needs: Needs) {
  const { store, writeModeration, links, replyTo } = needs;

  return ({ act }: ModerationBatch): Compose => {
    return async (name, delivery) => {
      const consultation = await existingConsultation(store, act.consultation);
      const submission = await store.findSubmission(consultation, act.reference);
      if (submission === null) throw new Error(`No submission ${act.reference}`);
      if (!isReachable(submission)) return { cancelled: CONTACT_REMOVED };
      const parts = isPublic(consultation, act.receivedAt) ? act.parts : [];
      const urls = parts.map(({ id }) => links.part(submission.language, consultation.id, id));
      const { email } = submission.contact;
      const compose = unlessSuppressed(needs, email, () =>
        Promise.resolve({
          mail: writeModeration({ act, submission, consultation, urls, replyTo }),
        }),
      );
      return compose(name, delivery);
    };
  };
}
