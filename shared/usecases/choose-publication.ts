import { nextFactAt } from '../domain/standing.ts';
import { PublicationChoice } from '../domain/submission.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import type { limitSource } from './limit-source.ts';
import type { PublishSubmission } from './publish-submission.ts';
import { openRevision, type Refused, type RevisionRequest } from './revise-opinions.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation'> &
    Pick<StandingStore, 'findStanding' | 'addChoice'>;
  readonly limit: Pick<ReturnType<typeof limitSource>, 'countChoice'>;
  readonly publish: PublishSubmission;
  readonly tokens: Pick<Tokens, 'isSigned'>;
  readonly clock: Clock;
}

/**
 * Changes only whether and how a submission is published, for somebody who has its key, at any time:
 * also after closing. It is no new version, because nothing is received.
 */
export function choosePublication({ store, limit, publish, tokens, clock }: Needs) {
  const open = openRevision({ store, tokens });

  return async (
    request: RevisionRequest,
    typed: string,
  ): Promise<{ readonly outcome: 'chosen' } | Refused> => {
    const opened = await open(request);
    if (opened.outcome === 'refused') return opened;
    const { consultation, submission, standing } = opened;
    const refused = (failure: Refused['failure']): Refused => {
      return { outcome: 'refused', failure, fields: [], opened };
    };
    const choice = PublicationChoice.safeParse(typed);
    if (!choice.success) return refused('malformed');
    const { reference } = submission;
    if (choice.data !== submission.publication) {
      const parts = submission.parts.length + submission.withdrawn.length;
      if ((await limit.countChoice(request.source, parts)) === 'refused') {
        return refused('too-many-requests');
      }
      const receivedAt = nextFactAt(standing, clock.now());
      const made = { reference, publication: choice.data, receivedAt };
      const added = await store.addChoice(consultation.id, made);
      if (added === 'taken') return refused('changed-meanwhile');
    }
    await publish(consultation, reference);
    return { outcome: 'chosen' };
  };
}
