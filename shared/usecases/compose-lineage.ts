import type { Compose } from '../delivery/room.ts';
import { CONTACT_REMOVED } from '../domain/delivery.ts';
import type { Language } from '../domain/text.ts';
import { isReachable, type Submission } from '../domain/submission.ts';
import type { LineageBatch } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { SuppressionStore } from '../ports/subscriptions.ts';
import type { Tokens } from '../ports/world.ts';
import type { WriteLineage } from '../ports/writers.ts';
import { existingConsultation } from './find-named.ts';
import { revisionStatement } from './revise-opinions.ts';
import { unlessSuppressed } from './unless-suppressed.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation'> &
    Pick<SubmissionStore, 'findSubmission'> &
    Pick<SuppressionStore, 'findSuppression'>;
  readonly writeLineage: WriteLineage;
  /** Where the mail leads. Absolute. */
  readonly links: {
    revision(submission: Submission, key: string): string;
    consultation(language: Language, id: string): string;
  };
  readonly tokens: Pick<Tokens, 'sign' | 'hashAddress'>;
  /** A monitored address: a reply reaches a person. */
  readonly replyTo: string;
}

/** Composes the mail that tells the author of a proposal what has grown from it. */
export function lineageComposer(needs: Needs) {
  const { store, writeLineage, links, tokens, replyTo } = needs;

  return ({ descent }: LineageBatch): Compose => {
    return async (name, delivery) => {
      const [call, into] = await Promise.all([
        existingConsultation(store, descent.consultation),
        existingConsultation(store, descent.into),
      ]);
      const submission = await store.findSubmission(call, descent.reference);
      if (submission === null) throw new Error(`No submission ${descent.reference}`);
      if (submission.state === 'withdrawn') return { cancelled: 'withdrawn-since' };
      if (!isReachable(submission)) return { cancelled: CONTACT_REMOVED };
      const { language, contact } = submission;
      const compose = unlessSuppressed(needs, contact.email, async () => {
        const key = await tokens.sign(revisionStatement(submission));
        const mail = writeLineage({
          descent,
          submission,
          call,
          into,
          proposalUrl: links.revision(submission, key),
          intoUrl: links.consultation(language, into.id),
          replyTo,
        });
        return { mail };
      });
      return compose(name, delivery);
    };
  };
}
