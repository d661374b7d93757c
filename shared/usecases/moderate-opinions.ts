import { type Consultation, isPublic } from '../domain/consultation.ts';
import { parseReference } from '../domain/reference.ts';
import {
  hidingOf,
  type ModerationAct,
  nextActAt,
  publicationOf,
  type Standing,
} from '../domain/standing.ts';
import { isReachable, type Submission } from '../domain/submission.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { LogReader } from '../ports/log.ts';
import type { ProjectionStore } from '../ports/public-parts.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { SuppressionStore } from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { addressKeysOf } from './address-key.ts';
import { findReference } from './find-reference.ts';
import { operatorTime } from './operator-time.ts';
import { publicIdOf } from './public-facts.ts';
import type { PublishSubmission } from './publish-submission.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'listConsultations'> &
    Pick<SubmissionStore, 'findSubmission'> &
    Pick<StandingStore, 'findStanding' | 'addAct'> &
    Pick<ProjectionStore, 'openProjection'> &
    Pick<SuppressionStore, 'findSuppression'> &
    Pick<LogReader, 'findLog'>;
  readonly publish: PublishSubmission;
  readonly tokens: Pick<Tokens, 'fingerprint' | 'hashAddress'>;
  readonly clock: Clock;
}

/** Says whether the author gets a mail about the act. */
type Told = 'due' | 'no-contact' | 'suppressed';

/**
 * `unknown`: no consultation has such a submission. `not-public`: the consultation never publishes,
 * or the author does not publish it, or has withdrawn it. `already`: it is so already; what everybody
 * sees was written again.
 */
export type Moderated =
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'not-public'; readonly consultation: Consultation }
  | {
      readonly outcome: 'done' | 'already';
      readonly consultation: Consultation;
      /** The reference. */
      readonly submission: string;
      readonly parts: ModerationAct['parts'];
      /** False: the consultation publishes it later, and the act counts from then on. */
      readonly isOut: boolean;
      /** Null: there is no new act. */
      readonly told: Told | null;
    };

/**
 * Hides and shows submissions by a rule. An act is a row that never changes and that everybody can
 * read about; the author is told in a mail. The unit reads the text all the same.
 */
export function moderateOpinions({ store, publish, tokens, clock }: Needs) {
  const findByReference = findReference({ store, clock });

  return {
    hide: async (typed: string, rule: string): Promise<Moderated> =>
      moderate(typed, (standing) =>
        hidingOf(standing)?.rule === rule ? null : { kind: 'hide', rule },
      ),

    show: async (typed: string): Promise<Moderated> =>
      moderate(typed, (standing) => {
        const hiding = hidingOf(standing);
        return hiding && { kind: 'show', rule: hiding.rule };
      }),
  };

  interface Found {
    readonly consultation: Consultation;
    readonly standing: Standing;
  }

  /** Carries out the act that `decide` returns. Null: it is so already. */
  async function moderate(
    typed: string,
    decide: (standing: Standing) => Pick<ModerationAct, 'kind' | 'rule'> | null,
  ): Promise<Moderated> {
    const found = await find(typed);
    if (found === null) return { outcome: 'unknown' };
    if (!isEverPublic(found)) return { outcome: 'not-public', consultation: found.consultation };
    return carryOut(found, decide(found.standing));
  }

  /** Says whether everybody can read the submission, or a line in its place, now or later. */
  function isEverPublic({ consultation: { publishes }, standing }: Found): boolean {
    return (
      publishes !== 'never' &&
      standing.submission.parts.length > 0 &&
      publicationOf(standing) !== 'internal'
    );
  }

  async function find(typed: string): Promise<Found | null> {
    const reference = parseReference(typed);
    if (reference === null) return null;
    const consultation = await findByReference(reference);
    const standing = consultation && (await store.findStanding(consultation, reference));
    return standing && { consultation, standing };
  }

  /** Adds the act unless it is null, and writes what everybody sees from then on. */
  async function carryOut(
    { consultation, standing }: Found,
    act: Pick<ModerationAct, 'kind' | 'rule'> | null,
  ): Promise<Moderated> {
    const { submission } = standing;
    const parts = submission.parts.map(({ commitment }) => {
      return { id: publicIdOf(tokens, submission, commitment), commitment };
    });
    const { reference } = submission;
    if (act !== null) {
      const earliest = nextActAt(standing, clock.now());
      const receivedAt = await operatorTime(store, consultation, earliest);
      const about = { consultation: consultation.id, reference, receivedAt, parts };
      if ((await store.addAct({ ...act, ...about }, clock.now())) === 'taken') {
        throw new Error(`Somebody else has just moderated ${reference}: try again`);
      }
    }
    await publish(consultation, reference);
    const isOut = isPublic(consultation, clock.now());
    const about = { consultation, submission: reference, parts, isOut };
    return act === null
      ? { outcome: 'already', ...about, told: null }
      : { outcome: 'done', ...about, told: await isTold(submission) };
  }

  async function isTold(submission: Submission): Promise<Told> {
    if (!isReachable(submission)) return 'no-contact';
    const keys = await addressKeysOf(tokens, submission.contact.email);
    return (await store.findSuppression(keys)) === null ? 'due' : 'suppressed';
  }
}
