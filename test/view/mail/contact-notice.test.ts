import { describe, expect, it } from 'vitest';
import { contactNoticeMail } from '../../../shared/view/mail/contact-notice.tsx';
import { aSubmission } from '../../support/builders.ts';
import { linksOf, readHtml, wordsOf } from '../../support/mail-words.ts';
import { REVIEW } from '../../support/mails.ts';
import { OWNER } from '../../support/owner.ts';

const typed = {
  organisation: 'KĻŪSTIET BAGĀTI https://evil.example',
  contact: { name: 'KRĀPNIEKS', email: 'jauna@ngo.example' },
};

describe('the notice to a former contact', () => {
  it.each([
    ['lv', 'Kontaktadrese mainīta: '],
    ['en', 'Contact address changed: '],
  ] as const)(
    'says in %s what has happened, and the same in text and in HTML',
    (language, subject) => {
      const submission = { ...aSubmission(typed), language };
      const about = { submission, consultation: REVIEW, to: 'veca@ngo.example', replyTo: 'r@a.lv' };
      const mail = contactNoticeMail(OWNER)(about);
      expect(mail).toMatchObject({ to: 'veca@ngo.example', replyTo: 'r@a.lv', attachments: [] });
      expect(mail.subject.startsWith(subject)).toBe(true);
      expect(wordsOf(readHtml(mail.html)).join('\n')).toBe(wordsOf(mail.text).join('\n'));
      expect(linksOf(mail.text)).toEqual([]);
      const whole = [mail.subject, mail.text, mail.html, ...Object.values(mail.headers)].join('\n');
      expect(whole).not.toMatch(/BAGĀTI|KRĀPNIEKS|jauna@|evil\.example/u);
      for (const value of Object.values(mail.tags)) expect(value).toMatch(/^[\w-]+$/u);
    },
  );
});
