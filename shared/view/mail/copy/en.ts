import { BEGINNING, type Totals } from '../../../domain/digest.ts';
import type { Submission } from '../../../domain/submission.ts';
import type { Instant, LocalDate, Window } from '../../../domain/time.ts';
import {
  formatCount,
  formatDate,
  formatDateTime,
  formatDay,
  formatDeadline,
  formatNumber,
  formatPeriod,
  plural,
} from '../../format.ts';
import type { MailCopy } from './lv.ts';

const WORDS = { one: 'more word', other: 'more words' };
const NEWS = { one: 'item', other: 'items' };
const SUBMISSIONS = { one: 'submission', other: 'submissions' };
const MORE_SUBMISSIONS = { one: 'more submission', other: 'more submissions' };
const ORGANISATIONS = { one: 'organisation', other: 'organisations' };
const DAYS = { one: 'day', other: 'days' };
const MORE_DAYS = { one: 'more day', other: 'more days' };

const ALSO_FORMER = 'counting those that have withdrawn everything, and former names';
const haveWritten = (count: number) =>
  `${formatCount('en', count, ORGANISATIONS)} ${count === 1 ? 'has' : 'have'} written`;
const edited = (count: number) => `${formatNumber('en', count)}\u00a0edited`;
const withdrawn = (count: number) => `${formatNumber('en', count)}\u00a0withdrawn`;
const inSubmissions = (count: number) => `in ${formatCount('en', count, SUBMISSIONS)}`;
const until = (closesAt: Instant) => formatDeadline('en', closesAt);
const endOfRevision = (closedAt: Instant) =>
  `The consultation closed on ${formatDeadline('en', closedAt)}, so the submission can no longer be edited or withdrawn. With this link you can still change whether it may be published, and download the proof that it has been received. The link is like a key: forward it to nobody who should not do so.`;

