import type { Announcement } from '../../shared/domain/announcement.ts';
import type { Consultation, ResponsibleUnit } from '../../shared/domain/consultation.ts';
import type { PublishedDraft } from '../../shared/domain/draft.ts';
import { due } from '../../shared/domain/delivery.ts';
import type { Digest } from '../../shared/domain/digest.ts';
import {
  createSubmission,
  isReachable,
  type Reachable,
  type Submission,
  type SubmissionInput,
} from '../../shared/domain/submission.ts';
import { referenceFrom } from '../../shared/domain/reference.ts';
import { type Subscription, TOPICS } from '../../shared/domain/subscription.ts';
import type { AuditRow } from '../../shared/domain/suppression.ts';
import { DAY_MS, type Instant, instantOf, localDate, plus } from '../../shared/domain/time.ts';

/** Turns any ISO 8601 time into an instant: `at('2027-01-04T08:00+02:00')`. */
export function at(written: string): Instant {
  return instantOf(new Date(written));
}

export function aUnit(changes: Partial<ResponsibleUnit> = {}): ResponsibleUnit {
  return {
    id: 'change-management',
    name: { lv: 'Pārmaiņu vadības nodaļa', en: 'Change Management Unit' },
    language: 'lv',
    contact: 'parmainas@chancellery.example',
    mailboxes: ['parmainas@chancellery.example'],
    digestDays: ['monday'],
    ...changes,
  };
}

export function aConsultation(changes: Partial<Consultation> = {}): Consultation {
  return {
    id: 'nap2-midterm-review',
    kind: 'review',
    title: { lv: 'Izvērtējuma projekts', en: 'Draft review' },
    summary: { lv: 'Sniedziet viedokli.', en: 'Give your opinion.' },
    plan: { lv: 'Otrais nacionālais rīcības plāns', en: 'Second National Action Plan' },
    unit: 'change-management',
    units: ['change-management'],
    publishes: 'at-once',
    shards: 1,
    opensAt: at('2027-01-04T00:00:00Z'),
    closesAt: at('2027-05-01T00:00:00Z'),
    lists: {},
    standards: {},
    draft: {
      version: 1,
      commitments: [1, 2, 3].map((number) => ({
        number,
        title: { lv: `Apņemšanās Nr. ${number}`, en: `Commitment No. ${number}` },
        unit: 'change-management',
      })),
    },
    ...changes,
  };
}

/** The draft of the consultation as it was published: three commitments without any text. */
export function aPublishedDraft(changes: Partial<PublishedDraft> = {}): PublishedDraft {
  return { documents: [], ...aConsultation().draft, ...changes };
}

/** A call for new commitments, with the four principles. */
export function aCall(changes: Partial<Consultation> = {}): Consultation {
  const principles = ['openness', 'participation', 'accountability', 'innovation'];
  return aConsultation({
    id: 'nap3-new-commitments',
    kind: 'call',
    title: { lv: 'Jaunas apņemšanās', en: 'New commitments' },
    draft: { version: 1, commitments: [] },
    lists: {
      principles: principles.map((id) => ({ id, title: { lv: `lv ${id}`, en: `en ${id}` } })),
    },
    ...changes,
  });
}

/** What an NGO sends to a call, as JSON. */
export function aProposal(changes: Readonly<Record<string, unknown>> = {}) {
  const { opinions: _, ...author } = anInput();
  return {
    ...author,
    proposal: {
      title: 'Publiskot lobēšanas tikšanās',
      problem: 'Nav zināms, kas un kad tiekas ar likumu rakstītājiem.',
      action: 'Katra iestāde reizi nedēļā publicē tikšanās.\nTās var meklēt.',
      principles: ['openness', 'accountability'],
      ngos: 'yes',
      ngoShare: 'Biedrība pārbauda publicēto.',
      institution: 'Valsts kanceleja',
      supporters: 'Biedrība „Ābele”',
      ...changes,
    },
  };
}

/** What an NGO sends to a review, as JSON. */
export interface ReviewInput extends Omit<SubmissionInput, 'parts'> {
  readonly opinions: readonly {
    readonly commitment: number | null;
    readonly rating?: string | null;
    readonly text?: string;
  }[];
}

