import { describe, expect, it } from 'vitest';
import { AnnouncementInput } from '../../shared/domain/announcement.ts';

function accepts(body: string): boolean {
  const words = { subject: 'Temats', body };
  const input = {
    id: 'a',
    topic: 'results',
    sendAt: '2027-01-11T08:00+02:00',
    lv: words,
    en: words,
  };
  return AnnouncementInput.safeParse(input).success;
}

describe('the body of an announcement', () => {
  it.each([
    ['a rule of many dashes', '-'.repeat(80)],
    ['lists within lists', '- a\n  - b\n    1. c\n       > d'],
    ['20,000 characters', 'x'.repeat(20_000)],
  ])('may be %s', (_, body) => {
    expect(accepts(body)).toBe(true);
  });

  it.each([
    ['empty', ' \n '],
    ['longer', 'x'.repeat(20_001)],
    ['nested as nobody reads it', `Teksts\n\n${'- '.repeat(9_000)}`],
    ['quoted as nobody reads it', '>'.repeat(500)],
  ])('may not be %s', (_, body) => {
    expect(accepts(body)).toBe(false);
  });
});
