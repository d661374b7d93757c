import { type Consultation, stateOf } from '../domain/consultation.ts';
import { reachOf } from '../domain/delivery.ts';
import { BEGINNING } from '../domain/digest.ts';
import {
  acceptanceDeadline,
  cleanUpTo,
  type ConsultationMark,
  type Finding,
  type HealthReport,
  isSilence,
  MAX_LISTED_FINDINGS,
  receiptsDueBefore,
  judgeReceipt,
  checkSeries,
  findSilentDigests,
} from '../domain/health.ts';
import { DAY_MS, type Instant, plus } from '../domain/time.ts';
import type { DigestBatch } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { DigestStore, HealthStore } from '../ports/digests.ts';
import type { Journal } from '../ports/journal.ts';
import type { TableIdentity } from '../ports/rows.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock } from '../ports/world.ts';
import { unacceptedOpinionFinder } from './unaccepted-opinions.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'listConsultations' | 'listUnits'> &
    Pick<
      SubmissionStore,
      'streamVersionsWithin' | 'streamReceiptsWithin' | 'findSubmission' | 'versionBefore'
    > &
    Pick<DigestStore, 'digestsFrom'> &
    Pick<TableIdentity, 'identify'> &
    HealthStore;
  readonly clock: Clock;
  readonly journal: Journal;
}

export interface Reconciliation {
  readonly outcome: 'reconciled' | 'held';
  readonly findings: number;
}

/**
 * Every submission comes before the closing time, but the clocks of two servers may differ. A day
 * after the closing time nothing can come any more.
 */
const CLOSED_FOR_MS = DAY_MS;

/**
 * Compares what has come with what was told and accepted, and saves a report of what does not add
 * up. It reads only what is new since its last clean run. A finding keeps its watermark where it
 * is, so it is found again until it is repaired. Only a silent receipt is found once. Safe to run
 * at any time and any number of times.
 */
export function reconcileDeliveries({ store, clock, journal }: Needs) {
  const findUnaccepted = unacceptedOpinionFinder(store);

  return async (): Promise<Reconciliation> => {
    if ((await store.identify()) === 'restored') {
      journal.count('TableHeld');
      journal.error('This table was restored from a backup: it is not reconciled', {});
      return { outcome: 'held', findings: 0 };
    }
    const now = clock.now();
    const last = await store.lastReport();
    const units = await store.listUnits();
    const digestsOf = digestReader(last);

    const findings: Finding[] = [];
    const consultations: Record<string, ConsultationMark> = {};
    const live: Consultation[] = [];
    for (const consultation of await store.listConsultations()) {
      const mark = last?.consultations[consultation.id] ?? START;
      consultations[consultation.id] = mark;
      if (stateOf(consultation, now) === 'upcoming' || isDone(consultation, mark)) continue;
      live.push(consultation);
      const opinions = await findUnaccepted(consultation, mark.acceptedTo, now, digestsOf);
      const receipts = await findSilentReceipts(consultation, mark.receiptsTo, now);
      findings.push(...opinions.findings, ...receipts.findings);
      consultations[consultation.id] = { acceptedTo: opinions.to, receiptsTo: receipts.to };
    }

    const clean: Record<string, number> = {};
    for (const unit of units) {
      const batches = await digestsOf(unit.id);
      const cleanTo = last?.units[unit.id] ?? 0;
      const series = batches.map(({ digest }) => digest);
      const wrong = [...checkSeries(unit.id, series, cleanTo), ...findSilentDigests(batches, now)];
      findings.push(...wrong);
      const own = live.filter((one) => one.units.includes(unit.id));
      // A change that must still be looked up keeps its digest from counting as clean, so that the
      // next run reads that digest again.
      const horizon = [
        acceptanceDeadline(now),
        ...own.map(({ id }) => consultations[id]?.acceptedTo ?? BEGINNING),
      ].toSorted()[0];
      clean[unit.id] = cleanUpTo(batches, cleanTo, wrong, horizon ?? BEGINNING);
      const isWaiting =
        own.some((one) => stateOf(one, now) === 'open') ||
        batches.some(({ deliveries }) => reachOf(deliveries.values()) === 'owed') ||
        findings.some((one) => one.finding === 'opinion-not-accepted' && one.unit === unit.id);
      if (unit.mailboxes.length === 0 && isWaiting) journal.count('UnitsWithoutMailbox');
    }

    const listed = findings.slice(0, MAX_LISTED_FINDINGS);
    const count = findings.length;
    await store.saveReport({ at: now, count, findings: listed, consultations, units: clean });
    tell(findings, listed);
    return { outcome: 'reconciled', findings: count };
  };

  /** Reads each unit's digests, from the last clean one on, once per run. */
  function digestReader(last: HealthReport | null) {
    const read = new Map<string, Promise<DigestBatch[]>>();
    return async (unit: string): Promise<DigestBatch[]> => {
      const reading =
        read.get(unit) ?? store.digestsFrom(unit, Math.max(last?.units[unit] ?? 0, 1));
      read.set(unit, reading);
      return reading;
    };
  }

  /**
   * Finds the silent receipts. Judges each receipt once: `to` is the time up to which all are
   * judged.
   */
  async function findSilentReceipts(
    consultation: Consultation,
    from: Instant,
    now: Instant,
  ): Promise<{ readonly findings: readonly Finding[]; readonly to: Instant }> {
    const to = receiptsDueBefore(now);
    const findings: Finding[] = [];
    if (to <= from) return { findings, to: from };
    const receipts = store.streamReceiptsWithin(consultation, { from, to });
    for await (const { reference, version, receipt, receivedAt } of receipts) {
      const verdict = judgeReceipt(receipt, now);
      if (verdict === 'early') return { findings, to: receivedAt };
      if (verdict !== 'silent' || receipt.state !== 'sent') continue;
      const about = { consultation: consultation.id, reference, version };
      findings.push({ finding: 'receipt-silent', ...about, sentAt: receipt.sentAt });
    }
    return { findings, to };
  }

  function tell(findings: readonly Finding[], listed: readonly Finding[]): void {
    const silent = findings.filter(isSilence).length;
    if (silent > 0) journal.count('MailsSilent', silent);
    const others = findings.length - silent;
    if (others > 0) journal.count('Discrepancies', others);
    if (findings.length > 0) {
      const details = { count: findings.length, findings: listed };
      journal.error('What has come and what has been delivered do not add up', details);
    }
    journal.count('ReconciliationSucceeded');
  }
}

const START: ConsultationMark = { acceptedTo: BEGINNING, receiptsTo: BEGINNING };

/**
 * Says whether the consultation is closed and all of it is clean. If it is opened again, the check
 * continues from there.
 */
function isDone({ closesAt }: Consultation, { acceptedTo, receiptsTo }: ConsultationMark): boolean {
  const end = plus(closesAt, CLOSED_FOR_MS);
  return acceptedTo >= end && receiptsTo >= end;
}
