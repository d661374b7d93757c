import type { Consultation } from '../domain/consultation.ts';
import { BEGINNING, nextDigestDay } from '../domain/digest.ts';
import { changesFor } from '../domain/part-change.ts';
import { isReachable, type Submission } from '../domain/submission.ts';
import { parseReference } from '../domain/reference.ts';
import {
  addressFor,
  digestReachOf,
  type Progress,
  type Receipt,
  type ReceiptMail,
  receiptMailOf,
  type Reception,
  sealingOf,
} from '../domain/receipt.ts';
import type { Instant } from '../domain/time.ts';
import type { Batch, BatchStore } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { DigestStore } from '../ports/digests.ts';
import type { LineageStore } from '../ports/lineage.ts';
import type { LogReader } from '../ports/log.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock } from '../ports/world.ts';
import { findInLog } from './find-in-log.ts';
import { findLeads } from './find-leads.ts';
import { recallVersions } from './recall-versions.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation' | 'findUnit'> &
    Pick<SubmissionStore, 'findSubmission' | 'versionBefore' | 'receiptKey'> &
    Pick<BatchStore, 'findBatch'> &
    Pick<DigestStore, 'digestTelling' | 'latestDigest'> &
    Pick<LineageStore, 'listDescents'> &
    LogReader;
  readonly clock: Clock;
}

/**
 * Shows what anybody who has the reference may know: how far the submission has got into the log, and
 * on its way to each unit. It reads the log, the digests and their deliveries themselves, so it cannot
 * say more than has happened. Null: there is no such submission.
 */
export function showReceipt({ store, clock }: Needs) {
  const leadsFrom = findLeads({ store, findConsultation: store.findConsultation });
  const inLog = findInLog({ store });

  return async (consultationId: string, typedReference: string): Promise<Receipt | null> => {
    const reference = parseReference(typedReference);
    const consultation = await store.findConsultation(consultationId);
    if (reference === null || consultation === null) return null;
    const submission = await store.findSubmission(consultation, reference);
    if (submission === null) return null;
    const now = clock.now();
    const { state, parts, receivedAt } = submission;
    const mails = await store.findBatch(store.receiptKey(consultation, submission));
    const tell = progressOf(consultation, recallVersions(store));
    const [progress, receptions] = await Promise.all([
      Promise.all(unitsOf(submission).map(async (unit) => tell(unit, submission))),
      Promise.all(receivedOf(submission).map((one) => receptionOf(submission, one, now))),
    ]);
    return {
      consultation,
      reference,
      state,
      parts: parts.length,
      receivedAt,
      receptions,
      address: addressFor(submission, now),
      mail: mailOf(submission, mails, now),
      leadsTo: await leadsFrom(consultation, (descent) => descent.reference === reference),
      progress: progress.flat(),
    };
  };

  /**
   * Returns a function that says how far a submission has got on its way to a unit: the digest that
   * told its parts last, and the next digest if a change waits for it. It returns an empty list if
   * no digest tells the unit anything.
   */
  function progressOf(consultation: Consultation, versionBefore: Needs['store']['versionBefore']) {
    return async function progressTo(unitId: string, submission: Submission): Promise<Progress[]> {
      const { change, changedAt } = lastChange(unitId, submission);
      const batch = await store.digestTelling(unitId, changedAt);
      const from =
        batch?.digest.window.from ??
        (await store.latestDigest(unitId))?.digest.window.to ??
        BEGINNING;
      const before = await versionBefore(consultation, submission, from);
      const progressBefore = async () =>
        before !== null && unitsOf(before).includes(unitId) ? progressTo(unitId, before) : [];
      if (changesFor(unitId, { before, after: submission }).length === 0) return progressBefore();
      const unit = await store.findUnit(unitId);
      if (unit === null) throw new Error(`The unit ${unitId} of a submission is not in the table`);
      if (batch === null) {
        const next = nextDigestDay(unit, clock.now());
        return [...(await progressBefore()), { unit, change, told: { state: 'waiting', next } }];
      }
      const { digest, deliveries } = batch;
      const { number, slot: day, recipients } = digest;
      const { entry, accepted } = await inLog.digest(consultation.id, unitId, number);
      const reach = digestReachOf(
        recipients,
        deliveries,
        (mailbox) => accepted.get(mailbox) ?? null,
      );
      return [{ unit, change, told: { state: 'told', number, day, entry, reach } }];
    };
  }

  async function receptionOf(
    submission: Submission,
    { version, change, at }: Received,
    now: Instant,
  ): Promise<Reception> {
    const found = await inLog.version({ ...submission, version, receivedAt: at });
    if (found === null) return { change, at, sealing: sealingOf(at, now) };
    return { change, at, sealing: { state: 'sealed', at: found.sealedAt, entry: found.place } };
  }
}

interface Received extends Pick<Reception, 'change' | 'at'> {
  readonly version: number;
}

/** Returns the first version, and the newest if it is another one. */
function receivedOf({ version, state, firstReceivedAt, receivedAt }: Submission): Received[] {
  const first = { version: 1, change: 'submitted', at: firstReceivedAt } as const;
  return version === 1 ? [first] : [first, { version, change: state, at: receivedAt }];
}

/**
 * Finds the last change to the parts of one unit. An edit that left these parts alone does
 * not count.
 */
function lastChange(unit: string, { parts, withdrawn, firstReceivedAt }: Submission) {
  const standing = parts.filter((one) => one.unit === unit);
  const gone = withdrawn.filter((one) => one.unit === unit);
  const changedAt = [...standing, ...gone].reduce(
    (latest, one) => (one.changedAt > latest ? one.changedAt : latest),
    firstReceivedAt,
  );
  const isFirst = changedAt === firstReceivedAt;
  const change = standing.length === 0 ? 'withdrawn' : isFirst ? 'submitted' : 'edited';
  return { change, changedAt } as const;
}

/** Says how far the receipt has got. After its retention time nothing is known of it any more. */
function mailOf(submission: Submission, mails: Batch | null, now: Instant): ReceiptMail {
  if (!isReachable(submission)) return { state: 'over', at: null };
  if (mails === null) return { state: 'failed', at: null };
  const receipt = mails.deliveries.get('receipt');
  return receipt === undefined ? { state: 'over', at: null } : receiptMailOf(receipt, now);
}

/** Returns every unit that the submission concerns, each once. */
function unitsOf({ parts, withdrawn }: Submission): string[] {
  return [...new Set([...parts, ...withdrawn].map(({ unit }) => unit))];
}
