import { describe, expect, it } from 'vitest';
import {
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../../shared/domain/submission.ts';
import { LocalDate } from '../../../shared/domain/time.ts';
import type { Mail } from '../../../shared/ports/mail.ts';
import { receiptMail } from '../../../shared/view/mail/receipt-mail.tsx';
import { aSubmission, at, reachable } from '../../support/builders.ts';
import { lettersOf, linksOf, readHtml, wordsOf } from '../../support/mail-words.ts';
import { CALL, CHANCELLERY, PROPOSALS, REVIEW, WEEK } from '../../support/mails.ts';
import { OWNER } from '../../support/owner.ts';
import { aSealedLog } from '../../support/sealed-logs.ts';

const [FIRST, , THIRD, , EDITED, WITHDRAWN] = WEEK.map(({ after }) => after);
const PROPOSAL = PROPOSALS[0]?.after;
const PAGE =
  'https://sadzirdets.example/lv/consultations/nap2-midterm-review/receipts/RKYYFTWAJFV6';

function receiptOf(submission: Submission | undefined, changes = {}) {
  return receiptMail(OWNER)({
    submission: reachable(submission),
    quotes: true,
    consultation: REVIEW,
    units: [CHANCELLERY],
    revisionUrl: `${PAGE}/edit?key=${'k'.repeat(43)}`,
    receiptUrl: PAGE,
    firstDigestOn: LocalDate.parse('2026-11-30'),
    now: at('2026-11-25T10:00:00+02:00'),
    log: aSealedLog(REVIEW),
    checkUrl: 'https://sadzirdets.example/lv/check',
    replyTo: 'konsultacijas@sadzirdets.example',
    ...changes,
  });
}

const WORST = aSubmission({
  consultation: REVIEW,
  receivedAt: at('2026-11-25T10:00:00+02:00'),
  organisation: '"'.repeat(200),
  opinions: [null, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((commitment) => {
    return { commitment, rating: 'limited', text: '"\n&'.repeat(6_000) };
  }),
});

/** The day after the digest. */
const LATER = at('2026-12-01T08:00:00+02:00');

const CASES: Record<string, () => Mail> = {
  submitted: () => receiptOf(FIRST),
  edited: () => receiptOf(EDITED),
  withdrawn: () => receiptOf(WITHDRAWN),
  english: () => receiptOf(THIRD && { ...THIRD, language: 'en' }),
  unquoted: () => receiptOf(FIRST, { quotes: false }),
  large: () => receiptOf(WORST),
  'told-before': () => receiptOf(FIRST, { now: LATER }),
  closed: () => receiptOf(FIRST, { now: REVIEW.closesAt }),
  'edit-closed': () => receiptOf(EDITED, { now: REVIEW.closesAt }),
  'withdrawn-closed': () => receiptOf(WITHDRAWN, { now: REVIEW.closesAt }),
  'english-closed': () =>
    receiptOf(THIRD && { ...THIRD, language: 'en' }, { now: REVIEW.closesAt }),
  proposal: () => receiptOf(PROPOSAL, { consultation: CALL }),
  'proposal-unquoted': () => receiptOf(PROPOSAL, { consultation: CALL, quotes: false }),
};

describe('the receipt', () => {
  it.each(['submitted', 'withdrawn', 'unquoted', 'proposal', 'proposal-unquoted'])(
    'of a submission that was %s reads as in the golden files',
    async (name) => {
      const { subject, text, html } = CASES[name]?.() ?? receiptOf(FIRST);
      await expect(`${subject}\n\n${text}`).toMatchFileSnapshot(`golden/receipt-${name}.txt`);
      const readable = `${html.replace(/(?=<(?:\/?head|body|style|tr|p|div|table|h[1-3])\b)/gu, '\n')}\n`;
      await expect(readable).toMatchFileSnapshot(`golden/receipt-${name}.html`);
    },
  );

  it.each(Object.keys(CASES))('says the same in text and in HTML: %s', (name) => {
    const { text, html } = CASES[name]?.() ?? receiptOf(FIRST);
    const parts = name === 'large' ? lettersOf : wordsOf;
    expect(parts(readHtml(html)).join('\n')).toBe(parts(text).join('\n'));
    expect(linksOf(readHtml(html))).toEqual(linksOf(text));
  });

  it.each(['submitted', 'edited', 'withdrawn', 'english', 'large'])(
    'to an address that nobody has confirmed holds nothing that somebody has typed: %s',
    (name) => {
      const submission =
        { submitted: FIRST, edited: EDITED, withdrawn: WITHDRAWN, large: WORST }[name] ??
        (THIRD && { ...THIRD, language: 'en' as const });
      if (submission === undefined) throw new Error('No such submission');
      const typed = {
        organisation: 'KĻŪSTIET BAGĀTI https://evil.example',
        contact: { name: 'KRĀPNIEKS', email: reachable(submission).contact.email },
        parts: submission.parts.map((one) => ({
          ...one,
          answers: { ...one.answers, text: 'KLIKŠĶINIET evil.example' },
        })),
      };
      const { subject, text, html, headers, attachments } = receiptOf(
        { ...submission, ...typed },
        { quotes: false },
      );
      expect(attachments).toEqual([]);
      const whole = [subject, text, html, ...Object.values(headers)].join('\n');
      expect(whole).not.toMatch(/BAGĀTI|KRĀPNIEKS|KLIKŠĶINIET|evil\.example/u);
      expect(whole).not.toContain('pievienotajā');
      expect(text).toContain(`${PAGE}/edit?key=`);
      const named = [...submission.parts, ...submission.withdrawn].map((one) => one.commitment);
      for (const number of named) {
        if (number !== null) expect(text).toContain(`\n${number}. `);
      }
      expect(wordsOf(readHtml(html)).join('\n')).toBe(wordsOf(text).join('\n'));
    },
  );

  it('that is asked for again says that the day of the digest has passed', () => {
    const onTheDay = receiptOf(FIRST, { now: at('2026-11-30T23:59:00+02:00') });
    expect(onTheDay).toEqual(receiptOf(FIRST));
    const said = (CASES['told-before']?.().text ?? '').replaceAll(/\s+/gu, ' ');
    expect(said).toContain('Kas noticis ar iesniegumu');
    expect(said).toMatch(/bija paredzēts iekļaut .*Kopsavilkums bija gaidāms .*30\. novembrī/u);
    expect(said).not.toMatch(/kopsavilkumā saņems|Kopsavilkums gaidāms/u);
    expect(said).toContain('Labot vai atsaukt iesniegumu var līdz');
  });

  it.each(['closed', 'edit-closed', 'withdrawn-closed', 'english-closed'])(
    'that is asked for after the closing offers nothing that is over: %s',
    (name) => {
      const { text, html } = CASES[name]?.() ?? receiptOf(FIRST);
      const said = text.replaceAll(/\s+/gu, ' ');
      expect(said).toMatch(/vairs nevar|can no longer/u);
      expect(said).toMatch(/pierādījumu|proof/u);
      expect(said).not.toMatch(
        /Labot vai atsaukt|varat to iesniegt|Edit or withdraw|You can edit/u,
      );
      expect(linksOf(readHtml(html))).toContain(`${PAGE}/edit?key=${'k'.repeat(43)}`);
    },
  );

  it('quotes the whole text that was written', () => {
    const { text, attachments } = receiptOf(FIRST);
    const said = text.replace(/^ {2}\| ?/gmu, '').replace(/\s+/gu, ' ');
    for (const { answers } of FIRST?.parts ?? []) {
      expect(said).toContain(String(answers['text']).replace(/\s+/gu, ' '));
    }
    expect(attachments).toEqual([]);
  });

  it('attaches the whole text when it is too long for a mail', () => {
    const { html, attachments } = receiptOf(WORST);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
    const [file] = attachments;
    expect(file?.filename).toMatch(/^iesniegums-[A-Z0-9]{12}\.txt$/u);
    expect(file?.content.split('"\r\n&').length).toBe(11 * 6_000 + 1);
    expect(html).toContain('pievienotajā failā');
  });

  it('goes to its author alone, has replies read by somebody, and asks for no automatic answer', () => {
    const { to, replyTo, headers, tags, subject } = receiptOf(FIRST);
    expect(to).toBe(reachable(FIRST).contact.email);
    expect(replyTo).toBe('konsultacijas@sadzirdets.example');
    expect(headers).toEqual({
      'Content-Language': 'lv',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'X-Entity-Ref-ID': 'receipt-RKYYFTWAJFV6-1',
      'Auto-Submitted': 'auto-replied',
    });
    expect(subject).toBe('Viedoklis saņemts: RKYY-FTWA-JFV6');
    for (const value of Object.values(tags)) expect(value).toMatch(/^[\w-]+$/u);
  });

  it('keeps the link for editing in one piece, and alone on its line', () => {
    expect(receiptOf(FIRST).text.split('\n')).toContain(`${PAGE}/edit?key=${'k'.repeat(43)}`);
  });

  it('says which units get it, and on which day', () => {
    const text = receiptOf(FIRST).text.replaceAll('\n', ' ');
    expect(text).toContain(
      'Pārmaiņu vadības nodaļa. Kopsavilkums gaidāms pirmdien, 2026. gada 30. nov',
    );
    const other = { ...CHANCELLERY, id: 'other', name: { lv: 'Cita nodaļa', en: 'Other unit' } };
    const shared = FIRST && {
      ...FIRST,
      parts: FIRST.parts.map((one) => (one.commitment === 6 ? { ...one, unit: 'other' } : one)),
    };
    const units = [CHANCELLERY, other];
    const both = receiptOf(shared, { units }).text.replaceAll('\n', ' ');
    expect(both).toContain('Pārmaiņu vadības nodaļa; Cita nodaļa. Pirmais no kopsavilkumiem');
    if (shared === undefined) return;
    const { organisation, contact, publication, language, parts } = reachable(shared);
    const input = { organisation, contact, publication, language };
    const now = at('2026-11-25T12:00:00+02:00');
    const rest = parts.filter(({ commitment }) => commitment !== 6);
    const fewer = editSubmission(shared, REVIEW, { ...input, parts: rest }, 'b', now);
    const one = receiptOf(fewer, { units }).text.replaceAll('\n', ' ');
    expect(one).toContain('kopsavilkumā saņems atbildīgā struktūrvienība: Cita nodaļa.');
    const renamed = { ...input, contact: { ...contact, name: 'Anna' }, parts };
    const same = editSubmission(shared, REVIEW, renamed, 'b', now);
    expect(receiptOf(same, { units, firstDigestOn: null }).text.replaceAll('\n', ' ')).toContain(
      'Saturs nav mainījies, tāpēc kopsavilkumos par šo labojumu neziņosim.',
    );
  });

  it('of a withdrawal names what is withdrawn and quotes nothing', () => {
    const { text, subject } = receiptOf(
      FIRST && withdrawSubmission(FIRST, at('2026-11-25T12:00:00+02:00')),
    );
    expect(subject).toBe('Atsaukums saņemts: RKYY-FTWA-JFV6');
    expect(text).toContain('6. Izveidot ilgtspējīgu NVO finansēšanas modeli');
    expect(text).not.toContain('  | ');
    // No unit hears about what was withdrawn before a digest told it.
    expect(text.replace(/\s+/gu, ' ')).toContain(
      'Ja vēl nav, to nevienai struktūrvienībai nesūtīsim.',
    );
  });

  it('escapes what people write', () => {
    const hostile = aSubmission({
      consultation: REVIEW,
      organisation: '</span><script>alert(1)</script>\u202e',
      opinions: [{ commitment: 1, rating: null, text: '<img src=x>\u2028Sadzirdēts\u202e' }],
    });
    const { html, text } = receiptOf(hostile);
    expect(html).not.toMatch(/<script|<img/u);
    expect(text + html).not.toMatch(/[\u202e\u2028]/u);
    expect(text).toContain('  | Sadzirdēts');
  });
});