export function anInput(changes: Partial<ReviewInput> = {}): ReviewInput {
  return {
    organisation: 'Biedrība „Ūdensroze”',
    contact: { name: 'Žanete Šķēle-Ķirse', email: 'zanete@udensroze.example' },
    publication: 'named',
    language: 'lv',
    opinions: [{ commitment: 2, rating: 'limited', text: 'Portāls vēl nedarbojas.' }],
    ...changes,
  };
}

/** Returns the input as its kind reads it, without checking it. */
export function given({ opinions, ...author }: ReviewInput): SubmissionInput {
  return {
    ...author,
    parts: opinions.map(({ commitment, rating = null, text = '' }) => {
      return { commitment, answers: { rating, text } };
    }),
  };
}

/** A first version of a submission. `seed` makes the reference. */
export function aSubmission({
  consultation = aConsultation(),
  receivedAt = at('2027-01-05T10:00:00Z'),
  seed = 1,
  ...changes
}: {
  consultation?: Consultation;
  receivedAt?: Instant;
  seed?: number;
} & Partial<ReviewInput> = {}): Reachable {
  const content = seed.toString(16).padStart(64, '0');
  return createSubmission(
    consultation,
    given(anInput(changes)),
    { reference: aReference(seed), content, origin: content, logSecret: content },
    receivedAt,
  );
}

/** Returns the submission, if its contact is still there. */
export function reachable(submission: Submission | undefined): Reachable {
  if (submission === undefined || !isReachable(submission)) throw new Error('Nobody to write to');
  return submission;
}

export function aReference(seed: number): string {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seed));
  return referenceFrom(bytes);
}

/**
 * The first digest of the unit. It is empty and covers the week that ends on Monday, 11 January.
 */
export function aDigest(changes: Partial<Digest> = {}): Digest {
  const window = { from: at('2027-01-04T05:55:00Z'), to: at('2027-01-11T05:55:00Z') };
  return {
    unit: 'change-management',
    number: 1,
    slot: localDate(window.to),
    window,
    consultations: ['nap2-midterm-review'],
    language: 'lv',
    recipients: ['a@unit.example', 'b@unit.example'],
    totals: { given: {}, submissions: 0, edited: 0, withdrawn: 0 },
    ...changes,
  };
}

/** An address key that begins with `name` and is as long as a real one. */
export function anAddress(name: string): string {
  return name.padEnd(22, '_');
}

/** The report of an announcement that bounced permanently. */
export function anAuditRow(changes: Partial<AuditRow> = {}): AuditRow {
  return {
    id: 'event-1',
    at: at('2027-01-05T12:00:05Z'),
    event: 'bounce',
    kind: 'announcement',
    messageId: 'message-1',
    reason: 'Permanent/General',
    ...changes,
  };
}

/** When the table may delete the audit rows of tests. */
export const AUDITED_UNTIL = at('2028-03-01T00:00:00Z');

/** A subscription from a sign-up on 1 January, in all topics. The confirmation is still due. */
export function aPending(
  changes: Partial<Extract<Subscription, { state: 'pending' }>> = {},
): Extract<Subscription, { state: 'pending' }> {
  const requestedAt = changes.requestedAt ?? at('2027-01-01T10:00:00Z');
  return {
    state: 'pending',
    email: 'anna@abele.example',
    language: 'lv',
    topics: [...TOPICS],
    requestedAt,
    askedAt: requestedAt,
    consent: {
      textVersion: 1,
      language: 'lv',
      formUrl: 'https://site.example/lv/subscribe',
      tokenHash: '0'.repeat(64),
    },
    confirmation: due('confirmation', requestedAt),
    expiresAt: plus(requestedAt, 7 * DAY_MS),
    revision: 1,
    ...changes,
  };
}

/**
 * A subscription from 1 January. The confirmation was sent at once, and the subscriber confirmed a
 * minute later.
 */
