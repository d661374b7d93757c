import * as z from 'zod/mini';
import { type Consultation, type ResponsibleUnit, Slug } from './consultation.ts';
import { Email } from './email.ts';
import { Language } from './text.ts';
import type { Instant } from './time.ts';
import {
  DAY_MS,
  instantOf,
  type IsoWeek,
  isoWeek,
  LocalDate,
  localDate,
  MINUTE_MS,
  plus,
  sameTimeOn,
  weekdayOf,
  Window,
} from './time.ts';

/**
 * The window ends that long before the scheduled time. A submission's `receivedAt` is set at most
 * one function time-out (10 s) before its write lands, so nothing can land in a window already read.
 */
export const MARGIN_MS = 5 * MINUTE_MS;
/** A run this much ahead of the end of its window is refused: the window is not yet complete. */
const SETTLING_MS = MINUTE_MS;

/** The first window of a unit starts before all time: no first opinion can precede it. */
export const BEGINNING = instantOf(new Date(0));

export const Totals = z.readonly(
  z.strictObject({
    opinions: z.int(),
    submissions: z.int(),
    edited: z.int(),
    withdrawn: z.int(),
  }),
);
export type Totals = z.infer<typeof Totals>;

/** One numbered mail to one unit about one window of time. */
export const Digest = z.readonly(
  z.strictObject({
    unit: Slug,
    number: z.int().check(z.minimum(1)),
    /** The local day whose run made it: a second run of that day makes no second digest. */
    slot: LocalDate,
    window: Window,
    consultations: z.readonly(z.array(Slug)),
    language: Language,
    /** The unit's mailboxes when it was made: each has a delivery of its own. */
    recipients: z.readonly(z.array(Email)),
    totals: Totals,
  }),
);
export type Digest = z.infer<typeof Digest>;

/** A digest before its window has been read. */
export type PlannedDigest = Omit<Digest, 'totals'>;

export type DigestPlan =
  /** No digest day has come since the last digest, or nothing of the unit's was open by then. */
  | { readonly plan: 'nothing-due'; readonly why: 'not-its-day' | 'nothing-open' }
  /** This slot has had its digest, or a later one has. */
  | { readonly plan: 'covered' }
  /** Nobody to send to. The window stays unread, so that the next digest carries it. */
  | { readonly plan: 'no-mailbox' }
  | { readonly plan: 'make'; readonly digest: PlannedDigest };

/** Would a window that ends at the slot's margin still take in new opinions? */
export function isPremature(scheduledTime: Instant, now: Instant): boolean {
  return now < plus(scheduledTime, SETTLING_MS - MARGIN_MS);
}

/**
 * What the run of `scheduledTime` owes `unit`. A digest is due once a digest day has come since the last
 * digest: the next run makes up for a run that was missed. The window starts where the previous digest's
 * ended, however long ago. It ends at the scheduled time less the margin, whenever the run happens: a late or
 * repeated run reads the same window.
 */
export function planDigest(
  unit: ResponsibleUnit,
  consultations: readonly Consultation[],
  previous: Digest | null,
  scheduledTime: Instant,
): DigestPlan {
  const slot = localDate(scheduledTime);
  const window = {
    from: previous?.window.to ?? BEGINNING,
    to: plus(scheduledTime, -MARGIN_MS),
  };
  if (previous !== null && (slot <= previous.slot || window.to <= window.from)) {
    return { plan: 'covered' };
  }
  const day = lastDigestDay(unit, scheduledTime);
  if (previous !== null && day <= previous.slot) {
    return { plan: 'nothing-due', why: 'not-its-day' };
  }
  const open = consultations.filter(
    ({ units, opensAt, closesAt }) =>
      units.includes(unit.id) && opensAt < window.to && closesAt > window.from,
  );
  if (open.length === 0) return { plan: 'nothing-due', why: 'nothing-open' };
  const dayEnds = plus(sameTimeOn(day, scheduledTime), -MARGIN_MS);
  if (open.every(({ opensAt }) => opensAt >= dayEnds)) {
    return { plan: 'nothing-due', why: 'not-its-day' };
  }
  if (unit.mailboxes.length === 0) return { plan: 'no-mailbox' };
  return {
    plan: 'make',
    digest: {
      unit: unit.id,
      number: (previous?.number ?? 0) + 1,
      slot,
      window,
      consultations: open.map(({ id }) => id),
      language: unit.language,
      recipients: unit.mailboxes,
    },
  };
}

/** The day of the unit's next digest: tomorrow or later, for today's may have gone out. Null: it takes none. */
export function nextDigestDay(unit: ResponsibleUnit, now: Instant): LocalDate | null {
  const week = [1, 2, 3, 4, 5, 6, 7].map((days) => localDate(plus(now, days * DAY_MS)));
  return week.find((day) => isDigestDay(unit, day)) ?? null;
}

/** The slot's own day, or the last before it that is a digest day of the unit. */
function lastDigestDay(unit: ResponsibleUnit, scheduledTime: Instant): LocalDate {
  const week = [0, 1, 2, 3, 4, 5, 6].map((days) => localDate(plus(scheduledTime, -days * DAY_MS)));
  const day = week.find((date) => isDigestDay(unit, date));
  if (day === undefined) throw new Error(`The unit ${unit.id} has no digest day`);
  return day;
}

function isDigestDay({ digestDays }: ResponsibleUnit, date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  return digestDays.some((day) => day === weekday);
}

/** The week that most of a digest is about: made on a Monday, the one before. Of a longer window its end counts. */
export function weekOf({ from, to }: Window): IsoWeek {
  const lengthMs = Math.min(Date.parse(to) - Date.parse(from), 7 * DAY_MS);
  return isoWeek(localDate(plus(to, -lengthMs / 2)));
}
