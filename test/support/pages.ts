import type { Announcement } from '../../shared/domain/announcement.ts';
import { FAILURES } from '../../shared/domain/failure.ts';
import { withoutText } from '../../shared/domain/draft.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { Language } from '../../shared/domain/text.ts';
import { LocalDate } from '../../shared/domain/time.ts';
import { formOf, readForm } from '../../shared/http/form.ts';
import { CALL } from '../../shared/kinds/call/call.ts';
import type { Kind } from '../../shared/kinds/kind.ts';
import { REVIEW } from '../../shared/kinds/review/review.ts';
import { readInput } from '../../shared/kinds/submission-input.ts';
import type { FormState } from '../../shared/view/form-state.ts';
import type { Typed } from '../../shared/view/typed.ts';
import type { PageContext } from '../../shared/view/layout.tsx';
import { accessibilityPage } from '../../shared/view/pages/accessibility-page.tsx';
import { announcementPage } from '../../shared/view/pages/announcement-page.tsx';
import { announcementsPage } from '../../shared/view/pages/announcements-page.tsx';
import { confirmationPage } from '../../shared/view/pages/confirmation-page.tsx';
import { checkPage } from '../../shared/view/pages/check-page.tsx';
import { checkReceiptPage } from '../../shared/view/pages/check-receipt-page.tsx';
import { consultationPage } from '../../shared/view/pages/consultation-page.tsx';
import { draftChangesPage } from '../../shared/view/pages/draft-changes-page.tsx';
import { draftPage } from '../../shared/view/pages/draft-page.tsx';
import { failurePage } from '../../shared/view/pages/failure-page.tsx';
import { homePage } from '../../shared/view/pages/home-page.tsx';
import { privacyPage } from '../../shared/view/pages/privacy-page.tsx';
import { findReceiptPage } from '../../shared/view/pages/find-receipt-page.tsx';
import { receiptPage } from '../../shared/view/pages/receipt-page.tsx';
import { revisionPage } from '../../shared/view/pages/revision-page.tsx';
import { signUpReceivedPage } from '../../shared/view/pages/sign-up-received-page.tsx';
import { subscribePage } from '../../shared/view/pages/subscribe-page.tsx';
import { subscriptionPage } from '../../shared/view/pages/subscription-page.tsx';
import { unsubscribePage } from '../../shared/view/pages/unsubscribe-page.tsx';
import { withdrawalPage } from '../../shared/view/pages/withdrawal-page.tsx';
import {
  aCall,
  aConsultation,
  aPublishedDraft,
  aReference,
  aSubmission,
  at,
  aUnit,
  toldOf,
} from './builders.ts';
import { aFirstDraft, aSecondDraft } from './drafts.ts';
import { KEPT, PAGE_SITE } from './owner.ts';
import { publicPages } from './public-pages.ts';
import { recordPages } from './records.ts';

export const HOSTILE = `</textarea><script>alert(1)</script>"onfocus='x' \u202eevil & <b>`;

export const BLANK: FormState = { typed: {}, failures: [] };

/** A form that was returned with nearly every kind of mistake. */
export const RETURNED: FormState = {
  typed: {
    organisation: '',
    contact: HOSTILE,
    email: 'žanete@',
    publication: 'internal',
    'rating-2': 'substantial',
    'opinion-2': HOSTILE,
    'opinion-3': `${'garš'.repeat(100)}\notrā rinda`,
  },
  failures: [
    { field: 'email', fault: 'not-an-email' },
    { field: 'organisation', fault: 'required' },
    { field: 'opinion-3', fault: 'too-long', limit: 20_000 },
    { field: 'rating-2', fault: 'not-a-choice' },
  ],
  failure: 'invalid',
};

export const NOW = at('2027-04-20T09:00:00Z');
const CLOSED = at('2027-05-01T00:00:00Z');
const UPCOMING = at('2027-01-03T09:00:00Z');

