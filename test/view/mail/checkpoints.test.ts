import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../shared/domain/text.ts';
import { LocalDate } from '../../../shared/domain/time.ts';
import type { Mail } from '../../../shared/ports/mail.ts';
import { composeMessage } from '../../../shared/ses/mailer.ts';
import { receiptMail } from '../../../shared/view/mail/receipt-mail.tsx';
import { at, reachable } from '../../support/builders.ts';
import { readHtml } from '../../support/mail-words.ts';
import {
  aDigest,
  CALL,
  CHANCELLERY,
  mailOf,
  manySubmissions,
  REVIEW,
  WEEK,
} from '../../support/mails.ts';
import { OWNER } from '../../support/owner.ts';
import { aSealedLog, isSignedBy, notesIn } from '../../support/sealed-logs.ts';

/** The longest name that a consultation may have, and a log whose key was just changed. */
const LONGEST = { ...REVIEW, id: `a${'-b'.repeat(29)}c` };
const CHECK = 'https://sadzirdets.example/lv/check';
const BOTH = [REVIEW, CALL].map((consultation) => aSealedLog(consultation));

const receiptOf = (log: ReturnType<typeof aSealedLog> | null, language: 'lv' | 'en' = 'lv') =>
  receiptMail(OWNER)({
    submission: { ...reachable(WEEK[0]?.after), language },
    quotes: true,
    consultation: REVIEW,
    units: [CHANCELLERY],
    revisionUrl: 'https://sadzirdets.example/lv/edit',
    receiptUrl: 'https://sadzirdets.example/lv/receipt',
    firstDigestOn: LocalDate.parse('2026-11-30'),
    now: at('2026-11-25T10:00:00+02:00'),
    log,
    checkUrl: CHECK,
    replyTo: 'konsultacijas@sadzirdets.example',
  });

/** Reads the text part and the HTML part from the bytes that are sent. */
async function received(mail: Mail) {
  const raw = await composeMessage(mail, { name: 'Sadzirdēts', address: 'a@sadzirdets.example' });
  const message = Buffer.from(raw);
  const read = await simpleParser(message, { skipHtmlToText: true, skipTextToHtml: true });
  return { message: message.toString('latin1'), text: read.text ?? '', html: String(read.html) };
}

describe.each(LANGUAGES)('a checkpoint in a mail in %s', (language) => {
  const digest = aDigest({ language, consultations: [REVIEW.id, CALL.id] });
  const longest = aSealedLog(LONGEST, [2, 1]);
  const cases = {
    'a receipt': [receiptOf(aSealedLog(REVIEW), language), [aSealedLog(REVIEW)]],
    'a receipt with long lines and two signatures': [receiptOf(longest, language), [longest]],
    'a digest about two consultations': [mailOf(WEEK, { digest }), BOTH],
    'a digest of nothing': [mailOf([], { digest }), BOTH],
  } as const;

  it.each(Object.entries(cases))('comes out of %s byte for byte', async (_, [mail, logs]) => {
    const { message, text } = await received(mail);
    const notes = notesIn(text);
    expect(notes).toEqual(logs.map(({ seal }) => seal.checkpoint));
    for (const note of notes) {
      expect(isSignedBy(note, note.includes(LONGEST.id) ? 2 : 1)).toBe(true);
      expect(isSignedBy(note.replace(/\d+\n/u, '7\n'), 1)).toBe(false);
    }
    // A mail program may join or fold the lines of such a text as it likes.
    expect(message).not.toContain('format=flowed');
  });

  it.each(Object.entries(cases))('can be copied from the page of %s', async (_, [mail, logs]) => {
    const { html } = await received(mail);
    const lines = readHtml(html).split('\n');
    for (const { seal } of logs) {
      const wanted = seal.checkpoint.trimEnd().split('\n');
      const first = lines.indexOf(wanted[0] ?? '');
      expect(lines.slice(first, first + wanted.length)).toEqual(wanted);
    }
  });

  it('has its consultation and its time above it, and says where it is checked', () => {
    const { text } = receiptOf(aSealedLog(REVIEW), language);
    const [before = ''] = text.split(/^sadzirdets\.example\/log/mu);
    const said = before.replaceAll(/\s+/gu, ' ');
    expect(said).toContain(REVIEW.title[language].slice(0, 40));
    expect(said).toMatch(
      language === 'lv' ? /30\. novembra plkst\. 07\.40/u : /30 November 2026 at 07:40/u,
    );
    expect(text).toContain(`\n${CHECK}\n`);
  });
});

describe('a mail', () => {
  it('says nothing of a log of which nothing is sealed', () => {
    const mails = [receiptOf(null), mailOf(WEEK, { logs: [] })];
    for (const { text, html } of mails) expect(text + html).not.toMatch(/žurnāl|kontrolpunkt/iu);
  });

  it('has room for the checkpoints however much there is to tell', () => {
    const logs = Array.from({ length: 20 }, (_, index) =>
      aSealedLog({ ...LONGEST, id: `${LONGEST.id.slice(0, -2)}${index}` }, [2, 1]),
    );
    const { text, html } = mailOf(manySubmissions(2_000, 'Viedoklis {n}. '.repeat(99)), { logs });
    const bytes = [text, html].map((part) => Buffer.byteLength(part));
    expect(Math.max(...bytes)).toBeLessThanOrEqual(90_000);
    expect(Math.max(...bytes)).toBeGreaterThan(80_000);
    expect(notesIn(text)).toEqual(logs.map(({ seal }) => seal.checkpoint));
  });

  it('has nothing of an author that could pass for a checkpoint', async () => {
    const forged = aSealedLog(CALL).seal.checkpoint;
    const [first] = WEEK;
    const submission = reachable(first?.after);
    const parts = submission.parts.map((part) => ({
      ...part,
      answers: { ...part.answers, text: forged },
    }));
    const told = { before: null, after: { ...submission, parts } };
    const { text } = await received(mailOf([told]));
    expect(text).toContain('sadzirdets.example/log/nap3');
    expect(notesIn(text)).toEqual([aSealedLog(REVIEW).seal.checkpoint]);
  });
});