export const en: MailCopy = {
  signature: 'Sadzirdēts',
  motto: 'Every opinion reaches its reader',

  digest: {
    numbered: (number: number, repeat: boolean) =>
      repeat ? `No.\u00a0${number}, sent again` : `No.\u00a0${number}`,
    subject: (numbered: string, news: string, { from, to }: Window, unit: string) =>
      `Digest ${numbered}: ${news} (${from === BEGINNING ? `up to ${formatDate('en', to)}` : formatPeriod('en', { from, to })}), ${unit}`,
    noneNew: 'none new',
    title: (number: number) => `Digest No. ${number}`,
    period: ({ from, to }: Window) =>
      `From ${formatDateTime('en', from)} to ${formatDateTime('en', to)}`,
    periodFromTheStart: (to: Instant) => `From the very start up to ${formatDateTime('en', to)}`,
    longPeriod: (days: number, previous: number) =>
      `This digest covers more than a week: ${formatCount('en', days, DAYS)} since digest No.\u00a0${previous}. Nothing has been left out: it includes everything received in that time.`,
    repeat: (numbered: string) =>
      `${numbered}: we cannot be sure that this digest has reached you. If it has, you can delete this mail: it says the same.`,
    figure: (count: number) => formatNumber('en', count),
    facts: ({ submissions, edited: changed, withdrawn: gone }: Totals) => [
      ...(submissions > 0 ? [inSubmissions(submissions)] : []),
      ...(changed > 0 ? [edited(changed)] : []),
      ...(gone > 0 ? [withdrawn(gone)] : []),
    ],
    before: (number, weekBefore, told) => {
      const when = weekBefore
        ? `A week ago (No.\u00a0${number})`
        : `In the previous digest (No.\u00a0${number})`;
      return `${when}: ${told.join(' · ')}`;
    },
    shown: (count: number, total: number) =>
      `In this mail: ${formatNumber('en', count)} of ${formatCount('en', total, NEWS)}.`,
    shortened: 'Longer texts are shortened.',
    everything: {
      attached: 'The attached table holds everything.',
      apart: 'The complete set holds everything.',
    },
    nothing: 'Nothing new',
    nothingSince: (previous: number | null) =>
      previous === null
        ? 'Nothing has been received yet.'
        : `Since digest No.\u00a0${previous} nothing has been submitted, edited or withdrawn.`,
    nothingWhy:
      'We write even when there is nothing new: if a digest ever fails to come, something is wrong, and it is worth asking.',
    openFor: (days: number, closesAt: Instant) =>
      days === 0
        ? `Open for the last day, until ${until(closesAt)}`
        : `Open for ${formatCount('en', days, MORE_DAYS)}, until ${until(closesAt)}`,
    closed: (closesAt: Instant) => `Closed on ${until(closesAt)}`,
    openConsultation: 'Open the consultation',
    quietTitle: 'Nothing new in other consultations',
    quietChapters: (count: number) =>
      `Nothing new in ${formatCount('en', count, { one: 'other consultation', other: 'other consultations' })}.`,
    moreChapters: (count: number, items: number) =>
      `And ${formatCount('en', count, { one: 'other consultation', other: 'other consultations' })}: ${formatCount('en', items, NEWS)}.`,
    commitment: (number: number) => `Commitment ${number}`,
    titled: (number: number, title: string) => `${number}. ${title}`,
    edited,
    withdrawn,
    quietRow: 'nothing new',
    quietSince: (title: string, toDate: string) => `${title} – nothing new. ${toDate}`,
    quietRows: (titles: readonly string[]) => `Nothing new: ${titles.join('; ')}.`,
    commitments: (numbers: string, count: number) =>
      `${plural('en', count, { one: 'commitment', other: 'commitments' })} ${numbers}`,
    moreRows: (count: number) =>
      `${formatCount('en', count, { one: 'other commitment', other: 'other commitments' })}: nothing new.`,
    moreBusyRows: (count: number, items: number) =>
      `And on ${formatCount('en', count, { one: 'other commitment', other: 'other commitments' })}: ${formatCount('en', items, NEWS)}.`,
    unrated: 'No rating',
    changes: {
      new: 'new',
      edited: 'edited',
      withdrawn: 'withdrawn',
    },
    replaced: {
      edited: (number: number, date: string) =>
        `the earlier version is in digest No.\u00a0${number} (${date})`,
      withdrawn: (number: number, date: string) => `it was in digest No.\u00a0${number} (${date})`,
    },
    edit: {
      label: 'Changed',
      organisation: 'name of the organisation',
      publication: 'publication choice',
      was: 'was',
      removed: { before: '[removed:\u00a0', after: ']' },
      added: { before: '[added:\u00a0', after: ']' },
      how: {
        added: 'there was no text before',
        removed: 'text taken out',
        rewritten: 'changed so much that the changes are not marked',
        spacing: 'the same words, divided into lines differently',
        some: (shown: number, changes: number) =>
          `changes shown: ${formatNumber('en', shown)} of ${formatNumber('en', changes)}`,
        unmarked: 'the changes are not marked here',
      },
    },
    confirmed: 'address confirmed',
    publications: {
      named: 'may be published with the name',
      anonymous: 'may be published without the name',
      internal: 'not for publication',
    },
    toDate: {
      all: (told, submissions, organisations, fresh) =>
        [
          `To date: ${told}`,
          formatCount('en', submissions, SUBMISSIONS),
          [
            `${haveWritten(organisations)}${organisations > submissions ? ` (${ALSO_FORMER})` : ''}`,
            ...(fresh > 0 && fresh < organisations
              ? [`${formatNumber('en', fresh)} of them for the first time`]
              : []),
          ].join(', '),
        ].join(' · '),
      row: (count, labels) =>
        `To date ${formatNumber('en', count)}${labels.length === 0 ? '' : `: ${labels.join(' · ')}`}`,
    },
    campaign: {
      title: (count) => `${formatCount('en', count, SUBMISSIONS)} with nearly the same text`,
      organisations: (count) => formatCount('en', count, ORGANISATIONS),
      confirmed: (count) => `addresses confirmed: ${formatNumber('en', count)}`,
      internal: (count) => `not for publication: ${formatNumber('en', count)}`,
      shown: {
        attached: (number) =>
          `This is the earliest of these texts. All are in the attached table, in group\u00a0${number}.`,
        apart: (number) =>
          `This is the earliest of these texts. All are in the complete set, in group\u00a0${number}.`,
      },
      more: {
        attached: (count) =>
          `And ${formatCount('en', count, MORE_SUBMISSIONS)} in the attached table.`,
        apart: (count) => `And ${formatCount('en', count, MORE_SUBMISSIONS)} in the complete set.`,
      },
    },
    wordsLeft: {
      attached: (count: number) => `… ${formatCount('en', count, WORDS)} in the attached table`,
      apart: (count: number) => `… ${formatCount('en', count, WORDS)} in the complete set`,
    },
    more: {
      attached: (parts: string) => `And ${parts} more in the attached table.`,
      apart: (parts: string) => `And ${parts} more in the complete set.`,
    },
    attached: (filenames, limit, changed) => {
      const tables = filenames.length > 1 ? 'tables' : 'table';
      const set = `The complete set is in the attached ${tables} ${filenames.join(' and ')}: everything received with its whole text. It is attached while it is no larger than ${limit}.`;
      return changed
        ? `${set} Since the digest was made, a title has been corrected or a contact removed, so the checksum in the log does not fit the ${tables} in this mail.`
        : set;
    },
    tooLarge: (number: number, limit: string) =>
      `The complete set is larger than ${limit}, which is too large for a mail. Ask the operator of the system to export digest No.\u00a0${number}.`,
    why: (unit: string) =>
      `You get this mail as the responsible unit (${unit}): your address is listed for its digests. A reply goes to the unit’s contact address.`,
    discretion:
      'It holds no contact persons or e-mail addresses of authors. “Address confirmed” means that the submission was confirmed with the link that we sent to the author’s address. Opinions marked “not for publication” are for your unit alone. Where it says “without the name”, do not name the organisation outside your unit, not even by forwarding the mail.',
    ask: 'To ask an author something, send us the question and the reference number: we pass it on for as long as we keep the author’s address. Write to:',
    check:
      'Every submission has a reference number. Anyone who knows it can check how far the submission has got:',
    table: {
      columns: {
        reference: 'Reference number',
        consultation: 'Consultation',
        number: 'Commitment No.',
        title: 'Commitment',
        change: 'Status',
        replaces: 'Earlier version in digest No.',
        organisation: 'Organisation',
        publication: 'Publication',
        received: 'Received (Riga time)',
        confirmed: 'Address of the author',
        group: 'Group of nearly equal texts',
      },
    },
  },

  receipt: {
    subject: {
      edited: (reference: string) => `Changes received: ${reference}`,
      withdrawn: (reference: string) => `Withdrawal received: ${reference}`,
    },
    title: {
      edited: 'Your changes have been received',
      withdrawn: 'The submission has been withdrawn',
    },
    thanks: {
      edited:
        'The new version is stored and replaces the earlier one completely. The number stays the same.',
      withdrawn: 'Everything in this submission has been withdrawn. The number stays the same.',
    },
    reference: 'Reference number',
    consultation: 'Consultation',
    organisation: 'Organisation',
    received: { submitted: 'Received', edited: 'Edited', withdrawn: 'Withdrawn' },
    at: (at: Instant) => formatDateTime('en', at, 'nominative', 'exact'),
    publication: 'Publication',
    publications: {
      named: 'may be published with the name of the organisation',
      anonymous: 'may be published without the name of the organisation',
      internal: 'not for publication',
    },
    nextTitle: 'What happens next',
    unchanged: 'Nothing in it has changed, so the digests will not mention this edit.',
    goes: (units: readonly string[], next: LocalDate, state: Submission['state']) => {
      const [unit = ''] = units;
      const what = {
        submitted: 'The submission',
        edited: 'The edited submission',
        withdrawn: 'If the submission has been sent already, the withdrawal',
      }[state];
      const whom =
        units.length > 1
          ? `will be in the digests of the responsible units: ${units.join('; ')}.`
          : `will be in the digest of the responsible unit: ${unit}.`;
      const when =
        units.length > 1
          ? ` The first of the digests is due on ${formatDay('en', next)}.`
          : ` The digest is due on ${formatDay('en', next)}.`;
      const untold =
        state === 'withdrawn' ? ' If it has not, we will not send it to any unit.' : '';
      return `${what} ${whom}${when}${untold}`;
    },
    wentTitle: 'What has become of the submission',
    went: (units, day, state) => {
      const [unit = ''] = units;
      const what = {
        submitted: 'The submission',
        edited: 'The edited submission',
        withdrawn: 'If the submission had been sent already, the withdrawal',
      }[state];
      const whom =
        units.length > 1
          ? `was to be in the digests of the responsible units: ${units.join('; ')}.`
          : `was to be in the digest of the responsible unit: ${unit}.`;
      const when =
        units.length > 1
          ? ` The first of the digests was due on ${formatDay('en', day)}.`
          : ` The digest was due on ${formatDay('en', day)}.`;
      const untold = state === 'withdrawn' ? ' If it had not, we send it to no unit.' : '';
      return `${what} ${whom}${when}${untold}`;
    },
    follow: 'How far the submission has got can be seen at any time on its receipt page:',
    followLabel: 'Open the receipt page',
    reviseTitle: 'If you want to change something',
    revise: {
      submitted: (closesAt: Instant) =>
        `You can edit or withdraw the submission until ${until(closesAt)}. The link is like a key: forward it to nobody who should not change your submission.`,
      edited: (closesAt: Instant) =>
        `You can edit again or withdraw the submission until ${until(closesAt)}. The link is like a key: forward it to nobody who should not change your submission.`,
      withdrawn: (closesAt: Instant) =>
        `Until ${until(closesAt)} you can submit it again with this same link.`,
    },
    reviseLabel: {
      submitted: 'Edit or withdraw',
      edited: 'Edit or withdraw',
      withdrawn: 'Submit it again',
    },
    overTitle: 'What you can still do',
    over: {
      submitted: endOfRevision,
      edited: endOfRevision,
      withdrawn: (closedAt) =>
        `The consultation closed on ${formatDeadline('en', closedAt)}, so this submission can no longer be submitted again. With this link you can still download the proof that the submission and its withdrawal have been received.`,
    },
    overLabel: 'Open the submission',
    copyTitle: {
      quoted: 'What we received',
      named: 'What the submission is about',
      withdrawn: 'What has been withdrawn',
    },
    notQuoted:
      'This mail does not quote what somebody has written, because we do not know yet whether the address is right. Open the link above to see the whole submission. There you can also confirm the address.',
    attached: (filename: string) =>
      `The text is too long for a mail: here is how it begins, and the whole text is in the attached file ${filename}.`,
    cut: '… the whole text is in the attached file',
    filename: (reference: string) => `submission-${reference}.txt`,
    notice: {
      subject: (reference: string) => `Contact address changed: ${reference}`,
      title: 'The contact address has changed',
      what: 'Somebody has used the link from your receipt to give this submission another contact address. So that link no longer works, and we have sent a new link to the new address.',
      doubt: 'If this happened without your knowledge, please reply to this mail.',
      why: 'You get this mail because your e-mail address was the contact address of the submission until now.',
    },
    why: 'You get this mail because your e-mail address was given in the submission. If the submission is not yours, please reply to this mail and tell us.',
  },

  logs: {
    title: (count) => (count === 1 ? 'Checkpoint of the log' : 'Checkpoints of the logs'),
    what: (count) =>
      count === 1
        ? 'The log of the consultation has an entry for each submission and each digest. This is its newest signed checkpoint. Keep this mail: with it, anyone can check that nothing in the log has been changed or removed since.'
        : 'The log of each consultation has an entry for each submission and each digest. These are their newest signed checkpoints. Keep this mail: with it, anyone can check that nothing in the logs has been changed or removed since.',
    check: 'How to check it',
    of: (title, upTo) =>
      `${title}: everything received before ${formatDateTime('en', upTo, 'nominative', 'exact')}`,
  },

  lineage: {
    subject: (reference: string) => `Your proposal is in the plan: ${reference}`,
    title: 'A commitment has grown from your proposal',
    what: 'Thank you! The draft plan that has been published has a commitment based on your proposal.',
    plan: 'Plan',
    commitment: 'Commitment',
    read: 'Read the draft plan',
    own: 'Your proposal',
  },

  moderation: {
    rule: 'Rule',
    address: (count: number) =>
      count === 1 ? 'The address of the text:' : 'The addresses of the texts:',
    hide: {
      subject: (reference: string) => `Text hidden: ${reference}`,
      title: 'Your text is no longer shown',
      what: (owner: string) =>
        `Because of this rule, what you published was hidden by the institution that holds the consultation: ${owner}. One of its employees made the decision. In place of your text, readers see only a line with the rule and the date.`,
      unit: 'The responsible unit has your text in full and considers it all the same.',
      object:
        'If you do not agree, please reply to this mail and say why. A person reads the reply and decides again. While the consultation is open, you can also change the text by the link in your receipt, and then write to us.',
    },
    show: {
      subject: (reference: string) => `Text shown again: ${reference}`,
      title: 'Your text is shown again',
      what: () => 'What was hidden because of this rule can be read by everybody again.',
      unit: 'The responsible unit had your text all the time.',
      object: 'If you have questions, please reply to this mail.',
    },
    later: {
      hide: {
        subject: (reference: string) => `Text will not be shown: ${reference}`,
        title: 'Your text will not be shown',
        what: (owner: string) =>
          `This consultation publishes texts only after it has closed. Because of this rule, your text will then not be shown. This was decided by the institution that holds the consultation: ${owner}. One of its employees made the decision. In place of your text, readers will see only a line with the rule and the date.`,
        unit: 'The responsible unit has your text in full and considers it all the same.',
        object:
          'If you do not agree, please reply to this mail and say why. A person reads the reply and decides again. While the consultation is open, you can also change the text by the link in your receipt, and then write to us.',
      },
      show: {
        subject: (reference: string) => `Text will be shown: ${reference}`,
        title: 'Your text will be shown after all',
        what: () =>
          'This consultation publishes texts only after it has closed. Then everybody will be able to read your text, which was not to be shown because of this rule.',
        unit: 'The responsible unit had your text all the time.',
        object: 'If you have questions, please reply to this mail.',
      },
    },
  },
};