export function aConfirmed(
  changes: Partial<Extract<Subscription, { state: 'confirmed' }>> = {},
): Extract<Subscription, { state: 'confirmed' }> {
  const pending = aPending();
  return {
    ...pending,
    revision: 2,
    confirmation: {
      state: 'sent',
      kind: 'confirmation',
      attempts: 1,
      repeat: false,
      sentAt: pending.askedAt,
      messageId: 'message-0',
    },
    confirmedAt: at('2027-01-01T10:01:00Z'),
    expiresAt: null,
    ...changes,
    state: 'confirmed',
  };
}

/** What an announcement of this kind says about a consultation. */
export function toldOf(
  kind: 'opened' | 'closing',
  { id, kind: consultationKind, title, plan, summary, closesAt }: Consultation = aConsultation(),
): Announcement['content'] {
  return { kind, consultation: id, consultationKind, title, plan, summary, closesAt };
}

/** A written announcement about drafts, due at noon on 5 January. */
export function anAnnouncement(changes: Partial<Announcement> = {}): Announcement {
  return {
    id: 'spring',
    topic: 'drafts',
    sendAt: at('2027-01-05T12:00:00Z'),
    content: {
      kind: 'written',
      lv: { subject: 'Pavasaris', body: 'Jauns projekts.' },
      en: { subject: 'Spring', body: 'A new draft.' },
    },
    state: 'scheduled',
    ...changes,
  };
}

/**
 * An event of SES as EventBridge hands it over, including parts that SES adds and the product does
 * not read. `detail` holds the parts that only this type of event has.
 */
export function aSesEvent(
  eventType: 'Delivery' | 'Bounce' | 'Complaint' | 'Reject',
  detail: Readonly<Record<string, unknown>>,
  mail: {
    readonly to?: string;
    readonly messageId?: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly id?: string;
  } = {},
): unknown {
  const { to = 'anna@abele.example', messageId = 'message-1', tags = {}, id = 'event-1' } = mail;
  return {
    version: '0',
    id,
    'detail-type': `Email ${eventType}`,
    source: 'aws.ses',
    account: '111122223333',
    time: '2027-01-05T12:00:05Z',
    region: 'eu-north-1',
    resources: ['arn:aws:ses:eu-north-1:111122223333:configuration-set/sadzirdets'],
    detail: {
      eventType,
      mail: {
        timestamp: '2027-01-05T12:00:01.123Z',
        source: 'Sadzirdēts <sadzirdets@site.example>',
        sendingAccountId: '111122223333',
        messageId,
        destination: [to],
        headersTruncated: false,
        headers: [{ name: 'To', value: to }],
        commonHeaders: { to: [to], subject: 'x' },
        tags: {
          'ses:configuration-set': ['sadzirdets'],
          'ses:from-domain': ['site.example'],
          'ses:caller-identity': ['send-announcements'],
          ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
        },
      },
      ...detail,
    },
  };
}

/** The parts that only one type of event has, with a feedback id where SES gives one. */
export const sesDetails = {
  delivery: () => ({
    delivery: {
      timestamp: '2027-01-05T12:00:04.000Z',
      processingTimeMillis: 2_877,
      recipients: ['anna@abele.example'],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'a8-70.smtp-out.amazonses.com',
    },
  }),
  bounce: (
    bounceType: string,
    bounceSubType: string,
    feedbackId = 'feedback-1',
    timestamp = '2027-01-05T12:00:04.000Z',
  ) => ({
    bounce: {
      bounceType,
      bounceSubType,
      bouncedRecipients: [
        {
          emailAddress: 'anna@abele.example',
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
      timestamp,
      feedbackId,
      reportingMTA: 'dsn; a8-70.smtp-out.amazonses.com',
    },
  }),
  complaint: (
    complaintSubType: string | null = null,
    feedbackId = 'feedback-2',
    timestamp = '2027-01-05T12:30:00.000Z',
  ) => ({
    complaint: {
      complainedRecipients: [{ emailAddress: 'anna@abele.example' }],
      timestamp,
      feedbackId,
      complaintSubType,
      ...(complaintSubType === null
        ? {
            userAgent: 'Amazon SES Mailbox Simulator',
            complaintFeedbackType: 'abuse',
            arrivalDate: '2027-01-05T12:29:00.000Z',
          }
        : {}),
    },
  }),
  reject: () => ({ reject: { reason: 'Bad content' } }),
} as const;
