import type { Language } from '../../shared/domain/text.ts';
import { LocalDate } from '../../shared/domain/time.ts';
import type { Mail } from '../../shared/ports/mail.ts';
import { contactNoticeMail } from '../../shared/view/mail/contact-notice.tsx';
import { lineageMail } from '../../shared/view/mail/lineage-mail.tsx';
import { moderationMail } from '../../shared/view/mail/moderation-mail.tsx';
import { receiptMail } from '../../shared/view/mail/receipt-mail.tsx';
import { aSubmission, at } from './builders.ts';
import { anAnnouncement, announcementOf, confirmationOf } from './list-mails.ts';
import { aDigest, CALL, CHANCELLERY, mailOf, REVIEW, WEEK } from './mails.ts';
import { OWNER } from './owner.ts';
import { aSealedLog } from './sealed-logs.ts';

const URL = 'https://sadzirdets.example/lv/consultations/a';
const NOW = at('2027-01-05T10:00:00Z');

/** Returns one mail of each kind, each under a name. */
export function everyMail(language: Language): Record<string, Mail> {
  const submission = { ...aSubmission({ consultation: REVIEW }), language };
  const { reference } = submission;
  const replyTo = 'konsultacijas@sadzirdets.example';
  const receipt = {
    submission,
    consultation: REVIEW,
    units: [CHANCELLERY],
    revisionUrl: URL,
    receiptUrl: URL,
    firstDigestOn: LocalDate.parse('2026-11-30'),
    now: at('2026-11-25T10:00:00+02:00'),
    log: aSealedLog(REVIEW),
    checkUrl: URL,
    replyTo,
  };
  const act = { consultation: REVIEW.id, reference, rule: 'personal-data', receivedAt: NOW };
  return {
    receipt: receiptMail(OWNER)({ ...receipt, quotes: true }),
    'receipt that quotes nothing': receiptMail(OWNER)({ ...receipt, quotes: false }),
    'notice to a former contact': contactNoticeMail(OWNER)({
      submission,
      to: 'agrak@ngo.example',
      consultation: REVIEW,
      replyTo,
    }),
    'mail about a hidden text': moderationMail(OWNER)({
      act: { ...act, kind: 'hide', parts: [] },
      submission,
      consultation: REVIEW,
      urls: [URL],
      replyTo,
    }),
    'mail about what a proposal led to': lineageMail(OWNER)({
      descent: {
        consultation: CALL.id,
        reference,
        part: 'p',
        into: REVIEW.id,
        commitment: 1,
        at: NOW,
      },
      submission,
      call: CALL,
      into: REVIEW,
      proposalUrl: URL,
      intoUrl: URL,
      replyTo,
    }),
    confirmation: confirmationOf({ language }),
    announcement: announcementOf(anAnnouncement(), language),
    digest: mailOf(WEEK, { digest: aDigest({ language }) }),
    'digest of nothing': mailOf([], { digest: aDigest({ language }) }),
  };
}
