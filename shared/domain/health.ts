import * as z from 'zod/mini';
import { type Delivery, reachOf } from './delivery.ts';
import { BEGINNING, type Digest } from './digest.ts';
import type { Submission } from './opinion.ts';
import { contains, DAY_MS, Instant, plus, type Window } from './time.ts';

/** A weekly digest tells an opinion within seven days; on the eighth its mail arrives, or is sent again. */
const ACCEPTED_WITHIN_MS = 8 * DAY_MS;
/** SES reports most mails within minutes, and those of a mailbox that defers within hours. */
const REPORTED_WITHIN_MS = DAY_MS;

/** What does not add up. It names no address and holds no text of anybody. */
export const Finding = z.readonly(
  z.discriminatedUnion('finding', [
    /** Nobody's mailbox has accepted a digest that tells this change. `digest`: the one that should; null: none. */
    z.strictObject({
      finding: z.literal('opinion-not-accepted'),
      consultation: z.string(),
      reference: z.string(),
      commitment: z.nullable(z.int()),
      unit: z.string(),
      changedAt: Instant,
      digest: z.nullable(z.int()),
    }),
    /** No digest tells what came in between; the digest `number` comes after. */
    z.strictObject({ finding: z.literal('window-gap'), ...ofWindows() }),
    /** Two digests tell what came in between; the digest `number` is the later. */
    z.strictObject({ finding: z.literal('window-overlap'), ...ofWindows() }),
    /** No digest has the numbers from `number` to `last`. */
    z.strictObject({
      finding: z.literal('number-missing'),
      unit: z.string(),
      number: z.int(),
      last: z.int(),
    }),
    /** SES took a digest, and has said nothing more of it. */
    z.strictObject({
      finding: z.literal('digest-silent'),
      unit: z.string(),
      number: z.int(),
      sentAt: Instant,
    }),
    /** SES took a receipt, and has said nothing more of it. */
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

/** Up to where a consultation is clean: what came before need not be read again. */
const ConsultationMark = z.readonly(
  z.strictObject({
    /** All that came before has been accepted by a mailbox of its unit. */
    acceptedTo: Instant,
    /** The receipts of all that came before have been looked at. */
    receiptsTo: Instant,
  }),
);
export type ConsultationMark = z.infer<typeof ConsultationMark>;

/** What the last reconciliation has found, and from where the next one goes on. */
export const HealthReport = z.readonly(
  z.strictObject({
    at: Instant,
    /** In all, also where not all are listed. */
    count: z.int(),
    findings: z.readonly(z.array(Finding)),
    consultations: z.readonly(z.record(z.string(), ConsultationMark)),
    /** By unit: the number up to which its digests are clean. */
    units: z.readonly(z.record(z.string(), z.int())),
  }),
);
export type HealthReport = z.infer<typeof HealthReport>;

/** So many stand in the report: whoever has more looks for one cause. */
export const MAX_LISTED = 100;

/** Only a silent mail: SES publishes its reports on a best-effort basis. */
export function isSilence({ finding }: Finding): boolean {
  return finding === 'digest-silent' || finding === 'receipt-silent';
}

/** A digest with its mails. */
export interface MailedDigest {
  readonly digest: Digest;
  readonly deliveries: ReadonlyMap<string, Delivery>;
}

/**
 * What is wrong with the series of a unit's digests. They come in the order of their numbers, from `cleanTo` on,
 * which is clean and stands at their head; 0: from the first.
 */
export function seriesFindings(
  unit: string,
  digests: readonly Digest[],
  cleanTo: number,
): Finding[] {
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

/** The digests of which SES has not said, a day after their last mail, what became of it. */
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

/** The number up to which a unit's digests are clean: in order, accepted, and about nothing after `horizon`. */
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

/** One opinion that a version has given, changed or taken back. */
export interface MadeChange {
  readonly commitment: number | null;
  readonly unit: string;
  readonly changedAt: Instant;
}

export function changesMadeBy({ opinions, withdrawn, receivedAt }: Submission): MadeChange[] {
  return [...opinions, ...withdrawn]
    .filter(({ changedAt }) => changedAt === receivedAt)
    .map(({ commitment, unit, changedAt }) => ({ commitment, unit, changedAt }));
}

/** What came before that should have been accepted by now. */
export function acceptanceDeadline(now: Instant): Instant {
  return plus(now, -ACCEPTED_WITHIN_MS);
}

/** Has a mailbox accepted a digest that tells what came to this consultation at that time? */
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

/** Where a change at that time is to be told: the window of a digest, or the time between two, or since the last. */
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

/** What is to be said of a receipt. `early`: SES may still report, or it has not gone out yet. */
export function receiptVerdict(receipt: Delivery, now: Instant): 'early' | 'silent' | 'fine' {
  if (receipt.state === 'due' || receipt.state === 'sending') return 'early';
  if (receipt.state !== 'sent') return 'fine';
  return isOverdue(receipt.sentAt, now) ? 'silent' : 'early';
}

/** Versions that came after that are too young for their receipts to be looked at. */
export function receiptsDueBefore(now: Instant): Instant {
  return plus(now, -REPORTED_WITHIN_MS);
}

function isOverdue(sentAt: Instant, now: Instant): boolean {
  return plus(sentAt, REPORTED_WITHIN_MS) <= now;
}
