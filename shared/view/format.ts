import type { Language } from '../domain/text.ts';
import {
  deadlineOf,
  type Instant,
  type LocalDate,
  localDate,
  TIME_ZONE,
  type Weekday,
  type Window,
} from '../domain/time.ts';

/*
 * Dates, numbers and words that agree with them, the same on pages and in mails. Every date and
 * time is in the time zone of Latvia. `Intl` does not know Latvian cases, so this file declines the
 * months itself.
 */

/**
 * The Latvian case that the sentence around a date needs: "līdz" and "pēc" take the dative, "no"
 * takes the genitive, "when" takes the locative. English dates have one form and ignore the case.
 */
export type GrammaticalCase = 'nominative' | 'genitive' | 'dative' | 'accusative' | 'locative';

/** The ending of each case, for the two declensions of the months. */
const LATVIAN_CASES: Record<'-s' | '-is', Record<GrammaticalCase, string>> = {
  '-s': { nominative: 's', genitive: 'a', dative: 'am', accusative: 'u', locative: 'ā' },
  '-is': { nominative: 'is', genitive: 'a', dative: 'im', accusative: 'i', locative: 'ī' },
};
const LATVIAN_MONTHS: readonly (readonly [stem: string, declension: '-s' | '-is'])[] = [
  ['janvār', '-is'],
  ['februār', '-is'],
  ['mart', '-s'],
  ['aprīl', '-is'],
  ['maij', '-s'],
  ['jūnij', '-s'],
  ['jūlij', '-s'],
  ['august', '-s'],
  ['septembr', '-is'],
  ['oktobr', '-is'],
  ['novembr', '-is'],
  ['decembr', '-is'],
];

const ENGLISH_MONTH = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long' });
const CLOCK = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const LOCALES: Record<Language, string> = { lv: 'lv', en: 'en-GB' };
const DATE = { timeZone: TIME_ZONE, dateStyle: 'long' } as const;
const DATES: Record<Language, Intl.DateTimeFormat> = {
  lv: new Intl.DateTimeFormat(LOCALES.lv, DATE),
  en: new Intl.DateTimeFormat(LOCALES.en, DATE),
};
const NUMBERS: Record<Language, Intl.NumberFormat> = {
  lv: new Intl.NumberFormat(LOCALES.lv),
  en: new Intl.NumberFormat(LOCALES.en),
};
const PLURALS: Record<Language, Intl.PluralRules> = {
  lv: new Intl.PluralRules(LOCALES.lv),
  en: new Intl.PluralRules(LOCALES.en),
};

const NBSP = '\u00a0';

/**
 * Formats a date as `2026. gada 23. novembrī` or `23 November 2026`. For an instant, this is its
 * day in Riga. The year is left out if it is also the year of `near`.
 */
export function formatDate(
  language: Language,
  when: LocalDate | Instant,
  inCase: GrammaticalCase = 'nominative',
  near: LocalDate | Instant | null = null,
): string {
  const [year, month, day] = dayOf(when);
  const isNear = near !== null && dayOf(near)[0] === year;
  if (language === 'en') {
    const date = `${day}${NBSP}${ENGLISH_MONTH.format(Date.UTC(year, month - 1, day))}`;
    return isNear ? date : `${date}${NBSP}${year}`;
  }
  const date = `${day}.${NBSP}${latvianMonth(month, inCase)}`;
  return isNear ? date : `${year}.${NBSP}gada ${date}`;
}

/**
 * Formats a date as {@link formatDate} does, with the weekday before it: `pirmdien, 2026. gada 23.
 * novembrī`, `Monday 23 November 2026`.
 */
export function formatDay(
  language: Language,
  when: LocalDate | Instant,
  inCase: 'nominative' | 'locative' = 'nominative',
): string {
  const [year, month, day] = dayOf(when);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const date = formatDate(language, when, inCase);
  if (language === 'en') return `${ENGLISH_WEEKDAYS[weekday]} ${date}`;
  const name = LATVIAN_WEEKDAYS[weekday] ?? '';
  return `${inCase === 'locative' ? name : `${name}a`}, ${date}`;
}

/**
 * Formats a time as `2026. gada 23. novembrī plkst. 17.00` or `23 November 2026 at 17:00`. Leaves
 * out the seconds. With `exact`, it adds seconds other than zero, for times on which a right
 * depends.
 */
export function formatDateTime(
  language: Language,
  when: Instant,
  inCase: GrammaticalCase = 'nominative',
  precision: 'minute' | 'exact' = 'minute',
): string {
  return withClock(language, formatDate(language, when, inCase), when, precision);
}

/**
 * Formats a time as {@link formatDateTime} does, without the year if it is also the year of `near`:
 * `23. novembrī plkst. 17.00`.
 */
export function formatDateTimeNear(
  language: Language,
  when: Instant,
  near: Instant,
  inCase: GrammaticalCase = 'nominative',
): string {
  return withClock(language, formatDate(language, when, inCase, near), when, 'minute');
}

