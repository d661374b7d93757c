import * as z from 'zod/mini';
import { type Delivery, reachOf } from './delivery.ts';
import { BEGINNING, type Digest } from './digest.ts';
import type { Submission } from './submission.ts';
import { contains, DAY_MS, Instant, plus, type Window } from './time.ts';

/**
 * A weekly digest tells an opinion within seven days. On the eighth day its mail arrives, or is
 * sent again.
 */
const ACCEPTED_WITHIN_MS = 8 * DAY_MS;
/** SES reports most mails within minutes. It takes hours when a mailbox makes SES wait. */
const REPORTED_WITHIN_MS = DAY_MS;

/**
 * After this time, a daily run is missing. It comes after 24 hours, or after 25 hours when summer time
 * ends. One more hour is for a run that is late or repeated.
 */
export const HOURS_WITHOUT_RUN = 26;

/** Something that does not add up. It holds no address and no text that somebody wrote. */
export const Finding = z.readonly(
  z.discriminatedUnion('finding', [
    /**
     * No mailbox has accepted a digest that tells this change. `digest`: the number of the digest
     * whose window holds the change, or null if there is none.
     */
    z.strictObject({
      finding: z.literal('opinion-not-accepted'),
      consultation: z.string(),
      reference: z.string(),
      commitment: z.nullable(z.int()),
      unit: z.string(),
      changedAt: Instant,
      digest: z.nullable(z.int()),
    }),
    /** No digest tells what came from `from` to `to`. The digest `number` comes after this gap. */
    z.strictObject({ finding: z.literal('window-gap'), ...ofWindows() }),
    /** Two digests tell what came from `from` to `to`. The digest `number` is the later one. */
    z.strictObject({ finding: z.literal('window-overlap'), ...ofWindows() }),
    /** There are no digests with the numbers from `number` to `last`. */
    z.strictObject({
      finding: z.literal('number-missing'),
      unit: z.string(),
      number: z.int(),
      last: z.int(),
    }),
    /** SES took the mail of a digest, and has reported nothing about it since. */
    z.strictObject({
      finding: z.literal('digest-silent'),
      unit: z.string(),
      number: z.int(),
      sentAt: Instant,
    }),
    /** SES took the mail of a receipt, and has reported nothing about it since. */
    z.strictObject({
      finding: z.literal('receipt-silent'),
      consultation: z.string(),
      reference: z.string(),
      version: z.int(),
      sentAt: Instant,
    }),
  ]),
);
export type Finding = z.infer<typeof Finding>;

function ofWindows() {
  return { unit: z.string(), number: z.int(), from: Instant, to: Instant };
}

/**
 * The time up to which a consultation is clean. What came before that time need not be read again.
 */
const ConsultationMark = z.readonly(
  z.strictObject({
    /** A mailbox of the unit has accepted everything that came before this time. */
    acceptedTo: Instant,
    /** The receipts of everything that came before this time have been checked. */
    receiptsTo: Instant,
  }),
);
export type ConsultationMark = z.infer<typeof ConsultationMark>;

/** What the last reconciliation found, and where the next one continues. */
export const HealthReport = z.readonly(
  z.strictObject({
    at: Instant,
    /** The number of all findings, even if the list is cut short. */
    count: z.int(),
    findings: z.readonly(z.array(Finding)),
    consultations: z.readonly(z.record(z.string(), ConsultationMark)),
    /** For each unit, the number up to which its digests are clean. */
    units: z.readonly(z.record(z.string(), z.int())),
  }),
);
export type HealthReport = z.infer<typeof HealthReport>;

/** The report lists at most this many findings. If there are more, they probably have one cause. */
export const MAX_LISTED_FINDINGS = 100;

/**
 * Says whether the finding is only about a silent mail. SES publishes its reports on a best-effort
 * basis, so a missing report may mean nothing.
 */
export function isSilence({ finding }: Finding): boolean {
  return finding === 'digest-silent' || finding === 'receipt-silent';
}

/** A digest with its mails. */
export interface MailedDigest {
  readonly digest: Digest;
  readonly deliveries: ReadonlyMap<string, Delivery>;
}

/**
 * Finds what is wrong with the series of a unit's digests. `digests` come in the order of their
 * numbers and start with the number `cleanTo`, which is known to be clean. If `cleanTo` is 0, they
 * start with the unit's first digest.
 */
