import * as z from 'zod/mini';
import type { Consultation } from './consultation.ts';
import { Count } from './schemas.ts';
import { type Subscription, Topic } from './subscription.ts';
import { Bilingual, line, markdown, Slug } from './text.ts';
import {
  DAY_MS,
  dayAfter,
  deadlineOf,
  Instant,
  localDate,
  momentInRiga,
  plus,
  WrittenInstant,
} from './time.ts';

export const MAX_SUBJECT_CHARS = 150;
/** Far below the size at which mail programs cut off a mail, in its text and in its HTML form. */
export const MAX_BODY_CHARS = 20_000;

const Written = z.readonly(
  z.strictObject({
    subject: line(MAX_SUBJECT_CHARS),
    body: markdown(MAX_BODY_CHARS),
  }),
);
export type Written = z.infer<typeof Written>;

/** The ids that announcements of consultations have. An operator must not use them. */
const OWN_IDS = /^(?:opened|closing)-/u;

/** What an operator publishes. */
export const AnnouncementInput = z.strictObject({
  id: Slug.check(z.refine((id) => !OWN_IDS.test(id), 'not-allowed')),
  topic: Topic,
  /**
   * Only years from 2000 to 2099: a typing error in the year is found here, before readers see it.
   */
  sendAt: WrittenInstant.check(z.refine((sendAt) => sendAt.startsWith('20'), 'not-allowed')),
  lv: Written,
  en: Written,
  /** The consultation that it is about. Its record names the announcement. */
  consultation: z.optional(Slug),
});
export type AnnouncementInput = z.infer<typeof AnnouncementInput>;

/**
 * What an announcement says: a text that somebody has written, or that a consultation has opened or
 * is about to close. It keeps the facts about the consultation as they were when it was sent, so
 * that the archive shows what people have read.
 */
const Content = z.readonly(
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('written'),
      lv: Written,
      en: Written,
      consultation: z.optional(Slug),
    }),
    z.strictObject({ kind: z.literal('opened'), ...aboutConsultation() }),
    z.strictObject({ kind: z.literal('closing'), ...aboutConsultation() }),
  ]),
);

function aboutConsultation() {
  return {
    consultation: Slug,
    consultationKind: Slug,
    title: Bilingual,
    plan: Bilingual,
    summary: Bilingual,
    closesAt: Instant,
  };
}

/** To how many addresses an announcement went, counted from its mails. */
export const Reach = z.readonly(
  z.strictObject({
    countedAt: Instant,
    /** Everybody has had their turn. */
    complete: z.boolean(),
    /** Mails that have left. */
    sent: Count,
    /** Mails that the mail server of the address has accepted. */
    accepted: Count,
  }),
);
export type Reach = z.infer<typeof Reach>;

/**
 * One dated message to everybody who is confirmed when it starts and wants its topic. `started`: the
 * announcement is going out or has gone out, and can no longer be changed or cancelled.
 */
export const Announcement = z.readonly(
  z.strictObject({
    id: z.string(),
    topic: Topic,
    sendAt: Instant,
    content: Content,
    /**
     * `lapsed`: at `sendAt` the announcement was no longer true. If it is scheduled again, it may
     * go out.
     */
    state: z.enum(['scheduled', 'started', 'cancelled', 'lapsed']),
    /**
     * When it began to go out: later than `sendAt` if that had passed, or if nothing could be sent
     * then. Missing until then, and in what started before this was written down.
     */
    startedAt: z.optional(Instant),
    /** Missing until the first night after it has started. */
    reach: z.optional(Reach),
  }),
);
export type Announcement = z.infer<typeof Announcement>;

/**
 * The closing notice goes out this long before the closing time. Then people still have time to
 * write.
 */
export const CLOSING_NOTICE_MS = 3 * DAY_MS;

export function createAnnouncement(input: AnnouncementInput): Announcement {
  const { id, topic, sendAt, ...content } = input;
  return { id, topic, sendAt, content: { kind: 'written', ...content }, state: 'scheduled' };
}

/** Returns when the announcement went out. Of one that has not started: when it is to go out. */
export function wentOutAt({
  sendAt,
  startedAt = sendAt,
}: Pick<Announcement, 'sendAt' | 'startedAt'>): Instant {
  return startedAt;
}

/**
 * Says whether the subscriber gets the announcement: it goes to everybody who is confirmed when it
 * starts and wants its topic. Checked again just before each sending.
 */
export function receives(
  subscription: Subscription | null,
  announcement: Pick<Announcement, 'topic' | 'sendAt' | 'startedAt'>,
): boolean {
  return (
    subscription?.state === 'confirmed' &&
    subscription.confirmedAt <= wentOutAt(announcement) &&
    subscription.topics.includes(announcement.topic)
  );
}

/** Returns the consultation that the announcement is about, or null. */
export function consultationAbout({ content }: Announcement): string | null {
  return content.consultation ?? null;
}

/**
 * Reports about mails come within days. After that, a night's count of the addresses changes nothing
 * any more.
 */
const HEARD_MS = 14 * DAY_MS;
/** After this time the mails may have been forgotten, as the retention allows. */
const REMEMBERED_MS = 30 * DAY_MS;

/** Says whether the mails of the announcement must be counted at `now`. */
export function mustBeCounted(announcement: Announcement, now: Instant): boolean {
  const { state, reach } = announcement;
  const outAt = wentOutAt(announcement);
  if (state !== 'started' || now >= plus(outAt, REMEMBERED_MS)) return false;
  return reach?.complete !== true || reach.countedAt < plus(outAt, HEARD_MS);
}

/**
 * Returns the announcements that a consultation makes by itself: that it has opened, which is of
 * the given topic, and that it is about to close. The closing notice is left out if its time is not
 * after the opening.
 */
export function announcementsOf(consultation: Consultation, topic: Topic): Announcement[] {
  const { id, kind, opensAt, closesAt, title, plan, summary } = consultation;
  const told = { consultation: id, consultationKind: kind, title, plan, summary, closesAt };
  const closing = closingNoticeAt(closesAt);
  return [
    {
      id: `opened-${id}`,
      topic,
      sendAt: opensAt,
      content: { kind: 'opened', ...told },
      state: 'scheduled',
    },
    ...(closing > opensAt
      ? [
          {
            id: `closing-${id}`,
            topic: 'closing' as const,
            sendAt: closing,
            content: { kind: 'closing' as const, ...told },
            state: 'scheduled' as const,
          },
        ]
      : []),
  ];
}

/**
 * If the form closes at midnight, the notice goes out at 9:00 on the third day before the last day,
 * not in the night.
 */
function closingNoticeAt(closesAt: Instant): Instant {
  const deadline = deadlineOf(closesAt);
  return deadline === closesAt
    ? plus(closesAt, -CLOSING_NOTICE_MS)
    : momentInRiga(`${dayAfter(localDate(deadline), -CLOSING_NOTICE_MS / DAY_MS)}T09:00`);
}

/**
 * Returns one more closing notice, for a consultation whose closing time was moved after a notice had
 * gone out. `number` tells the repetitions apart, so a time may be told again. Throws for an
 * announcement that is not a closing notice.
 */
export function repeatClosing(closing: Announcement, number: number): Announcement {
  if (closing.content.kind !== 'closing') throw new Error(`${closing.id} is not a closing notice`);
  return { ...closing, id: `${closing.id}-repeat-${number}` };
}
