import * as z from 'zod/mini';
import { type Consultation, Slug } from './consultation.ts';
import { Topic } from './subscription.ts';
import { Bilingual, line, multiLine } from './text.ts';
import { DAY_MS, Instant, localDate, plus, WrittenInstant } from './time.ts';

const MAX_SUBJECT_CHARS = 150;
/** Far below what mail programs clip, in both forms that a mail has. */
export const MAX_BODY_CHARS = 20_000;

/** Lists and quotes within each other: more in a line, and only reading it takes minutes. */
const NESTED_TOO_DEEP = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))){20}/mu;

const Written = z.readonly(
  z.strictObject({
    subject: line(MAX_SUBJECT_CHARS),
    /** CommonMark; raw HTML in it is text like any other. */
    body: z.string().check(
      z.overwrite(multiLine),
      z.minLength(1),
      z.maxLength(MAX_BODY_CHARS),
      z.refine((body) => !NESTED_TOO_DEEP.test(body), 'not-allowed'),
    ),
  }),
);
export type Written = z.infer<typeof Written>;

/** Under such ids consultations announce themselves. */
const OWN_IDS = /^(?:opened|closing)-/u;

/** What an operator publishes. */
export const AnnouncementInput = z.strictObject({
  id: Slug.check(z.refine((id) => !OWN_IDS.test(id), 'not-allowed')),
  topic: Topic,
  /** A slip in the year is noticed here, and not by readers. */
  sendAt: WrittenInstant.check(z.refine((sendAt) => sendAt.startsWith('20'), 'not-allowed')),
  lv: Written,
  en: Written,
});
export type AnnouncementInput = z.infer<typeof AnnouncementInput>;

/**
 * What is said: what somebody has written, or that a consultation has opened or is about to close. Of
 * the consultation it holds what was true when it was sent: the archive tells what people have read.
 */
const Content = z.readonly(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('written'), lv: Written, en: Written }),
    z.strictObject({ kind: z.literal('opened'), ...aboutConsultation() }),
    z.strictObject({ kind: z.literal('closing'), ...aboutConsultation() }),
  ]),
);

function aboutConsultation() {
  return {
    consultation: Slug,
    title: Bilingual,
    plan: Bilingual,
    summary: Bilingual,
    closesAt: Instant,
  };
}

/**
 * One dated message to everybody who is confirmed at `sendAt` and wants its topic. `started`: it is
 * going out or has gone out, and can no longer be changed or cancelled.
 */
export const Announcement = z.readonly(
  z.strictObject({
    id: z.string(),
    topic: Topic,
    sendAt: Instant,
    content: Content,
    /** `lapsed`: when its time came it was no longer true; scheduled anew, it may go out. */
    state: z.enum(['scheduled', 'started', 'cancelled', 'lapsed']),
  }),
);
export type Announcement = z.infer<typeof Announcement>;

/** So long before the end there is still time to write. */
export const CLOSING_NOTICE_MS = 3 * DAY_MS;

export function createAnnouncement({ id, topic, sendAt, lv, en }: AnnouncementInput): Announcement {
  return { id, topic, sendAt, content: { kind: 'written', lv, en }, state: 'scheduled' };
}

/**
 * What a consultation announces by itself: that it has opened and, unless it is so short that both
 * would come together, that it is about to close.
 */
export function announcementsOf(consultation: Consultation): Announcement[] {
  const { id, opensAt, closesAt, title, plan, summary } = consultation;
  const told = { consultation: id, title, plan, summary, closesAt };
  const closing = plus(closesAt, -CLOSING_NOTICE_MS);
  return [
    {
      id: `opened-${id}`,
      topic: 'drafts',
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

/** Another notice of the same end, for a consultation that was prolonged after the first had gone out. */
export function repeatClosing(closing: Announcement): Announcement {
  const { content } = closing;
  if (content.kind !== 'closing') throw new Error(`${closing.id} tells of no end`);
  return { ...closing, id: `${closing.id}-${localDate(content.closesAt)}` };
}
