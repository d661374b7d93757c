import { expect, it } from 'vitest';
import { publicationLines } from '../../operator/publication-words.ts';
import { announcementsOf } from '../../shared/domain/announcement.ts';
import { plus, DAY_MS } from '../../shared/domain/time.ts';
import { aConsultation, at } from '../support/builders.ts';

const consultation = aConsultation({
  opensAt: at('2027-01-04T22:00:00Z'),
  closesAt: at('2027-04-30T21:00:00Z'),
});
const about = {
  consultation,
  mails: announcementsOf(consultation, 'drafts').map((announcement) => {
    return { announcement, audience: announcement.topic === 'drafts' ? 12 : 7 };
  }),
  siteUrl: 'https://sadzirdets.example',
  now: at('2027-01-01T10:00:00Z'),
};

it('a publication is foretold in local time, with its pages and how many people hear of it', () => {
  expect(publicationLines(about)).toEqual([
    `Publishing ${consultation.id}:`,
    '  opens   2027-01-05 00:00 in Riga (2027-01-04T22:00:00.000Z)',
    '  closes  2027-05-01 00:00 in Riga (2027-04-30T21:00:00.000Z)',
    `  pages   https://sadzirdets.example/lv/consultations/${consultation.id}`,
    `          https://sadzirdets.example/en/consultations/${consultation.id}`,
    expect.stringMatching(/^ {2}mails {3}2027-01-05 .*topic "drafts", 12 at present$/u),
    expect.stringMatching(/^ {10}2027-04-.*topic "closing", 7 at present$/u),
  ]);
});

it('a publication says what goes out at once, and when nobody is told', () => {
  const [opened] = publicationLines({ ...about, now: plus(consultation.opensAt, DAY_MS) }).slice(5);
  expect(opened).toBe('  mails   at once: all subscribers of the topic "drafts", 12 at present');
  const last = publicationLines({ ...about, mails: [] }).at(-1);
  expect(last).toMatch(/no subscriber will be told/u);
});