export function checkSeries(unit: string, digests: readonly Digest[], cleanTo: number): Finding[] {
  const findings: Finding[] = [];
  let next = Math.max(cleanTo, 1);
  let reached = cleanTo === 0 ? BEGINNING : null;
  if (digests.length === 0 && cleanTo > 0) {
    findings.push({ finding: 'number-missing', unit, number: cleanTo, last: cleanTo });
  }
  for (const { number, window } of digests) {
    if (number > next) {
      findings.push({ finding: 'number-missing', unit, number: next, last: number - 1 });
    }
    const from = reached ?? window.from;
    if (window.from > from) {
      findings.push({ finding: 'window-gap', unit, number, from, to: window.from });
    }
    if (window.from < from) {
      findings.push({ finding: 'window-overlap', unit, number, from: window.from, to: from });
    }
    next = number + 1;
    reached = window.to > from ? window.to : from;
  }
  return findings;
}

/** Finds the digests about which SES has reported nothing a day after their last mail. */
export function findSilentDigests(digests: readonly MailedDigest[], now: Instant): Finding[] {
  return digests.flatMap(({ digest: { unit, number }, deliveries }): Finding[] => {
    if (reachOf(deliveries.values()) !== 'sent') return [];
    const sent = [...deliveries.values()].flatMap((one) =>
      one.state === 'sent' ? one.sentAt : [],
    );
    const sentAt = sent.toSorted().at(-1);
    if (sentAt === undefined || !isOverdue(sentAt, now)) return [];
    return [{ finding: 'digest-silent', unit, number, sentAt }];
  });
}

/**
 * Returns the number up to which a unit's digests are clean: in order, accepted by a mailbox, and
 * with a window that ends at `horizon` or earlier.
 */
export function cleanUpTo(
  digests: readonly MailedDigest[],
  cleanTo: number,
  findings: readonly Finding[],
  horizon: Instant,
): number {
  const faulty = findings.flatMap((one) => ('number' in one ? one.number : []));
  let clean = cleanTo;
  for (const { digest, deliveries } of digests) {
    const isAccepted = reachOf(deliveries.values()) === 'accepted';
    const isDone = isAccepted && digest.window.to <= horizon;
    if (!isDone || faulty.some((number) => number <= digest.number)) break;
    clean = digest.number;
  }
  return clean;
}

/** One part that a version of a submission has given, edited or taken back. */
export interface MadeChange {
  readonly commitment: number | null;
  readonly unit: string;
  readonly changedAt: Instant;
}

export function changesMadeBy({ parts, withdrawn, receivedAt }: Submission): MadeChange[] {
  return [...parts, ...withdrawn]
    .filter(({ changedAt }) => changedAt === receivedAt)
    .map(({ commitment, unit, changedAt }) => ({ commitment, unit, changedAt }));
}

/** Returns the time before which everything that came should have been accepted by now. */
export function acceptanceDeadline(now: Instant): Instant {
  return plus(now, -ACCEPTED_WITHIN_MS);
}

/**
 * Says whether a mailbox has accepted a digest that tells what came to this consultation at that
 * time.
 */
export function isAccepted(
  digests: readonly MailedDigest[],
  consultation: string,
  at: Instant,
): boolean {
  return digests.some(
    ({ digest: { window, consultations }, deliveries }) =>
      contains(window, at) &&
      consultations.includes(consultation) &&
      reachOf(deliveries.values()) === 'accepted',
  );
}

/**
 * Finds the window in which a change at that time is told. It is the window of the digest that
 * holds the time. If there is no such digest, it is the gap between two digests, or the time since
 * the last one.
 */
export function windowAround(
  digests: readonly MailedDigest[],
  at: Instant,
  now: Instant,
): { readonly window: Window; readonly digest: number | null } {
  const holding = digests.findLast(({ digest }) => contains(digest.window, at));
  if (holding !== undefined) {
    return { window: holding.digest.window, digest: holding.digest.number };
  }
  const windows = digests.map(({ digest }) => digest.window);
  const ends = windows.map(({ to }) => to).filter((to) => to <= at);
  const starts = windows.map(({ from }) => from).filter((from) => from > at);
  const window = { from: ends.toSorted().at(-1) ?? BEGINNING, to: starts.toSorted()[0] ?? now };
  return { window, digest: null };
}

/**
 * Judges a receipt. `early`: it has not gone out yet, or SES may still report. `silent`: SES has
 * reported nothing for a day. `fine`: its outcome is known.
 */
export function judgeReceipt(receipt: Delivery, now: Instant): 'early' | 'silent' | 'fine' {
  if (receipt.state === 'due' || receipt.state === 'sending') return 'early';
  if (receipt.state !== 'sent') return 'fine';
  return isOverdue(receipt.sentAt, now) ? 'silent' : 'early';
}

/** Returns the time from which on versions are too young: their receipts are not checked yet. */
export function receiptsDueBefore(now: Instant): Instant {
  return plus(now, -REPORTED_WITHIN_MS);
}

function isOverdue(sentAt: Instant, now: Instant): boolean {
  return plus(sentAt, REPORTED_WITHIN_MS) <= now;
}
