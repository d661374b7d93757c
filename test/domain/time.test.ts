import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  dayAfter,
  daysUntil,
  deadlineOf,
  endOfDay,
  fullDaysBetween,
  Instant,
  instantOf,
  LocalDate,
  localDate,
  momentInRiga,
  plus,
  weekdayOf,
  WEEKDAYS,
  WrittenInstant,
} from '../../shared/domain/time.ts';
import { read } from '../../shared/domain/failure.ts';
import { at } from '../support/builders.ts';

const instants = fc
  .date({ min: new Date('2010-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
  .map(instantOf);

describe('local time of Riga', () => {
  it('agrees with the Temporal polyfill on day and weekday at any instant', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const oracle = Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/Riga');
        const date = localDate(instant);
        expect(date).toBe(oracle.toPlainDate().toString());
        expect(weekdayOf(date)).toBe(WEEKDAYS[oracle.dayOfWeek - 1]);
      }),
      { numRuns: 500 },
    );
  });

  it('finds the moment at which clocks in Riga show a time, on any day', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const shown = Temporal.Instant.from(instant)
          .toZonedDateTimeISO('Europe/Riga')
          .toPlainDateTime()
          .round('minute');
        const oracle = shown.toZonedDateTime('Europe/Riga', { disambiguation: 'earlier' });
        expect(Date.parse(momentInRiga(shown.toString()))).toBe(oracle.epochMilliseconds);
      }),
      { numRuns: 2_000 },
    );
    expect(momentInRiga('2027-10-31T03:30')).toBe('2027-10-31T00:30:00.000Z');
    expect(momentInRiga('2027-03-28T04:30')).toBe('2027-03-28T01:30:00.000Z');
  });

  it('ends each day at the midnight after it, across both clock changes', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const day = Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/Riga').startOfDay();
        const end = endOfDay(localDate(instant));
        expect(Date.parse(end)).toBe(day.add({ days: 1 }).epochMilliseconds);
        expect(localDate(plus(end, -1))).toBe(localDate(instant));
      }),
    );
    expect(endOfDay(LocalDate.parse('2027-03-28'))).toBe('2027-03-28T21:00:00.000Z');
    expect(endOfDay(LocalDate.parse('2027-10-31'))).toBe('2027-10-31T22:00:00.000Z');
  });

  it('counts days on by the calendar, across a leap day and a clock change', () => {
    expect(dayAfter(LocalDate.parse('2028-02-28'), 2)).toBe('2028-03-01');
    expect(dayAfter(LocalDate.parse('2027-03-29'), -3)).toBe('2027-03-26');
  });

  it.each([
    [
      'the end of the day that summer time begins',
      '2027-03-29T00:00+03:00',
      '2027-03-28T20:59:00Z',
    ],
    ['the end of the day that it ends', '2027-11-01T00:00+02:00', '2027-10-31T21:59:00Z'],
    ['midnight in Greenwich', '2027-05-01T00:00Z', '2027-05-01T00:00:00Z'],
    ['the last second of a day', '2027-04-30T23:59:59+03:00', '2027-04-30T20:59:59Z'],
  ])('reads as a deadline at %s', (_, closesAt, deadline) => {
    expect(deadlineOf(at(closesAt))).toBe(at(deadline));
  });

  it('changes the day at midnight in Riga, not in Greenwich', () => {
    expect(localDate(at('2027-06-30T20:59:59.999Z'))).toBe('2027-06-30');
    expect(localDate(at('2027-06-30T21:00:00.000Z'))).toBe('2027-07-01');
  });

  it('counts days left by the calendar, across both clock changes', () => {
    expect(daysUntil(at('2027-03-27T23:30+02:00'), at('2027-03-29T00:10+03:00'))).toBe(2);
    expect(daysUntil(at('2027-10-30T23:30+03:00'), at('2027-11-01T00:10+02:00'))).toBe(2);
    expect(daysUntil(at('2027-01-05T10:00Z'), at('2027-01-05T15:00Z'))).toBe(0);
    expect(daysUntil(at('2027-01-05T10:00Z'), at('2027-01-04T10:00Z'))).toBe(-1);
  });
});

describe('an instant', () => {
  it('is text whose order is time order', () => {
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        expect(a < b).toBe(Date.parse(a) < Date.parse(b));
        expect(Instant.parse(a)).toBe(a);
      }),
    );
  });

  it('refuses any other way of writing', () => {
    for (const written of ['2027-01-04', '2027-01-04T06:00:00Z', '2027-01-04T08:00:00.000+02:00']) {
      expect(Instant.safeParse(written).success).toBe(false);
    }
  });

  it('that nobody can read in a file is told as such', () => {
    expect(read(WrittenInstant, 'tomorrow')).toEqual({
      failures: [{ pointer: '', fault: 'not-an-instant' }],
    });
  });

  it('is read from a file with any offset', () => {
    for (const written of [
      '2027-01-04T08:00:00+02:00',
      '2027-01-04T08:00+02:00',
      '2027-01-04T06:00Z',
    ]) {
      expect(WrittenInstant.parse(written)).toBe('2027-01-04T06:00:00.000Z');
    }
    expect(WrittenInstant.safeParse('2027-02-30T08:00Z').success).toBe(false);
    expect(WrittenInstant.safeParse('2027-01-04T08:00:00').success).toBe(false);
  });
});

describe('full days', () => {
  it.each([
    ['2027-03-27T12:00+02:00', '2027-03-28T12:00+03:00', 1],
    ['2027-03-27T12:00+02:00', '2027-03-28T11:59:59.999+03:00', 0],
    ['2027-10-30T12:00+03:00', '2027-10-31T12:00+02:00', 1],
    ['2027-10-30T12:00+03:00', '2027-10-31T11:00+02:00', 0],
    ['2027-01-05T00:00+02:00', '2027-05-01T00:00+03:00', 116],
    ['2027-01-05T10:00+02:00', '2027-01-05T10:00+02:00', 0],
    ['2027-01-05T10:00+02:00', '2027-01-01T10:00+02:00', 0],
    // Clocks skip this time on the second day.
    ['2027-03-27T03:30+02:00', '2027-03-28T04:30+03:00', 1],
  ])('from %s to %s there are %i', (from, to, days) => {
    expect(fullDaysBetween(at(from), at(to))).toBe(days);
  });
});