export const RECEIPT_URL = `https://site.example/lv/consultations/nap2-midterm-review/receipts/${aReference(7)}`;

export function aReceipt(changes: Partial<Receipt> = {}): Receipt {
  return {
    consultation: aConsultation(),
    reference: aReference(7),
    state: 'submitted',
    parts: 2,
    receivedAt: at('2027-04-19T13:59:58Z'),
    receptions: [
      { change: 'submitted', at: at('2027-04-19T13:59:58Z'), sealing: { state: 'due' } },
    ],
    address: 'b…s@ngo.example',
    mail: { state: 'due', at: null },
    leadsTo: [],
    progress: [
      {
        unit: aUnit(),
        change: changes.state ?? 'submitted',
        told: { state: 'waiting', next: LocalDate.parse('2027-04-26') },
      },
    ],
    ...changes,
  };
}

/** A sign-up form that was returned with mistakes. */
export const SIGN_UP_RETURNED: FormState = {
  typed: { email: HOSTILE },
  failures: [
    { field: 'topics', fault: 'not-a-choice' },
    { field: 'email', fault: 'not-an-email' },
  ],
  failure: 'invalid',
};

/** An announcement that a person has written, with text that tries to be markup. */
export function aWrittenAnnouncement(changes: Partial<Announcement> = {}): Announcement {
  return {
    id: 'results-nap2',
    topic: 'results',
    sendAt: at('2027-04-19T06:00:00Z'),
    state: 'started',
    content: {
      kind: 'written',
      lv: {
        subject: `Rezultāti: 5 < 6 & ${HOSTILE}`,
        body: `## Kas ņemts vērā\n\nDivi *viedokļi* & ${HOSTILE}\n\n- pirmais\n- otrais\n\n1. viens\n2. divi\n\n> citāts\n\n[Projekts](https://plan.example/draft.pdf?a=1&b=2)`,
      },
      en: {
        subject: `Results: 5 < 6 & ${HOSTILE}`,
        body: `## What was taken up\n\nTwo *opinions* & ${HOSTILE}\n\n- one\n- two\n\n[The draft](https://plan.example/draft.pdf?a=1&b=2)`,
      },
    },
    ...changes,
  };
}

/** The announcement that the consultation has opened. */
export function anOpening(): Announcement {
  const consultation = aConsultation();
  return {
    id: `opened-${consultation.id}`,
    topic: 'drafts',
    sendAt: consultation.opensAt,
    state: 'started',
    content: toldOf('opened', consultation),
  };
}

/** The pages of the announcement list. */
function listPages(context: PageContext): Record<string, string> {
  const query = '?t=held';
  const of = (path: string) => ({
    alternates: {
      lv: `/lv/subscriptions/a1${path}${query}`,
      en: `/en/subscriptions/a1${path}${query}`,
    },
    action: `/${context.language}/subscriptions/a1${path}${query}`,
  });
  const topicsHref = `/${context.language}/subscriptions/a1${query}`;
  const confirmation = { ...context, ...of('/confirm'), subscriptionHref: topicsHref };
  const subscription = { ...context, ...of(''), unsubscribeHref: `${topicsHref}&u` };
  const unsubscribing = { ...context, ...of('/unsubscribe'), topicsHref };
  const topics = ['closing', 'results'] as const;
  return {
    subscribe: subscribePage({ ...context, form: BLANK, topics: [] }),
    'subscribe returned': subscribePage({ ...context, form: SIGN_UP_RETURNED, topics }),
    'sign-up received': signUpReceivedPage(context),
    'confirmation asked': confirmationPage({ ...confirmation, state: 'asked' }),
    'confirmation confirmed': confirmationPage({ ...confirmation, state: 'confirmed' }),
    'confirmation repeated': confirmationPage({ ...confirmation, state: 'already-confirmed' }),
    'confirmation expired': confirmationPage({ ...confirmation, state: 'expired' }),
    'confirmation ended': confirmationPage({ ...confirmation, state: 'ended' }),
    subscription: subscriptionPage({ ...subscription, topics, saved: false, state: 'confirmed' }),
    'subscription saved': subscriptionPage({
      ...subscription,
      topics,
      saved: true,
      state: 'confirmed',
    }),
    'subscription without a topic': subscriptionPage({
      ...subscription,
      topics: [],
      saved: false,
      state: 'none-chosen',
    }),
    'subscription over': subscriptionPage({ ...subscription, topics, saved: false, state: 'over' }),
    'unsubscribe asked': unsubscribePage({ ...unsubscribing, state: 'asked' }),
    'unsubscribe ended': unsubscribePage({ ...unsubscribing, state: 'ended' }),
    announcements: announcementsPage({
      ...context,
      announcements: [aWrittenAnnouncement(), anOpening()],
    }),
    'announcements without any': announcementsPage({ ...context, announcements: [] }),
    announcement: announcementPage({ ...context, announcement: aWrittenAnnouncement() }),
    'announcement opened': announcementPage({ ...context, announcement: anOpening() }),
  };
}

