import { describe, expect, it } from 'vitest';
import type { ModerationAct } from '../../../shared/domain/standing.ts';
import { MODERATION_RULES } from '../../../shared/moderation-rules.ts';
import { moderationMail } from '../../../shared/view/mail/moderation-mail.tsx';
import { aSubmission, at } from '../../support/builders.ts';
import { linksOf, readHtml, wordsOf } from '../../support/mail-words.ts';
import { REVIEW } from '../../support/mails.ts';
import { OWNER } from '../../support/owner.ts';

const typed = {
  organisation: 'KĻŪSTIET BAGĀTI https://evil.example',
  contact: { name: 'KRĀPNIEKS', email: 'anna@ngo.example' },
};
const URLS = ['https://site.example/lv/consultations/a/opinions/AAAAAAAAAAAAAAAA'];

function anAct(kind: ModerationAct['kind'], reference: string): ModerationAct {
  const [rule] = MODERATION_RULES;
  const receivedAt = at('2027-01-05T10:00:00Z');
  const about = { kind, rule: rule?.id ?? '', receivedAt, parts: [] };
  return { consultation: REVIEW.id, reference, ...about };
}

describe('the mail about an act of moderation', () => {
  it.each([
    ['hide', 'lv', 'Teksts paslēpts: ', /atbildiet uz\s+šo vēstuli/u],
    ['hide', 'en', 'Text hidden: ', /reply to this\s+mail/u],
    ['show', 'lv', 'Teksts atkal redzams: ', /atbildiet uz\s+šo vēstuli/u],
    ['show', 'en', 'Text shown again: ', /reply to this\s+mail/u],
  ] as const)(
    'says of %s in %s what happened, why and how to object, the same in text and in HTML',
    (kind, language, subject, object) => {
      const submission = { ...aSubmission(typed), language };
      const [rule] = MODERATION_RULES;
      const act = anAct(kind, submission.reference);
      const about = { act, submission, consultation: REVIEW, urls: URLS, replyTo: 'r@a.lv' };
      const mail = moderationMail(OWNER)(about);
      expect(mail).toMatchObject({ to: 'anna@ngo.example', replyTo: 'r@a.lv', attachments: [] });
      expect(mail.subject.startsWith(subject)).toBe(true);
      expect(wordsOf(readHtml(mail.html)).join('\n')).toBe(wordsOf(mail.text).join('\n'));
      expect(mail.text).toMatch(object);
      expect(mail.text.replace(/\s+/gu, ' ')).toContain(rule?.title[language]);
      expect(linksOf(mail.text)).toEqual(URLS);
      const whole = [mail.subject, mail.text, mail.html, ...Object.values(mail.headers)].join('\n');
      expect(whole).not.toMatch(/BAGĀTI|KRĀPNIEKS|evil\.example/u);
      for (const value of Object.values(mail.tags)) expect(value).toMatch(/^[\w-]+$/u);
    },
  );

  it.each([
    ['hide', 'lv', 'Teksts netiks rādīts: ', 'lasītāji redzēs tikai rindu'],
    ['hide', 'en', 'Text will not be shown: ', 'readers will see only a line'],
    ['show', 'lv', 'Teksts tiks rādīts: ', 'Tad visi varēs izlasīt'],
    ['show', 'en', 'Text will be shown: ', 'Then everybody will be able to read'],
  ] as const)(
    'says of %s in %s what readers will see if nothing is public yet, and names no address',
    (kind, language, subject, said) => {
      const submission = { ...aSubmission(typed), language };
      const act = anAct(kind, submission.reference);
      const about = { act, submission, consultation: REVIEW, urls: [], replyTo: 'r@a.lv' };
      const mail = moderationMail(OWNER)(about);
      expect(mail.subject.startsWith(subject)).toBe(true);
      expect(mail.text.replace(/\s+/gu, ' ')).toContain(said);
      expect(wordsOf(readHtml(mail.html)).join('\n')).toBe(wordsOf(mail.text).join('\n'));
      expect(linksOf(mail.text)).toEqual([]);
      expect(mail.text).not.toMatch(/Teksta adrese|address of the text/u);
    },
  );

  it.each([
    ['lv', 'paslēpusi iestāde, kas rīko apspriedi: Klimata un enerģētikas ministrija.'],
    ['en', 'the institution that holds the consultation: Ministry of Climate and Energy.'],
  ] as const)('names the owner of the deployment in %s as who has hidden it', (language, named) => {
    const name = { lv: 'Klimata un enerģētikas ministrija', en: 'Ministry of Climate and Energy' };
    const submission = { ...aSubmission(typed), language };
    const act = anAct('hide', submission.reference);
    const about = { act, submission, consultation: REVIEW, urls: URLS, replyTo: 'r@a.lv' };
    const { text, html } = moderationMail({ ...OWNER, name })(about);
    expect(text.replace(/\s+/gu, ' ')).toContain(named);
    expect(text + html).not.toMatch(/kancelej|chancellery(?!\.example)/iu);
  });
});
