import { spellReference } from '../shared/domain/reference.ts';
import type { Erasure } from '../shared/usecases/erase-address.ts';
import type { HeldData } from '../shared/usecases/list-held.ts';

const SUBMISSIONS_STAY =
  'the texts of its submissions, with the organisation, because they are part of a public decision; their personal links still open them';
const MAILED_STAYS = 'what mails hold that have gone out already: nobody can call them back';
const COUNTS_STAY =
  'counts of mails to it, under a keyed hash: they expire by themselves within 31 days';
const BACKUPS_STAY = 'backups of the table, which expire by themselves within 35 days';

/** Says what an erasure would remove, and how to begin it. */
export function planLines({ address, submissions, under, mailboxes }: HeldData): string[] {
  const subscriptions = under.filter(({ subscription }) => subscription !== null).length;
  const mails = under.flatMap(({ announcementMails }) => announcementMails).length;
  const reports = under.flatMap((one) => one.reports).length;
  return [
    `Kept about ${address}:`,
    ...subscriptionLine(subscriptions > 0),
    `  deliveries of announcements: ${mails}`,
    `  reports of its mail system, and what follows from them: ${reports}`,
    `  submissions that name it as their contact: ${submissions.length}`,
    ...submissions.map(({ consultation, reference }) => submissionLine(consultation, reference)),
    ...unitLines(mailboxes.map(({ unit }) => unit)),
    'Nothing was removed. Add --yes to remove it for good',
  ];
}

/** Says what was removed, and what stays and why. */
export function erasureLines(email: string, erasure: Erasure): string[] {
  const { subscription, deliveries, auditRows, suppression, submissions, units } = erasure;
  const unnamed = submissions.filter((one) => one.unnamed).length;
  return [
    `Removed for ${email}:`,
    ...subscriptionLine(subscription),
    `  deliveries of announcements: ${deliveries}`,
    `  reports of its mail system: ${auditRows}`,
    `  contact person and address, with what became of the mails, in submissions: ${submissions.length}`,
    ...submissions.map(({ consultation, reference, versions }) =>
      submissionLine(consultation, reference, `, in versions: ${versions}`),
    ),
    ...(unnamed > 0 ? [`  the public name of the author, of submissions: ${unnamed}`] : []),
    'Kept:',
    ...(submissions.length > 0 ? [`  ${SUBMISSIONS_STAY}`] : []),
    ...(suppression === null
      ? []
      : [`  the suppression (${suppression.reason}), under a keyed hash without the address`]),
    `  ${MAILED_STAYS}`,
    `  ${COUNTS_STAY}`,
    `  ${BACKUPS_STAY}`,
    ...unitLines(units),
  ];
}

function subscriptionLine(is: boolean): string[] {
  return [`  its subscription with the proof of consent: ${is ? 'yes' : 'there was none'}`];
}

function submissionLine(consultation: string, reference: string, more = ''): string {
  return `    ${spellReference(reference)} of ${consultation}${more}`;
}

function unitLines(units: readonly string[]): string[] {
  return units.map(
    (unit) => `  the address as a mailbox of the unit ${unit}: publish a file without it first`,
  );
}
