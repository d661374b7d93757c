import { describe, expect, it } from 'vitest';
import type { Consultation } from '../../../shared/domain/consultation.ts';
import { plus } from '../../../shared/domain/time.ts';
import { consultationCalendar } from '../../../shared/view/feeds/calendar.ts';
import { aConsultation } from '../../support/builders.ts';

const wordy = aConsultation({
  title: { lv: 'Plāns, tā gaita; un „ko tālāk”\\n?', en: 'A plan' },
  summary: { lv: `${'Ļoti garš ķēžu ģenerālis šķērsoja ūdeņus. '.repeat(8)}🇱🇻`, en: 'Short.' },
});

function calendarOf(
  consultations: readonly Consultation[] = [wordy],
  language: 'lv' | 'en' = 'lv',
): string {
  return consultationCalendar({ language, siteUrl: 'https://sadzirdets.example', consultations });
}

/** Joins folded lines again, as RFC 5545 says. */
const unfolded = (calendar: string) => calendar.replaceAll('\r\n ', '').split('\r\n');
const valueOf = (calendar: string, name: string) =>
  unfolded(calendar)
    .find((line) => line.startsWith(`${name}:`) || line.startsWith(`${name};`))
    ?.replace(/^[^:]*:/u, '');

describe('the calendar', () => {
  it('says whose it is, what it is called and how often to ask again', () => {
    const calendar = calendarOf();
    expect(valueOf(calendar, 'PRODID')).toBe('-//sadzirdets.example//Sadzirdēts//LV');
    expect(valueOf(calendar, 'X-WR-CALNAME')).toBe('Sadzirdēts: sabiedriskās apspriedes');
    expect(valueOf(calendar, 'REFRESH-INTERVAL')).toBe('PT12H');
    expect(valueOf(calendar, 'SOURCE')).toBe('https://sadzirdets.example/lv/consultations.ics');
  });

  it('breaks its lines as the format requires, never inside a character', () => {
    const calendar = calendarOf();
    expect(calendar.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
    const lengths = calendar.split('\r\n').map((line) => Buffer.byteLength(line));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(75);
    expect(Math.max(...lengths)).toBeGreaterThan(70);
    expect(valueOf(calendar, 'DESCRIPTION')).toContain('šķērsoja ūdeņus. 🇱🇻');
  });

  it('is a calendar without events when there is no consultation', () => {
    const lines = unfolded(calendarOf([])).filter((line) => line !== '');
    expect([lines[0], lines.at(-1)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR']);
    expect(lines).not.toContain('BEGIN:VEVENT');
  });
});

describe('a consultation in it', () => {
  it('lasts from its opening to its closing, in UTC', () => {
    const calendar = calendarOf();
    expect(valueOf(calendar, 'DTSTART')).toBe('20270104T000000Z');
    expect(valueOf(calendar, 'DTEND')).toBe('20270501T000000Z');
  });

  it('is stamped with a time of its own, not of the request', () => {
    expect(valueOf(calendarOf(), 'DTSTAMP')).toBe('20270104T000000Z');
  });

  it('is the same event after any change', () => {
    const changed = { ...wordy, closesAt: plus(wordy.closesAt, 1000) };
    const ids = [calendarOf(), calendarOf([changed])].map((calendar) => valueOf(calendar, 'UID'));
    expect(new Set(ids)).toEqual(new Set(['nap2-midterm-review@sadzirdets.example']));
  });

  it('escapes what the format reads as its own', () => {
    expect(valueOf(calendarOf(), 'SUMMARY')).toBe(
      'Sabiedriskā apspriede: Plāns\\, tā gaita\\; un „ko tālāk”\\\\n?',
    );
  });

  it('says until when opinions are welcome, and leads to its page', () => {
    const description = valueOf(calendarOf(), 'DESCRIPTION')?.replaceAll('\u00a0', ' ');
    expect(description).toContain(
      'Atvērta līdz 2027. gada 1. maijam plkst. 03.00 pēc Rīgas laika.',
    );
    expect(valueOf(calendarOf(), 'URL')).toBe(
      'https://sadzirdets.example/lv/consultations/nap2-midterm-review',
    );
  });

  it('makes nobody busy', () => {
    expect(valueOf(calendarOf(), 'TRANSP')).toBe('TRANSPARENT');
  });

  it('is listed beside the others', () => {
    const calendar = calendarOf([wordy, aConsultation({ id: 'another' })], 'en');
    expect(unfolded(calendar).filter((line) => line.startsWith('SUMMARY:'))).toEqual([
      'SUMMARY:Public consultation: A plan',
      'SUMMARY:Public consultation: Draft review',
    ]);
  });
});
