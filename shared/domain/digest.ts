import * as z from 'zod/mini';
import type { Consultation, ResponsibleUnit } from './consultation.ts';
import { Email } from './email.ts';
import { Language, Slug } from './text.ts';
import { TotalsToDate } from './totals-to-date.ts';
import {
  dayAfter,
  Instant,
  instantOf,
  LocalDate,
  localDate,
  MINUTE_MS,
  plus,
  sameTimeOn,
  weekdayOf,
  Window,
} from './time.ts';

/**
 * The window ends this many milliseconds before the scheduled time. A submission's `receivedAt` is
 * set at most one function time-out (10 s) before its write lands. So no write can land in a window
 * that was already read.
 */
export const WINDOW_MARGIN_MS = 5 * MINUTE_MS;
/**
 * A run earlier than this many milliseconds after the end of its window is refused, because the
 * window is not complete yet.
 */
const SETTLING_MS = MINUTE_MS;

/** The first window of a unit starts here, so that it holds the unit's first opinion. */
export const BEGINNING = instantOf(new Date(0));

export const Totals = z.readonly(
  z.strictObject({
    /** New parts, by the kind of their consultation. */
    given: z.readonly(z.record(z.string(), z.int())),
    submissions: z.int(),
    edited: z.int(),
    withdrawn: z.int(),
  }),
);
export type Totals = z.infer<typeof Totals>;

/** Returns the number of new parts of all kinds. */
export function countGiven({ given }: Pick<Totals, 'given'>): number {
  return Object.values(given).reduce((sum, count) => sum + count, 0);
}

/** One numbered mail to one unit about one window of time. */
export const Digest = z.readonly(
  z.strictObject({
    unit: Slug,
    number: z.int().check(z.minimum(1)),
    /**
     * The local day whose run made the digest. A second run for that day makes no second digest.
     */
    slot: LocalDate,
    window: Window,
    consultations: z.readonly(z.array(Slug)),
    language: Language,
    /** The unit's mailboxes when the digest was made. Each has its own delivery. */
    recipients: z.readonly(z.array(Email)),
    totals: Totals,
    /**
     * What has come up to the end of the window, of each of `consultations`. Missing in a digest
     * that was made before there were such totals.
     */
    toDate: z.optional(z.readonly(z.array(TotalsToDate))),
    /** Missing in a digest that was made before it was noted. */
    madeAt: z.optional(Instant),
    /**
     * The SHA-256 of each file that was sent with it, in lower-case hex. Missing if they were too
     * large for a mail, or if it was made before this was noted.
     */
    files: z.optional(z.readonly(z.array(z.string()))),
  }),
);
export type Digest = z.infer<typeof Digest>;

/** A digest before its window has been read. */
export type PlannedDigest = Omit<Digest, 'totals' | 'toDate' | 'madeAt' | 'files'>;

export type DigestPlan =
  /**
   * The unit's digest day has not come since the last digest, or none of its consultations was open
   * in the window.
   */
  | { readonly plan: 'nothing-due'; readonly why: 'not-its-day' | 'nothing-open' }
  /** This slot, or a later one, has had its digest. */
  | { readonly plan: 'covered' }
  /** The unit has no mailbox. The window stays unread, so that the next digest covers it. */
  | { readonly plan: 'no-mailbox' }
  | { readonly plan: 'make'; readonly digest: PlannedDigest };

/**
 * Says whether the run is too early: opinions may still arrive in the window that ends
 * `WINDOW_MARGIN_MS` before `scheduledTime`.
 */
export function isPremature(scheduledTime: Instant, now: Instant): boolean {
  return now < plus(scheduledTime, SETTLING_MS - WINDOW_MARGIN_MS);
}

/**
 * Decides what the run of `scheduledTime` owes `unit`. A digest is due once a digest day has come
 * since the last digest, so the next run makes up for a missed one. The window starts where the
 * window of the previous digest ended, however long ago. It ends at the scheduled time less the
 * margin, however late the run is: a late or repeated run reads the same window.
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
    to: plus(scheduledTime, -WINDOW_MARGIN_MS),
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
  const dayEnds = plus(sameTimeOn(day, scheduledTime), -WINDOW_MARGIN_MS);
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

/**
 * Returns the day of the unit's next digest: tomorrow or later, because today's digest may already
 * have gone out.
 */
export function nextDigestDay(unit: ResponsibleUnit, now: Instant): LocalDate {
  return firstDigestDay(unit, localDate(now), [1, 2, 3, 4, 5, 6, 7]);
}

/** Returns the slot's own day, or the last day before it that is a digest day of the unit. */
function lastDigestDay(unit: ResponsibleUnit, scheduledTime: Instant): LocalDate {
  return firstDigestDay(unit, localDate(scheduledTime), [0, -1, -2, -3, -4, -5, -6]);
}

/** Returns the first digest day among the days at these distances from `date`. */
function firstDigestDay(
  unit: ResponsibleUnit,
  date: LocalDate,
  distances: readonly number[],
): LocalDate {
  const days = distances.map((distance) => dayAfter(date, distance));
  const found = days.find((day) => isDigestDay(unit, day));
  if (found === undefined) throw new Error(`The unit ${unit.id} has no digest day`);
  return found;
}

function isDigestDay({ digestDays }: ResponsibleUnit, date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  return digestDays.some((day) => day === weekday);
}
