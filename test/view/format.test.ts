import { describe, expect, it } from 'vitest';
import { LocalDate } from '../../shared/domain/time.ts';
import {
  formatCount,
  formatDate,
  formatDateTime,
  formatDay,
  formatDeadline,
  formatNumber,
  formatPeriod,
  formatWeekdays,
  type GrammaticalCase,
} from '../../shared/view/format.ts';
import { at } from '../support/builders.ts';

/** Turns the non-breaking spaces that keep a date together into plain spaces. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const closing = at('2026-11-23T15:00:00Z');

describe('a date', () => {
  it('has the Latvian case that its sentence needs', () => {
    const cases: GrammaticalCase[] = ['nominative', 'genitive', 'dative', 'accusative', 'locative'];
    expect(cases.map((one) => plain(formatDate('lv', closing, one)))).toEqual([
      '2026. gada 23. novembris',
      '2026. gada 23. novembra',
      '2026. gada 23. novembrim',
      '2026. gada 23. novembri',
      '2026. gada 23. novembrī',
    ]);
  });

  it.each([
    ['2027-03-01', 'marta', 'martā'],
    ['2027-04-01', 'aprīļa', 'aprīlī'],
    ['2027-08-01', 'augusta', 'augustā'],
  ])('declines the month of %s as its own declension does', (date, genitive, locative) => {
    const day = LocalDate.parse(date);
    expect(plain(formatDate('lv', day, 'genitive'))).toBe(`2027. gada 1. ${genitive}`);
    expect(plain(formatDate('lv', day, 'locative'))).toBe(`2027. gada 1. ${locative}`);
  });

  it('is the day in Riga, not in UTC', () => {
    const lateEvening = at('2026-12-31T22:30:00Z');
    expect(plain(formatDate('lv', lateEvening))).toBe('2027. gada 1. janvāris');
    expect(plain(formatDate('en', lateEvening))).toBe('1 January 2027');
  });

  it('is preceded by its weekday when that is asked for', () => {
    const day = LocalDate.parse('2026-11-23');
    expect(plain(formatDay('lv', day, 'locative'))).toBe('pirmdien, 2026. gada 23. novembrī');
    expect(plain(formatDay('lv', day))).toBe('pirmdiena, 2026. gada 23. novembris');
    expect(plain(formatDay('en', day))).toBe('Monday 23 November 2026');
  });
});

describe('a window', () => {
  it.each([
    ['2026-11-23', '2026-11-30', '2026. gada 23.–30. novembris', '23 – 30 November 2026'],
    [
      '2026-12-28',
      '2027-01-04',
      '2026. gada 28. decembris – 2027. gada 4. janvāris',
      '28 December 2026 – 4 January 2027',
    ],
    ['2026-11-30', '2026-11-30', '2026. gada 30. novembris', '30 November 2026'],
  ])('from %s to %s is told by its days', (from, to, lv, en) => {
    const window = { from: at(`${from}T07:55+02:00`), to: at(`${to}T23:55+02:00`) };
    expect(plain(formatPeriod('lv', window))).toBe(lv);
    expect(plain(formatPeriod('en', window))).toBe(en);
  });
});

describe('a time', () => {
  it('follows the clock of Riga through the change to summer time', () => {
    expect(plain(formatDateTime('lv', at('2027-03-28T00:59:00Z'), 'locative'))).toBe(
      '2027. gada 28. martā plkst. 02.59',
    );
    expect(plain(formatDateTime('en', at('2027-03-28T01:00:00Z')))).toBe('28 March 2027 at 04:00');
  });

  it('says midnight as the beginning of a day', () => {
    expect(plain(formatDateTime('lv', at('2026-11-23T22:00:00Z'), 'dative'))).toBe(
      '2026. gada 24. novembrim plkst. 00.00',
    );
  });

  it('as a deadline at midnight is the last minute of the day that ends, and has no seconds', () => {
    const midnight = at('2027-03-29T00:00+03:00');
    expect(plain(formatDeadline('lv', midnight, 'dative'))).toBe(
      '2027. gada 28. martam plkst. 23.59',
    );
    expect(plain(formatDeadline('en', midnight))).toBe('28 March 2027 at 23:59');
    expect(plain(formatDeadline('en', at('2027-03-28T23:59:59+03:00')))).toBe(
      '28 March 2027 at 23:59',
    );
    expect(plain(formatDeadline('en', at('2027-03-28T01:55:59+02:00')))).toBe(
      '28 March 2027 at 01:55',
    );
  });

  it('shows seconds only when there are any and a right depends on them', () => {
    const odd = at('2026-11-23T14:59:58.700Z');
    expect(plain(formatDateTime('en', odd))).toBe('23 November 2026 at 16:59');
    expect(plain(formatDateTime('en', odd, 'nominative', 'exact'))).toBe(
      '23 November 2026 at 16:59:58',
    );
    expect(plain(formatDateTime('en', closing, 'nominative', 'exact'))).toBe(
      '23 November 2026 at 17:00',
    );
  });
});

describe('a count', () => {
  const forms = { zero: 'viedokļu', one: 'viedoklis', other: 'viedokļi' };

  it.each([
    [0, '0 viedokļu'],
    [1, '1 viedoklis'],
    [2, '2 viedokļi'],
    [10, '10 viedokļu'],
    [11, '11 viedokļu'],
    [21, '21 viedoklis'],
    [22, '22 viedokļi'],
    [111, '111 viedokļu'],
    [121, '121 viedoklis'],
  ])('of %i agrees with its Latvian noun', (count, words) => {
    expect(plain(formatCount('lv', count, forms))).toBe(words);
  });

  it('of zero is a plural in English', () => {
    const english = { one: 'opinion', other: 'opinions' };
    expect([0, 1, 2].map((count) => plain(formatCount('en', count, english)))).toEqual([
      '0 opinions',
      '1 opinion',
      '2 opinions',
    ]);
  });

  it('is grouped as the language groups it', () => {
    expect(plain(formatNumber('lv', 20_000))).toBe('20 000');
    expect(formatNumber('en', 20_000)).toBe('20,000');
  });
});

it('names the days of every week', () => {
  expect(formatWeekdays('lv', ['monday', 'thursday'])).toBe('pirmdienās un ceturtdienās');
  expect(formatWeekdays('en', ['monday', 'thursday'])).toBe('on Mondays and Thursdays');
});