/** A form of a call that was returned with mistakes, with two principles chosen. */
const PROPOSAL_RETURNED: FormState = {
  typed: {
    organisation: HOSTILE,
    email: 'anna@',
    title: HOSTILE,
    problem: `${'garš'.repeat(100)}\notrā rinda`,
    action: HOSTILE,
    principles: ['openness', HOSTILE],
    ngos: 'undecided',
    supporters: HOSTILE,
  },
  failures: [
    { field: 'problem', fault: 'too-long', limit: 5_000 },
    { field: 'principles', fault: 'not-a-choice' },
    { field: 'ngos', fault: 'required' },
    { field: 'email', fault: 'not-an-email' },
    { field: 'contact', fault: 'required' },
    { field: 'publication', fault: 'required' },
  ],
  failure: 'invalid',
};

/** What makes the form right. */
const PROPOSAL_MENDED = {
  contact: 'Anna',
  email: 'anna@kekava.example',
  publication: 'named',
  principles: ['openness', 'innovation'],
};

/** The pages of a call for new commitments. */
function callPages(context: PageContext): Record<string, string> {
  const draft = aPublishedDraft({ commitments: [] });
  const shown = { ...context, consultation: aCall(), units: [aUnit()], draft, now: NOW };
  const submission = {
    reference: aReference(9),
    state: 'edited',
    publication: 'named',
    receivedAt: NOW,
  } as const;
  const late = { ...PROPOSAL_RETURNED, failures: [], failure: 'closed' } as const;
  return {
    call: consultationPage({ ...shown, form: BLANK }),
    'call returned': consultationPage({ ...shown, form: PROPOSAL_RETURNED }),
    'call upcoming': consultationPage({ ...shown, now: UPCOMING, form: BLANK }),
    'call closed while typing': consultationPage({ ...shown, now: CLOSED, form: late }),
    'call receipt': receiptPage({
      ...context,
      url: RECEIPT_URL,
      receipt: aReceipt({ consultation: aCall(), parts: 1 }),
      now: NOW,
      answers: 'new',
      again: null,
    }),
    'call revision returned': revisionPage({
      ...shown,
      submission,
      key: 'held',
      form: PROPOSAL_RETURNED,
      confirmed: 'before',
    }),
  };
}

/** What was typed into a form that is right. */
export const TYPED = {
  organisation: HOSTILE,
  contact: 'Žanete Ļūļa',
  email: 'zanete@kekava.example',
  publication: 'anonymous',
  'rating-2': 'substantial',
  'opinion-2': `${'garš'.repeat(100)}\notrā rinda`,
  'opinion-0': HOSTILE,
} as const;

/** What stands of an edited submission, with another address and other words. */
const STANDING = aSubmission({
  opinions: [
    { commitment: 1, rating: 'limited', text: HOSTILE },
    { commitment: 2, rating: 'limited', text: 'pirmā rinda\notrā rinda' },
  ],
});

