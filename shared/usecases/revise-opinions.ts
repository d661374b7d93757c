import { type Consultation, stateOf } from '../domain/consultation.ts';
import { due } from '../domain/delivery.ts';
import type { Failure, FieldFailure } from '../domain/failure.ts';
import { parseReference } from '../domain/reference.ts';
import type { Retention } from '../domain/retention.ts';
import {
  contentOf,
  editSubmission,
  isReachable,
  type Submission,
  type SubmissionInput,
  withdrawSubmission,
} from '../domain/submission.ts';
import { kindOf } from '../kinds/kinds.ts';
import { readInput, refusalOf } from '../kinds/submission-input.ts';
import { nextFactAt, publicationOf, type Standing } from '../domain/standing.ts';
import { DAY_MS, plus } from '../domain/time.ts';
import type { MailQueue } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { Journal } from '../ports/journal.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { VerificationStore } from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { addressKeysOf } from './address-key.ts';
import type { limitSource } from './limit-source.ts';
import { nudgeOrSweep } from './nudge.ts';
import type { PublishSubmission } from './publish-submission.ts';
import type { Typed } from './submit-opinions.ts';

type Reads = Pick<ConsultationStore, 'findConsultation'> & Pick<StandingStore, 'findStanding'>;

interface Needs {
  readonly store: Reads & SubmissionStore & Pick<VerificationStore, 'verifyAddress'>;
  readonly limit: Pick<ReturnType<typeof limitSource>, 'countSubmission'>;
  /** Shows everybody what has become of the submission. */
  readonly publish: PublishSubmission;
  readonly queue: MailQueue;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly retention: Pick<Retention, 'deliveryDays'>;
  readonly journal: Journal;
}

/** Names a submission, with the key from its receipt that lets its author change it. */
export interface RevisionRequest {
  readonly consultation: string;
  readonly reference: string;
  readonly key: string;
  /** The network address that the request came from. */
  readonly source: string;
}

export interface Refused {
  readonly outcome: 'refused';
  readonly failure: Failure;
  readonly fields: readonly FieldFailure[];
  readonly opened: Opened | null;
}

export interface Opened {
  readonly consultation: Consultation;
  /** The newest version, with the choice of publication that is in force. */
  readonly submission: Submission;
  readonly standing: Standing;
}

/** An edit that would be taken now, beside what stands. */
interface Examined extends Opened {
  readonly outcome: 'fine';
  readonly input: SubmissionInput;
}

export type ReviseOutcome =
  { readonly outcome: 'revised'; readonly submission: Submission } | Refused;

/**
 * Returns what the key in a receipt signs. The key opens this one submission and nothing else, and
 * only until another contact address is given.
 */
export function revisionStatement({
  consultation,
  reference,
  contactSince,
}: Pick<Submission, 'consultation' | 'reference' | 'contactSince'>): string {
  return `revise ${consultation} ${reference} ${contactSince}`;
}

/**
 * Opens the newest version for somebody who has its key. A wrong key and a wrong reference get the
 * same answer.
 */
export function openRevision({
  store,
  tokens,
}: {
  store: Reads;
  tokens: Pick<Tokens, 'isSigned'>;
}) {
  return async (
    request: Omit<RevisionRequest, 'source'>,
  ): Promise<({ readonly outcome: 'opened' } & Opened) | Refused> => {
    const notValid: Refused = {
      outcome: 'refused',
      failure: 'link-not-valid',
      fields: [],
      opened: null,
    };
    const reference = parseReference(request.reference);
    if (reference === null) return notValid;
    const consultation = await store.findConsultation(request.consultation);
    if (consultation === null) return notValid;
    const standing = await store.findStanding(consultation, reference);
    if (standing === null) return notValid;
    const submission = { ...standing.submission, publication: publicationOf(standing) };
    const isKey = await tokens.isSigned(revisionStatement(submission), request.key);
    return isKey ? { outcome: 'opened', consultation, submission, standing } : notValid;
  };
}

