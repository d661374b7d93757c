import type { Totals } from '../../../domain/digest.ts';
import type { Submission } from '../../../domain/opinion.ts';
import type { Instant, IsoWeek, LocalDate, Window } from '../../../domain/time.ts';
import { formatCount, formatDateTime, formatDay, formatNumber, plural } from '../../format.ts';
import type { MailCopy } from './lv.ts';

const NEW = { one: 'new opinion', other: 'new opinions' };
const OPINIONS = { one: 'opinion', other: 'opinions' };
const DAYS = { one: 'day', other: 'days' };

const edited = (count: number) => `${formatNumber('en', count)}\u00a0edited`;
const withdrawn = (count: number) => `${formatNumber('en', count)}\u00a0withdrawn`;
const inSubmissions = (count: number) =>
  `in ${formatCount('en', count, { one: 'submission', other: 'submissions' })}`;
const until = (at: Instant) => formatDateTime('en', at, 'nominative', 'exact');

export const en: MailCopy = {
  signature: 'Sadzirdēts',
  motto: 'Every opinion reaches its reader',

  digest: {
    numbered: (number: number, repeat: boolean) =>
      repeat ? `No.\u00a0${number}, sent again` : `No.\u00a0${number}`,
    subject: (numbered: string, news: string, { year, week }: IsoWeek, unit: string) =>
      `Digest ${numbered}: ${news} (week ${week} of ${year}), ${unit}`,
    news: ({ opinions, edited: changed, withdrawn: gone }: Totals) => {
      if (opinions > 0) return formatCount('en', opinions, NEW);
      const changes = [
        ...(changed > 0 ? [edited(changed)] : []),
        ...(gone > 0 ? [withdrawn(gone)] : []),
      ];
      return changes.length === 0 ? 'nothing new' : `none new, ${changes.join(', ')}`;
    },
    title: (number: number) => `Digest of opinions No. ${number}`,
    period: ({ from, to }: Window) =>
      `From ${formatDateTime('en', from)} to ${formatDateTime('en', to)}`,
    periodFromTheStart: (to: Instant) => `From the very start up to ${formatDateTime('en', to)}`,
    longPeriod: (days: number, previous: number) =>
      `This digest covers more than a week: ${formatCount('en', days, DAYS)} since digest No.\u00a0${previous}. Nothing has been left out: here is all that came in that time.`,
    repeat: (numbered: string) =>
      `${numbered}: we cannot be sure that this digest has reached you. If it has, you can delete this mail: it says the same.`,
    figure: (count: number) => formatNumber('en', count),
    figureWords: (count: number) => plural('en', count, NEW),
    facts: ({ submissions, edited: changed, withdrawn: gone }: Totals) =>
      [
        ...(submissions > 0 ? [inSubmissions(submissions)] : []),
        ...(changed > 0 ? [edited(changed)] : []),
        ...(gone > 0 ? [withdrawn(gone)] : []),
      ].join(' · '),
    before: (number: number, weekBefore: boolean, { opinions, submissions }: Totals) => {
      const when = weekBefore
        ? `A week ago (No.\u00a0${number})`
        : `In the previous digest (No.\u00a0${number})`;
      const what = formatCount('en', opinions, NEW);
      return submissions > 0
        ? `${when}: ${what} ${inSubmissions(submissions)}`
        : `${when}: ${what}`;
    },
    shown: {
      attached: (count: number, total: number) =>
        `In this mail: ${formatNumber('en', count)} of ${formatCount('en', total, OPINIONS)}. All of them are in the attached table.`,
      apart: (count: number, total: number) =>
        `In this mail: ${formatNumber('en', count)} of ${formatCount('en', total, OPINIONS)}. All of them are in the complete set.`,
    },
    nothing: 'Nothing new',
    nothingSince: (previous: number | null) =>
      previous === null
        ? 'No opinion has come yet.'
        : `Since digest No.\u00a0${previous} no opinion has been given, edited or withdrawn.`,
    nothingWhy:
      'We write even when there is nothing new: if a digest ever fails to come, something is wrong, and it is worth asking.',
    openFor: (days: number, closesAt: Instant) =>
      days === 0
        ? `Open for the last day, until ${until(closesAt)}`
        : `Open for ${formatCount('en', days, DAYS)} more, until ${until(closesAt)}`,
    closed: (closesAt: Instant) => `Closed on ${until(closesAt)}`,
    openConsultation: 'Open the consultation',
    quietChapter: 'Nothing new in this consultation.',
    moreChapters: (count: number, opinions: number) =>
      `And ${formatCount('en', count, { one: 'other consultation', other: 'other consultations' })}: ${formatCount('en', opinions, OPINIONS)}.`,
    whole: 'The draft as a whole',
    commitment: (number: number) => `Commitment ${number}`,
    titled: (number: number, title: string) => `${number}. ${title}`,
    newOpinions: (count: number) => formatCount('en', count, NEW),
    edited,
    withdrawn,
    quietRow: 'nothing new',
    moreRows: (count: number) =>
      `${formatCount('en', count, { one: 'other commitment', other: 'other commitments' })}: nothing new.`,
    moreBusyRows: (count: number, opinions: number) =>
      `And on ${formatCount('en', count, { one: 'other commitment', other: 'other commitments' })}: ${formatCount('en', opinions, OPINIONS)}.`,
    unrated: 'No rating',
    changes: {
      new: 'new',
      edited: 'edited',
      withdrawn: 'withdrawn',
    },
    replaced: {
      edited: (number: number) => `the earlier version is in digest No.\u00a0${number}`,
      withdrawn: (number: number) => `it was in digest No.\u00a0${number}`,
    },
    confirmed: 'address confirmed',
    publications: {
      named: 'may be published with the name',
      anonymous: 'may be published without the name',
      internal: 'not for publication',
    },
    ratingOnly: 'No text, only a rating.',
    withdrawnText: 'The organisation has withdrawn this opinion.',
    cut: {
      attached: '… the whole text is in the attached table',
      apart: '… the whole text is in the complete set',
    },
    more: {
      attached: (count: number) =>
        `And ${formatCount('en', count, OPINIONS)} more in the attached table.`,
      apart: (count: number) =>
        `And ${formatCount('en', count, OPINIONS)} more in the complete set.`,
    },
    attached: (filename: string, limit: string) =>
      `The complete set is in the attached table ${filename}: every opinion with its whole text. The table is attached while it is no larger than ${limit}.`,
    tooLarge: (number: number, limit: string) =>
      `The complete set is larger than ${limit}, which is too large for a mail. Ask the operator of the system to export digest No.\u00a0${number}.`,
    why: (unit: string) =>
      `You get this mail as the responsible unit (${unit}): your address is listed for its digests. A reply goes to the unit’s contact address.`,
    discretion:
      'It holds no contact persons or e-mail addresses of authors. “Address confirmed” means that the submission was confirmed with the link that we sent to the author’s address. Opinions marked “not for publication” are for your unit alone.',
    check:
      'Every opinion has a reference number. Anyone who knows it can check how far the opinion has got:',
    table: {
      filename: (unit: string, number: number) => `digest-${unit}-${number}.csv`,
      columns: {
        reference: 'Reference number',
        consultation: 'Consultation',
        number: 'Commitment No.',
        title: 'Commitment',
        change: 'Status',
        replaces: 'Earlier version in digest No.',
        organisation: 'Organisation',
        publication: 'Publication',
        rating: 'Completion',
        text: 'Opinion',
        received: 'Received (Riga time)',
        confirmed: 'Address of the author',
      },
    },
  },

  receipt: {
    subject: {
      submitted: (reference: string) => `Opinion received: ${reference}`,
      edited: (reference: string) => `Changes received: ${reference}`,
      withdrawn: (reference: string) => `Withdrawal received: ${reference}`,
    },
    title: {
      submitted: 'Your opinion has been received',
      edited: 'Your changes have been received',
      withdrawn: 'The submission has been withdrawn',
    },
    thanks: {
      submitted: 'Thank you! Your opinion is safely stored and will reach its reader.',
      edited:
        'The new version is stored and replaces the earlier one completely. The number stays the same.',
      withdrawn: 'All opinions of this submission have been withdrawn. The number stays the same.',
    },
    reference: 'Reference number',
    consultation: 'Consultation',
    organisation: 'Organisation',
    received: { submitted: 'Received', edited: 'Edited', withdrawn: 'Withdrawn' },
    at: until,
    publication: 'Publication',
    publications: {
      named: 'may be published with the name of the organisation',
      anonymous: 'may be published without the name of the organisation',
      internal: 'not for publication',
    },
    nextTitle: 'What happens next',
    unchanged: 'No opinion has changed, so the digests will not mention this edit.',
    goes: (units: readonly string[], next: LocalDate | null, state: Submission['state']) => {
      const [unit = ''] = units;
      const what = {
        submitted: 'The submission',
        edited: 'The edited submission',
        withdrawn: 'The withdrawal',
      }[state];
      const whom =
        units.length > 1
          ? `will be in the digests of the responsible units: ${units.join('; ')}.`
          : `will be in the digest of the responsible unit: ${unit}.`;
      const when =
        next === null
          ? ''
          : units.length > 1
            ? ` The first of the digests is due on ${formatDay('en', next)}.`
            : ` The digest is due on ${formatDay('en', next)}.`;
      return `${what} ${whom}${when}`;
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
        `Until ${until(closesAt)} you can give an opinion again with this same link.`,
    },
    reviseLabel: {
      submitted: 'Edit or withdraw',
      edited: 'Edit or withdraw',
      withdrawn: 'Give an opinion again',
    },
    copyTitle: {
      quoted: 'What we received',
      named: 'What the opinion is about',
      withdrawn: 'What has been withdrawn',
    },
    notQuoted:
      'This mail does not quote what somebody has written, because we do not know yet whether the address is right. Open the link above to see the whole submission. There you can also confirm the address.',
    rating: 'Completion',
    attached: (filename: string) =>
      `Together the opinions are too long for a mail: here is how they begin, and the whole text is in the attached file ${filename}.`,
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
};