/** The pages on which an author checks what will be sent, and what will be withdrawn. */
function checkPages(context: PageContext): Record<string, string> {
  const consultation = aConsultation();
  const shown = { ...context, consultation, content: contentOf(REVIEW, TYPED), typed: TYPED };
  const edit = { key: 'held', submission: STANDING };
  const { typed } = formOf(REVIEW, STANDING);
  const proposal = { ...PROPOSAL_RETURNED.typed, ...PROPOSAL_MENDED };
  const withdrawing = { ...context, consultation, submission: STANDING, key: 'held', now: NOW };
  return {
    check: checkPage({ ...shown, edit: null }),
    'check of an edit': checkPage({ ...shown, edit }),
    'check of an edit that changes nothing': checkPage({
      ...shown,
      content: STANDING,
      typed,
      edit,
    }),
    'check of an edit with another address': checkPage({
      ...shown,
      content: { ...STANDING, contact: { name: 'Anna', email: 'anna@kekava.example' } },
      typed: { ...typed, contact: 'Anna', email: 'anna@kekava.example' },
      edit,
    }),
    'call check': checkPage({
      ...context,
      consultation: aCall(),
      content: contentOf(CALL, proposal),
      typed: proposal,
      edit: null,
    }),
    withdrawal: withdrawalPage(withdrawing),
    'withdrawal closed': withdrawalPage({ ...withdrawing, now: CLOSED }),
  };
}

/** Returns what would be stored of a form. */
export function contentOf(kind: Kind, typed: Typed) {
  const read = readInput(kind, readForm(kind, typed, 'lv').input);
  if ('failures' in read) throw new Error(JSON.stringify(read.failures));
  return read.value;
}