/** Edits or withdraws a submission until closing, by a new version beside the earlier ones. */
export function reviseOpinions(needs: Needs) {
  const { store, limit, publish, queue, clock, tokens, retention, journal } = needs;
  const open = openRevision({ store, tokens });
  const nudge = nudgeOrSweep(queue, journal);

  return {
    /** Says what would become of an edit. Stores and counts nothing. */
    check: examine,

    async edit(request: RevisionRequest, typed: Typed): Promise<ReviseOutcome> {
      const examined = await examine(request, typed);
      if (examined.outcome === 'refused') return examined;
      const { input, ...opened } = examined;
      const { consultation, submission, standing } = opened;
      if ((await limit.countSubmission(request.source, input)) === 'refused') {
        return { outcome: 'refused', failure: 'too-many-requests', fields: [], opened };
      }
      const hashes = await tokens.hashContent(`content:${contentOf(consultation.id, input)}`);
      const [content] = hashes;
      const unchanged =
        submission.state !== 'withdrawn' &&
        isReachable(submission) &&
        submission.publication === input.publication &&
        hashes.includes(submission.content);
      if (unchanged) return show(consultation, submission);
      const at = nextFactAt(standing, clock.now());
      const { submission: stored } = standing;
      const inForce = submission.publication;
      const edited = editSubmission(stored, consultation, input, content, at, inForce);
      const confirmed = edited.contactSince === submission.contactSince;
      return add(consultation, submission, { ...edited, confirmed });
    },

    async withdraw(request: RevisionRequest): Promise<ReviseOutcome> {
      const opened = await open(request);
      if (opened.outcome === 'refused') return opened;
      const { consultation, submission, standing } = opened;
      const now = clock.now();
      if (stateOf(consultation, now) === 'closed') {
        return { outcome: 'refused', failure: 'closed', fields: [], opened };
      }
      if (submission.state === 'withdrawn') return show(consultation, submission);
      const withdrawn = withdrawSubmission(submission, nextFactAt(standing, now));
      return add(consultation, submission, withdrawn);
    },

    /** Confirms that the submission is its author's. Changes nothing in it. */
    async confirm(request: Omit<RevisionRequest, 'source'>): Promise<ReviseOutcome> {
      const opened = await open(request);
      if (opened.outcome === 'refused') return opened;
      const { consultation, submission } = opened;
      await store.confirmSubmission(consultation, submission, clock.now());
      await verify(submission);
      return { outcome: 'revised', submission };
    },
  };

  /** Reads an edit, and makes every check that comes before it is counted. */
  async function examine(
    request: Omit<RevisionRequest, 'source'>,
    typed: Typed,
  ): Promise<Examined | Refused> {
    const opened = await open(request);
    if (opened.outcome === 'refused') return opened;
    const { consultation, submission } = opened;
    const kind = kindOf(consultation);
    const input = readInput(kind, typed(kind));
    if ('failures' in input) {
      return { outcome: 'refused', failure: 'invalid', fields: input.failures, opened };
    }
    const refusal = refusalOf(kind, consultation, input.value, clock.now(), submission);
    if (refusal === null) return { ...opened, outcome: 'fine', input: input.value };
    return { outcome: 'refused', ...refusal, opened };
  }

  /**
   * Shows everybody the version, now. If that fails, the version stands all the same: the next
   * attempt of the author, or the projection, shows it.
   */
  async function show(consultation: Consultation, submission: Submission): Promise<ReviseOutcome> {
    await publish(consultation, submission.reference);
    return { outcome: 'revised', submission };
  }

  /** Whoever has the key has got it by mail, so the address gets our mail. */
  async function verify({ contact }: Submission): Promise<void> {
    if (contact === undefined) return;
    const [address] = await addressKeysOf(tokens, contact.email);
    const now = clock.now();
    await store.verifyAddress(address, now, plus(now, retention.deliveryDays * DAY_MS));
  }

  /**
   * Adds the new version. Of two revisions at once the first one stands. The author of the other
   * one did not know about the first, and is told that the submission has changed.
   */
  async function add(
    consultation: Consultation,
    before: Submission,
    submission: Submission,
  ): Promise<ReviseOutcome> {
    await verify(before);
    const mail = due('receipt', clock.now());
    const hasMoved = isReachable(before) && submission.contactSince !== before.contactSince;
    const mails = hasMoved ? { receipt: mail, notice: mail } : { receipt: mail };
    if ((await store.addSubmission(consultation, submission, mails)) === 'added') {
      await nudge(store.receiptKey(consultation, submission));
      return show(consultation, submission);
    }
    const newest = await store.findSubmission(consultation, submission.reference);
    const same = newest?.state === submission.state && newest.content === submission.content;
    if (newest !== null && same) return show(consultation, newest);
    return { outcome: 'refused', failure: 'changed-meanwhile', fields: [], opened: null };
  }
}