function withClock(
  language: Language,
  date: string,
  when: Instant,
  precision: 'minute' | 'exact',
): string {
  const [hours, minutes, seconds] = CLOCK.format(Date.parse(when)).split(':');
  const steps = [hours, minutes, ...(precision === 'exact' && seconds !== '00' ? [seconds] : [])];
  return language === 'en'
    ? `${date} at${NBSP}${steps.join(':')}`
    : `${date} plkst.${NBSP}${steps.join('.')}`;
}

/**
 * Formats the time until which a form is open. It never names a later time than the form is open:
 * seconds are left out, and midnight is the last minute of the day that ends.
 */
export function formatDeadline(
  language: Language,
  closesAt: Instant,
  inCase: GrammaticalCase = 'nominative',
): string {
  return formatDateTime(language, deadlineOf(closesAt), inCase);
}

/**
 * Formats the days of a window, such as `2026. gada 23.–30. novembris` or `23 – 30 November 2026`.
 */
export function formatPeriod(language: Language, { from, to }: Window): string {
  return DATES[language].formatRange(Date.parse(from), Date.parse(to)).replaceAll(/\s/gu, NBSP);
}

/**
 * Formats the weekdays of something that comes every week: `pirmdienās un ceturtdienās`, `on
 * Mondays and Thursdays`.
 */
export function formatWeekdays(language: Language, weekdays: readonly Weekday[]): string {
  const names = weekdays.map((weekday) => WEEKLY[language][weekday]);
  const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
  return language === 'en' ? `on ${list}` : list;
}

/** Formats the numbers of things in a list: `1., 2. un 5.`, `1, 2 and 5`. */
export function formatNumbers(language: Language, numbers: readonly number[]): string {
  const written = numbers.map((number) => (language === 'lv' ? `${number}.` : String(number)));
  return new Intl.ListFormat(LOCALES[language], { type: 'conjunction' }).format(written);
}

/** Formats a number with the group separators of the language: `20 000`, `20,000`. */
export function formatNumber(language: Language, value: number): string {
  return NUMBERS[language].format(value);
}

/** Formats the size of a file: `12 kB`, `1,2 MB`. A kilobyte is 1,000 bytes. */
export function formatBytes(language: Language, bytes: number): string {
  const unit = bytes < 1_000_000 ? 'kilobyte' : 'megabyte';
  const amount = unit === 'kilobyte' ? Math.ceil(bytes / 1_000) : bytes / 1_000_000;
  const digits = unit === 'megabyte' && amount < 10 ? 1 : 0;
  return new Intl.NumberFormat(LOCALES[language], {
    style: 'unit',
    unit,
    maximumFractionDigits: digits,
  })
    .format(amount)
    .replace(' ', NBSP);
}

/**
 * Words for a count. Latvian needs `zero` for 0, 10 to 20, 30 …, `one` for 1, 21, 31 …, and `other`
 * for the rest.
 */
export interface PluralForms {
  /** English does not need this form. */
  readonly zero?: string;
  readonly one: string;
  readonly other: string;
}

/** Returns the form that agrees with `count`, without the count. */
export function plural(language: Language, count: number, forms: PluralForms): string {
  const rule = PLURALS[language].select(count);
  if (rule === 'zero') return forms.zero ?? forms.other;
  return rule === 'one' ? forms.one : forms.other;
}

/** Formats the count together with the form that agrees with it: `21 viedoklis`, `2 opinions`. */
export function formatCount(language: Language, count: number, forms: PluralForms): string {
  return `${formatNumber(language, count)}${NBSP}${plural(language, count, forms)}`;
}

/** Sunday first. These are adverbs ("on Sunday"): the nominative without its last letter. */
const LATVIAN_WEEKDAYS = [
  'svētdien',
  'pirmdien',
  'otrdien',
  'trešdien',
  'ceturtdien',
  'piektdien',
  'sestdien',
];
const ENGLISH_WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];
const WEEKLY: Record<Language, Record<Weekday, string>> = {
  lv: {
    monday: 'pirmdienās',
    tuesday: 'otrdienās',
    wednesday: 'trešdienās',
    thursday: 'ceturtdienās',
    friday: 'piektdienās',
    saturday: 'sestdienās',
    sunday: 'svētdienās',
  },
  en: {
    monday: 'Mondays',
    tuesday: 'Tuesdays',
    wednesday: 'Wednesdays',
    thursday: 'Thursdays',
    friday: 'Fridays',
    saturday: 'Saturdays',
    sunday: 'Sundays',
  },
};

function dayOf(when: LocalDate | Instant): [year: number, month: number, day: number] {
  const date = when.includes('T') ? localDate(when as Instant) : when;
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return [year, month, day];
}

function latvianMonth(month: number, inCase: GrammaticalCase): string {
  const [stem, declension] = LATVIAN_MONTHS[month - 1] ?? ['', '-s'];
  // In the genitive, the second declension softens the last consonant of the stem. Among the
  // months, this changes only the l of "aprīlis".
  const softened = inCase === 'genitive' && stem === 'aprīl' ? 'aprīļ' : stem;
  return `${softened}${LATVIAN_CASES[declension][inCase]}`;
}
