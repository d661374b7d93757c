import * as z from 'zod/mini';

/** The time zone of Latvia. It applies to digest days, closing times and every date shown. */
export const TIME_ZONE = 'Europe/Riga';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * A moment, ISO 8601 in UTC with milliseconds (`2026-11-23T06:00:00.000Z`). The width is fixed, so
 * text order is time order. The sort keys of the table rely on this.
 */
export const Instant = z.iso
  .datetime({ precision: 3, error: 'not-an-instant' })
  .check(z.regex(/^\d{4}-.*Z$/u))
  .brand<'Instant'>();
export type Instant = z.infer<typeof Instant>;

/** People write `T08:00+02:00` instead of `T08:00:00+02:00`. Both mean the same. */
const WITHOUT_SECONDS = /(T\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})$/u;

/**
 * Any ISO 8601 moment with an offset, as people write it in files. It becomes an {@link Instant}.
 */
export const WrittenInstant = z.pipe(
  z.string().check(z.overwrite((written) => written.replace(WITHOUT_SECONDS, '$1:00$2'))),
  z.pipe(
    z.iso.datetime({ offset: true, error: 'not-an-instant' }),
    z.transform((written) => instantOf(new Date(written))),
  ),
);

/** A calendar day in {@link TIME_ZONE}, `YYYY-MM-DD`. */
export const LocalDate = z.iso.date().brand<'LocalDate'>();
export type LocalDate = z.infer<typeof LocalDate>;

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export const Weekday = z.enum(WEEKDAYS);
export type Weekday = z.infer<typeof Weekday>;

/**
 * The days that a unit may choose for its digests. A missed day is made up on the next day,
 * weekends included.
 */
export const WORKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;

/** Throws RangeError for an invalid date. */
export function instantOf(date: Date): Instant {
  return date.toISOString() as Instant;
}

/** Returns the hour in UTC in which the instant lies. */
export function wholeHour(instant: Instant): Instant {
  return `${instant.slice(0, 13)}:00:00.000Z` as Instant;
}

/** Adds milliseconds. `ms` may be negative. */
export function plus(instant: Instant, ms: number): Instant {
  return instantOf(new Date(Date.parse(instant) + ms));
}

/**
 * Returns `now`, or a later time if that is not later than everything that came before. The clocks
 * of two servers may differ by some milliseconds. If a version were older than the one before it, a
 * window that ends between them would tell them in the wrong order.
 */
export function laterThan(before: readonly (Instant | undefined)[], now: Instant): Instant {
  return before.reduce<Instant>((latest, one) => {
    return one === undefined || one < latest ? latest : plus(one, 1);
  }, now);
}

/**
 * Delays `make` until its first use. Node takes 20 ms to load the calendars, and no cold start
 * should wait for that.
 */
function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

const localParts = once(
  () =>
    new Intl.DateTimeFormat('en-CA', {
      timeZone: TIME_ZONE,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    }),
);

export function localDate(instant: Instant): LocalDate {
  return localParts().format(Date.parse(instant)) as LocalDate;
}

/**
 * Returns the moment when clocks in Riga show `YYYY-MM-DDTHH:MM`. If clocks show that time twice,
 * in autumn, returns the earlier moment.
 */
export function momentInRiga(shown: string): Instant {
  const asIfUtc = instantOf(new Date(`${shown}Z`));
  const dayBefore = plus(asIfUtc, -DAY_MS);
  const earlier = plus(asIfUtc, -offsetMs(dayBefore));
  // If summer time begins within that day, clocks are ahead of the offset of the day before.
  return plus(asIfUtc, -offsetMs(earlier));
}

/** Returns the moment when `date` ends in Riga and the next day begins. */
export function endOfDay(date: LocalDate): Instant {
  return momentInRiga(`${dayAfter(date, 1)}T00:00`);
}

/**
 * Returns the time that people read as the deadline of what closes at `closesAt`. If that is
 * midnight, it is the last minute of the day that ends: `00:00` could mean either day.
 */
export function deadlineOf(closesAt: Instant): Instant {
  const isMidnight = localDate(plus(closesAt, -1)) !== localDate(closesAt);
  return isMidnight ? plus(closesAt, -MINUTE_MS) : closesAt;
}

/** Returns the day that is `days` days later. `days` may be negative. */
export function dayAfter(date: LocalDate, days: number): LocalDate {
  return plus(instantOf(new Date(date)), days * DAY_MS).slice(0, 10) as LocalDate;
}

/**
 * Returns the moment on `date` when clocks in Riga show the same time as at `instant`. If clocks
 * skip that time, returns a moment when they show an hour less, or an hour more if `instant` is in
 * summer time. If they show it twice, returns the moment with the same offset from UTC as
 * `instant`.
 */
export function sameTimeOn(date: LocalDate, instant: Instant): Instant {
  const days = Math.round((Date.parse(date) - Date.parse(localDate(instant))) / DAY_MS);
  const shifted = plus(instant, days * DAY_MS);
  return plus(shifted, offsetMs(instant) - offsetMs(shifted));
}

const offsets = once(
  () => new Intl.DateTimeFormat('en-GB', { timeZone: TIME_ZONE, timeZoneName: 'longOffset' }),
);

function offsetMs(instant: Instant): number {
  const [, hours = '0', minutes = '0'] =
    /GMT\+(\d{2}):(\d{2})$/u.exec(offsets().format(Date.parse(instant))) ?? [];
  return (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

export function weekdayOf(date: LocalDate): Weekday {
  const sundayFirst = new Date(`${date}T00:00:00Z`).getUTCDay();
  return WEEKDAYS[(sundayFirst + 6) % 7] as Weekday;
}

/**
 * Returns whole local days from `now` to `then`: 0 on the same day, negative once `then` is past.
 */
export function daysUntil(now: Instant, then: Instant): number {
  const midnight = (instant: Instant) => Date.parse(`${localDate(instant)}T00:00:00Z`);
  return Math.round((midnight(then) - midnight(now)) / DAY_MS);
}

/**
 * Returns how many full days lie between the two: how often clocks in Riga show the time of `from`
 * again up to `to`. A day on which clocks change counts as one. 0 if `to` is the earlier one.
 */
export function fullDaysBetween(from: Instant, to: Instant): number {
  const days = daysUntil(from, to);
  const isFull = sameTimeOn(dayAfter(localDate(from), days), from) <= to;
  return Math.max(0, isFull ? days : days - 1);
}

/** Half-open `[from, to)`: an instant equal to `to` belongs to the next window. */
export const Window = z.readonly(z.strictObject({ from: Instant, to: Instant }));
export type Window = z.infer<typeof Window>;

export function contains(window: Window, instant: Instant): boolean {
  return window.from <= instant && instant < window.to;
}