/** Returns every page in every state that changes what it shows, each under a name. */
export function everyPage(language: Language): Record<string, string> {
  const context = { language, site: PAGE_SITE };
  const consultation = aConsultation();
  const [draft, second] = [aFirstDraft(HOSTILE), aSecondDraft(HOSTILE)];
  const later = aConsultation({ draft: withoutText(second) });
  const units = [aUnit(), aUnit({ id: 'another', name: { lv: 'Cita', en: 'Another' } })];
  const shown = { ...context, consultation, units, draft, now: NOW };
  const submission = {
    reference: aReference(7),
    state: 'submitted',
    publication: 'anonymous',
    receivedAt: NOW,
  } as const;
  const sentAt = at('2027-04-26T05:00:03Z');
  const day = LocalDate.parse('2027-04-26');
  const told = { state: 'told', number: 14, day, entry: 12 } as const;
  const reached = { sentAt: null, mailboxes: 3, accepted: [] };
  const received = { ...context, url: RECEIPT_URL, now: NOW, answers: null, again: null };
  return {
    home: homePage({
      ...context,
      now: NOW,
      consultations: [
        consultation,
        aConsultation({
          id: 'later',
          opensAt: at('2027-06-01T00:00:00Z'),
          closesAt: at('2027-07-01T00:00:00Z'),
        }),
        aConsultation({ id: 'past', closesAt: at('2027-02-01T00:00:00Z') }),
      ],
    }),
    'home without any': homePage({ ...context, now: NOW, consultations: [] }),
    consultation: consultationPage({ ...shown, form: BLANK }),
    'consultation returned': consultationPage({ ...shown, form: RETURNED }),
    'consultation upcoming': consultationPage({ ...shown, now: UPCOMING, form: BLANK }),
    'consultation closed while typing': consultationPage({
      ...shown,
      now: CLOSED,
      form: { ...RETURNED, failures: [], failure: 'closed' },
    }),
    'consultation of a second draft': consultationPage({
      ...shown,
      consultation: later,
      draft: second,
      form: BLANK,
    }),
    draft: draftPage({ ...context, consultation, draft, units }),
    'draft outdated': draftPage({ ...context, consultation: later, draft, units }),
    'draft changes': draftChangesPage({
      ...context,
      consultation: later,
      draft: second,
      before: draft,
      units,
    }),
    'draft changes of the first': draftChangesPage({
      ...context,
      consultation,
      draft,
      before: null,
      units,
    }),
    receipt: receiptPage({ ...received, receipt: aReceipt(), answers: 'new' }),
    'receipt told': receiptPage({
      ...received,
      receipt: aReceipt({
        state: 'edited',
        address: null,
        mail: { state: 'accepted', at: sentAt },
        receptions: [
          {
            change: 'submitted',
            at: at('2027-04-19T13:59:58Z'),
            sealing: { state: 'sealed', at: at('2027-04-19T14:15:01Z'), entry: 4 },
          },
          { change: 'edited', at: at('2027-04-20T07:00:00Z'), sealing: { state: 'late' } },
        ],
        progress: [
          {
            unit: aUnit(),
            change: 'edited',
            told: {
              ...told,
              reach: {
                ...reached,
                state: 'accepted',
                accepted: [
                  { at: sentAt, entry: 13 },
                  { at: null, entry: null },
                ],
              },
            },
          },
          {
            unit: aUnit({ id: 'b' }),
            change: 'submitted',
            told: { ...told, entry: null, reach: { ...reached, state: 'owed' } },
          },
          {
            unit: aUnit({ id: 'c' }),
            change: 'withdrawn',
            told: { state: 'waiting', next: LocalDate.parse('2027-04-26') },
          },
        ],
      }),
    }),
    'receipt held': receiptPage({
      ...received,
      receipt: aReceipt({ mail: { state: 'held', at: null } }),
      answers: 'new',
    }),
    'receipt asked again': receiptPage({
      ...received,
      receipt: aReceipt({ mail: { state: 'bounced', at: sentAt } }),
      again: 'too-many',
    }),
    'receipt over': receiptPage({
      ...received,
      receipt: aReceipt({ address: null, mail: { state: 'over', at: null } }),
      now: CLOSED,
      again: 'over',
    }),
    'receipt withdrawn': receiptPage({
      ...received,
      receipt: aReceipt({ state: 'withdrawn', mail: { state: 'sent', at: sentAt } }),
      answers: 'new',
    }),
    'receipt check': checkReceiptPage(context),
    'look-up': findReceiptPage({ ...context, typed: null, fault: null }),
    'look-up misread': findReceiptPage({
      ...context,
      typed: HOSTILE,
      fault: { fault: 'wrong-symbols', symbols: ['<', '>'] },
    }),
    'look-up unknown': findReceiptPage({
      ...context,
      typed: aReference(8),
      fault: { fault: 'unknown' },
    }),
    revision: revisionPage({ ...shown, submission, key: 'held', form: BLANK, confirmed: 'no' }),
    'revision returned': revisionPage({
      ...shown,
      submission,
      key: 'held',
      form: RETURNED,
      confirmed: 'before',
    }),
    'revision confirmed': revisionPage({
      ...shown,
      submission,
      key: 'held',
      form: BLANK,
      confirmed: 'now',
    }),
    ...callPages(context),
    ...checkPages(context),
    'revision chosen': revisionPage({
      ...shown,
      submission,
      key: 'held',
      form: BLANK,
      confirmed: 'before',
      chosen: true,
      now: CLOSED,
    }),
    'revision without contact': revisionPage({
      ...shown,
      submission: { ...submission, contactRemoved: { at: CLOSED, because: 'retention' } },
      key: 'held',
      form: BLANK,
      confirmed: 'no',
      now: CLOSED,
    }),
    privacy: privacyPage({ ...context, ...KEPT }),
    accessibility: accessibilityPage(context),
    ...publicPages(context, HOSTILE),
    ...recordPages(context, HOSTILE),
    ...listPages(context),
    ...Object.fromEntries(
      FAILURES.map((failure) => [
        `failure ${failure}`,
        failurePage({ ...context, failure, correlationId: '7a4c8f2e' }),
      ]),
    ),
  };
}
