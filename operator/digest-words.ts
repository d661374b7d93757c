import { type Delivery, reachOf } from '../shared/domain/delivery.ts';
import { type Finding, type HealthReport, HOURS_WITHOUT_RUN } from '../shared/domain/health.ts';
import { countGiven } from '../shared/domain/digest.ts';
import { spellReference } from '../shared/domain/reference.ts';
import { HOUR_MS, type Instant, plus } from '../shared/domain/time.ts';
import type { DigestBatch } from '../shared/ports/batches.ts';
import type { Mail } from '../shared/ports/mail.ts';
import { showInstant } from './show-instant.ts';

/* What the commands about digests print, line by line. Times are in Riga. */

const REACHES: Record<ReturnType<typeof reachOf>, string> = {
  accepted: 'delivered',
  'under-way': 'under way',
  sent: 'sent; nothing reported yet',
  owed: 'delivered to no mailbox',
};

/** Returns one line about a digest. */
export function digestLine({ digest, deliveries }: DigestBatch): string {
  const { number, slot, window, totals } = digest;
  const { submissions, edited, withdrawn } = totals;
  return [
    `No. ${number}`,
    `on ${slot}`,
    `${showInstant(window.from)} to ${showInstant(window.to)}`,
    `${countGiven(totals)} new (submissions: ${submissions}), ${edited} edited, ${withdrawn} withdrawn`,
    REACHES[reachOf(deliveries.values())],
  ].join('  ');
}

/** Returns the mail as a person reads it: its headers and its text part. */
export function mailLines({ to, replyTo, subject, headers, text, attachments }: Mail): string[] {
  const head = { To: to, ...(replyTo === undefined ? {} : { 'Reply-To': replyTo }), ...headers };
  return [
    `Subject: ${subject}`,
    ...Object.entries(head).map(([name, value]) => `${name}: ${value}`),
    ...attachments.map(({ filename }) => `Attached: ${filename}`),
    '',
    ...text.trimEnd().split('\n'),
  ];
}

/** Returns a table of what became of each mail of a digest. */
export function deliveryTable({ digest, deliveries }: DigestBatch): string[] {
  const rows = digest.recipients.map((mailbox, place) => {
    const delivery = deliveries.get(String(place));
    return delivery === undefined ? [mailbox, 'no mail', '', '', ''] : rowOf(mailbox, delivery);
  });
  const all = [['Mailbox', 'State', 'When', 'Sent again', 'Reason'], ...rows];
  const widths = all[0]?.map((_, column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf(mailbox: string, delivery: Delivery): string[] {
  const again = delivery.repeat ? 'yes' : 'no';
  return [mailbox, delivery.state, whenOf(delivery), again, reasonOf(delivery)];
}

/**
 * Returns when the delivery reached its state. For a mail that has yet to go out, returns when it
 * is tried next.
 */
function whenOf(delivery: Delivery): string {
  if (delivery.state === 'sent') return showInstant(delivery.sentAt);
  if ('at' in delivery) return showInstant(delivery.at);
  return 'dueAt' in delivery ? showInstant(delivery.dueAt) : '';
}

function reasonOf(delivery: Delivery): string {
  return 'reason' in delivery ? delivery.reason : '';
}

/**
 * Describes the last reconciliation in plain words. `isWell` is false if it found something, or if
 * it is missing or old.
 */
export function healthLines(
  report: HealthReport | null,
  now: Instant,
): { readonly lines: readonly string[]; readonly isWell: boolean } {
  if (report === null) {
    const none = 'Nothing has been reconciled yet: the first reconciliation comes at night';
    return { lines: [none], isWell: false };
  }
  const { at, count, findings } = report;
  const isStale = plus(at, HOURS_WITHOUT_RUN * HOUR_MS) <= now;
  const lines = [
    `Reconciled at ${showInstant(at)}: ${count === 0 ? 'everything adds up' : `${count} found`}`,
    ...findings.map((finding) => `  ${sentenceOf(finding)}`),
    ...(count > findings.length ? [`  … and ${count - findings.length} more`] : []),
    ...(isStale
      ? [
          `That is more than ${HOURS_WITHOUT_RUN} hours ago: see docs/runbook.md#reconciliation-missing`,
        ]
      : []),
    ...(count > 0 ? ['What to do: docs/runbook.md#deliveries-unreconciled'] : []),
  ];
  return { lines, isWell: count === 0 && !isStale };
}

function sentenceOf(finding: Finding): string {
  switch (finding.finding) {
    case 'opinion-not-accepted': {
      const { consultation, reference, commitment, unit, changedAt, digest } = finding;
      const about = commitment === null ? 'the draft as a whole' : `commitment ${commitment}`;
      const told =
        digest === null
          ? `no digest tells it to ${unit}`
          : `no mailbox of ${unit} has accepted digest No. ${digest}, or it leaves it out`;
      return `${consultation}, ${spellReference(reference)}, ${about}, of ${showInstant(changedAt)}: ${told}`;
    }
    case 'window-gap':
      return `${finding.unit}: no digest tells ${showInstant(finding.from)} to ${showInstant(finding.to)}, before No. ${finding.number}`;
    case 'window-overlap':
      return `${finding.unit}: No. ${finding.number} tells ${showInstant(finding.from)} to ${showInstant(finding.to)} a second time`;
    case 'number-missing':
      return finding.number === finding.last
        ? `${finding.unit}: there is no digest No. ${finding.number}`
        : `${finding.unit}: there are no digests No. ${finding.number} to ${finding.last}`;
    case 'digest-silent':
      return `${finding.unit}: SES took digest No. ${finding.number} at ${showInstant(finding.sentAt)} and has reported nothing since`;
    case 'receipt-silent':
      return `${finding.consultation}, ${spellReference(finding.reference)}: SES took the receipt of version ${finding.version} at ${showInstant(finding.sentAt)} and has reported nothing since`;
  }
}
