import type { Instant } from '../../domain/time.ts';
import {
  formatCount,
  formatDate,
  formatDateTime,
  formatDeadline,
  formatNumber,
} from '../format.ts';
import type { RecordCopy } from './record-lv.ts';

const time = (at: Instant | null) => (at === null ? '' : formatDateTime('en', at));
const deadline = (at: Instant | null) => (at === null ? '' : formatDeadline('en', at));

const fullDays = (count: number | null) =>
  formatCount('en', count ?? 0, { one: 'full day', other: 'full days' });
const addresses = (count: number | null) =>
  formatCount('en', count ?? 0, { one: 'address', other: 'addresses' });

export const en: RecordCopy = {
  title: 'Record of the consultation',
  link: 'Record of the consultation',
  description: (title) => `How the consultation was held: ${title}.`,
  lead: {
    upcoming: 'The consultation has not opened yet. This page will show how it is held.',
    open: 'The consultation is open. This is what is known so far about how it is held.',
    closed:
      'The consultation has closed. The record may still grow, because news of the last digests takes some days to come.',
  },
  final: 'The consultation has closed, and the log holds everything about its digests.',
  source:
    'The record holds no name of a person and no e-mail address. What it says about drafts and digests comes from the log, which anybody can check.',

  window: 'When it was held',
  opens: 'Opening',
  closes: 'Closing',
  opensAt: (at) => formatDateTime('en', at, 'nominative', 'exact'),
  closesAt: (at) => formatDeadline('en', at),
  length: 'Length',
  days: fullDays,
  moved: 'The times were changed',
  movedAt: (loggedAt, opensAt, closesAt) =>
    `Since ${time(loggedAt)}: from ${formatDateTime('en', opensAt, 'nominative', 'exact')} to ${deadline(closesAt)}.`,

  drafts: 'What was published',
  version: (version) => `Version\u00a0${version}`,
  loggedAt: (at) => `In the log since ${time(at)}`,
  notLogged: 'The log does not hold this version yet.',
  sha256: 'SHA-256',
  entry: (place) => `entry\u00a0${formatNumber('en', place)}`,

  announcements: 'Announcements',
  noAnnouncements: 'Nothing about this consultation has been sent yet.',
  announcement: { opened: 'Notice that it has opened', closing: 'Reminder of the deadline' },
  sentAt: (at) => formatDateTime('en', at),
  reach: (sent, accepted) =>
    `Sent to ${addresses(sent)}. Accepted by the mail server: ${formatNumber('en', accepted)}.`,
  reachAt: (at) => `Counted on ${time(at)}.`,
  goesOn: 'It is still going out.',
  notCounted: 'The addresses are not counted yet. They are counted every night.',

  received: 'What was received',
  nothingCounted: 'Nothing is counted yet.',
  submissions: 'Submissions',
  versions: 'Versions of submissions: first ones, edits and withdrawals',
  withdrawnSubmissions: 'Submissions withdrawn as a whole',
  notCountedFromStart:
    'Submissions are not counted, because the count began later than the consultation.',
  part: {
    published: 'Published',
    unpublished: 'May be published, and are not',
    internal: 'Not published, as the author wishes',
    hidden: 'Hidden by a rule',
    withdrawn: 'Withdrawn',
  },
  byRule: 'Hidden, by rule',
  countedUpTo: (at) => `Counts everything received before ${time(at)}.`,

  digests: 'Digests to the responsible units',
  noDigests: 'The log holds no digest of this unit yet.',
  number: 'No.',
  day: 'Day',
  dayOf: (day) => formatDate('en', day),
  period: 'Window',
  until: (to) => `Until ${time(to)}`,
  between: (from, to) => `From ${time(from)} to ${time(to)}`,
  count: 'Versions of submissions',
  accepted: 'Accepted by mail servers',
  acceptedOf: (accepted, mailboxes) => `${accepted} of ${mailboxes}`,
  logged: 'Entry of the log',
  acceptedMeans:
    '“Accepted by mail servers” means that the digest has reached the mailbox. Nobody knows whether anybody has read it.',

  rules: 'Standards',
  rulesHint:
    'The Open Government Partnership (OGP) has five Participation and Co-Creation Standards, in force since 1 January 2022. The record sees one consultation only, so of each standard it checks no more than its heading here says. How a country meets the standards is for the OGP’s Independent Reporting Mechanism (IRM) to assess.',
  ogp: 'The text of the standards',
  verdict: { pass: 'Met', fail: 'Not met', unknown: 'Not known' },
  own: 'Promised by whoever holds this consultation',
  standard: (number) => `OGP Standard\u00a0${number}`,
  standards: {
    1: 'Establishing a space for ongoing dialogue and collaboration between government, civil society and other non-governmental stakeholders.',
    2: 'Providing open, accessible and timely information about activities and progress within a member’s participation in OGP.',
    3: 'Providing inclusive and informed opportunities for public participation during co-creation of the action plan.',
    4: 'Providing a reasoned response and ensuring ongoing dialogue between government and civil society and other non-governmental stakeholders as appropriate during co-creation of the action plan.',
    5: 'Providing inclusive and informed opportunities for ongoing dialogue and collaboration during implementation and monitoring of the action plan.',
  },
  rule: {
    dialogue: () => 'There is ongoing dialogue about the action plan',
    readable: () => 'Everybody can read what was sent in, if its author allows it',
    invited: () => 'Those who had asked for announcements were told that it had opened',
    answered: () => 'After closing, something was published about what has come of it',
    window: (days) => `It is open for at least ${fullDays(days)}`,
    notice: (days) => `Its draft can be read at least ${fullDays(days)} before it opens`,
    summary: (days) =>
      `Within ${formatCount('en', days ?? 0, { one: 'day', other: 'days' })} of closing, something was published about what has come of it`,
  },
  because: {
    'not-in-record': () => 'One consultation cannot show this.',
    'not-open-yet': ({ at }) => `The consultation opens on ${time(at)}.`,
    'not-closed-yet': ({ at }) => `The consultation closes on ${deadline(at)}.`,
    readable: () => 'Everything that authors allow to publish is published.',
    'readable-after-closing': ({ at }) =>
      `What was sent in can be read after closing, on ${deadline(at)}.`,
    'never-published': () => 'This consultation does not publish what is sent in.',
    'went-out': ({ at, sent }) => `The notice went out on ${time(at)}, to ${addresses(sent)}.`,
    'went-to-nobody': () => 'The notice went to no address.',
    'not-announced': () => 'No notice of the opening has gone out.',
    'not-counted-yet': () => 'The addresses are not counted yet. They are counted every night.',
    answered: ({ at }) =>
      `Published on ${time(at)}. Whether it is a reasoned response is for its readers to judge.`,
    'answered-late': ({ at }) => `Published only on ${time(at)}.`,
    'not-answered': ({ at }) => `Nothing was published by ${deadline(at)}.`,
    'not-answered-yet': ({ at }) =>
      at === null
        ? 'Nothing is published so far.'
        : `Nothing is published so far. It is due by ${deadline(at)}.`,
    'log-behind': () => 'The log says nothing about it yet.',
    'long-enough': ({ days }) => `It is open for ${fullDays(days)}.`,
    'too-short': ({ days }) => `It is open for ${fullDays(days)}.`,
    'early-enough': ({ at, days }) =>
      `The draft first appears in the log on ${time(at)}: ${fullDays(days)} before the opening.`,
    'too-late': ({ at, days }) =>
      `The draft first appears in the log on ${time(at)}: ${fullDays(days)} before the opening.`,
    'log-began-later': ({ at }) =>
      `The log of the draft begins on ${time(at)}, when the consultation was open already. So it cannot say since when the draft could be read.`,
  },

  log: 'Checkpoint',
  logFinal:
    'This is the final checkpoint: the log holds everything about the consultation and its digests.',
  logNewest: 'This is the newest checkpoint. The log goes on.',
  logHolds: (size, upTo) =>
    `The log has ${formatCount('en', size, { one: 'entry', other: 'entries' })}: everything received before ${time(upTo)}.`,
  notSealed: 'The log has no checkpoint yet.',
  aboutLog: 'What the log is',
  check: 'How to check it',
  checkSteps: [
    'The checkpoint stands for everything in the log up to that place. If anybody left out or changed a single entry later, the checkpoint would no longer match.',
    'Compare it with the checkpoints in the mails of receipts and digests. Nobody can change those any more.',
    'With this command, a program checks the whole log, and the promise that a digest has told of every submission:',
  ],
  address: 'The address of this record',
  back: 'Back to the consultation',
  asData: 'The same as data (JSON)',
};
