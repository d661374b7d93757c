import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import type { Announcement } from '../../shared/domain/announcement.ts';
import type { Submission } from '../../shared/domain/submission.ts';
import { LANGUAGES, type Language } from '../../shared/domain/text.ts';
import type { LocalDate } from '../../shared/domain/time.ts';
import type { Mail } from '../../shared/ports/mail.ts';
import { composeMessage, sesMailer } from '../../shared/ses/mailer.ts';
import { receiptMail } from '../../shared/view/mail/receipt-mail.tsx';
import { aSubmission, at, reachable, toldOf } from '../support/builders.ts';
import { anAnnouncement, announcementOf, confirmationOf } from '../support/list-mails.ts';
import { aDigest, CHANCELLERY, mailOf, REVIEW, WEEK } from '../support/mails.ts';
import { OWNER } from '../support/owner.ts';
import { aSealedLog } from '../support/sealed-logs.ts';

const SENDER = { name: 'Sadzirdēts', address: 'sadzirdets@sadzirdets.example' };
/** The longest line that every mail system must take, without its line end (RFC 5322). */
const MAX_LINE_BYTES = 998;

function receiptOf(submission: Submission | undefined): Mail {
  return receiptMail(OWNER)({
    submission: submission === undefined ? aSubmission() : reachable(submission),
    quotes: true,
    consultation: REVIEW,
    units: [CHANCELLERY],
    revisionUrl: `https://sadzirdets.example/lv/edit?key=${'k'.repeat(43)}`,
    receiptUrl: 'https://sadzirdets.example/lv/receipt',
    firstDigestOn: '2026-11-30' as LocalDate,
    now: at('2026-11-25T10:00:00+02:00'),
    log: aSealedLog(REVIEW),
    checkUrl: 'https://sadzirdets.example/lv/check',
    replyTo: 'konsultacijas@sadzirdets.example',
  });
}

/** Too long for a mail, so the whole text is attached. */
const LONG = aSubmission({
  consultation: REVIEW,
  receivedAt: REVIEW.opensAt,
  opinions: [1, 2, 3].map((commitment) => {
    return { commitment, rating: 'limited', text: 'Šķērsām\nģērbies žagars. '.repeat(800) };
  }),
});

const [SUBMITTED, , , , EDITED, WITHDRAWN] = WEEK.map(({ after }) => after);

const MAILS: Record<string, (language: Language) => Mail> = {
  digest: (language) => mailOf(WEEK, { digest: aDigest({ language }) }),
  'digest of nothing': (language) => mailOf([], { digest: aDigest({ language }) }),
  'repeated digest': (language) => mailOf(WEEK, { digest: aDigest({ language }), repeat: true }),
  'receipt of what was submitted': (language) => receiptOf(SUBMITTED && { ...SUBMITTED, language }),
  'receipt of what was edited': (language) => receiptOf(EDITED && { ...EDITED, language }),
  'receipt of what was withdrawn': (language) => receiptOf(WITHDRAWN && { ...WITHDRAWN, language }),
  'receipt with the whole attached': (language) => receiptOf({ ...LONG, language }),
  confirmation: (language) => confirmationOf({ language }),
  'announcement that somebody wrote': (language) => announcementOf(anAnnouncement(), language),
  'announcement of an opening': (language) => announcementOf(announcing('opened'), language),
  'announcement of a closing': (language) => announcementOf(announcing('closing'), language),
  'mail in ASCII with line ends of every kind': () => ({
    ...confirmationOf(),
    subject: 'ASCII',
    text: 'one\r\ntwo\nthree\rfour\n',
    html: '<p>one\r\ntwo\nthree\rfour</p>',
  }),
};

function announcing(kind: 'opened' | 'closing'): Announcement {
  return anAnnouncement({ content: toldOf(kind, REVIEW) });
}

async function rawOf(mail: Mail): Promise<string> {
  return Buffer.from(await composeMessage(mail, SENDER)).toString('latin1');
}

const KINDS = Object.entries(MAILS).flatMap(([name, mail]) =>
  LANGUAGES.map((language) => [name, language, mail] as const),
);

describe.each(KINDS)('the message of the %s (%s)', (_, language, write) => {
  it('has lines that every mail system takes, each ended by CRLF', async () => {
    const raw = await rawOf(write(language));
    expect(raw.match(/(?<!\r)\n/gu)).toBeNull();
    expect(raw.match(/\r(?!\n)/gu)).toBeNull();
    const longest = Math.max(...raw.split('\r\n').map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(MAX_LINE_BYTES);
    expect(raw).toMatch(/\r\n$/u);
  });

  it('has headers in ASCII, the name of the sender encoded', async () => {
    const raw = await rawOf(write(language));
    const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
    expect(head).toMatch(/^[\x20-\x7e\r\n\t]+$/u);
    expect(head).toContain('From: =?UTF-8?Q?Sadzird=C4=93ts?= <sadzirdets@sadzirdets.example>\r\n');
  });

  it('is read as it was written, its attachments byte for byte', async () => {
    const mail = write(language);
    const read = await simpleParser(Buffer.from(await composeMessage(mail, SENDER)), {
      skipHtmlToText: true,
      skipTextToHtml: true,
    });
    expect(read.from?.value).toEqual([SENDER]);
    expect(read.subject).toBe(mail.subject);
    const asLines = (text: string) => text.replaceAll(/\r\n?|\n/gu, '\n').trim();
    expect(asLines(read.text ?? '')).toBe(asLines(mail.text));
    expect(asLines(String(read.html))).toBe(asLines(mail.html));
    expect(read.attachments.map(({ filename, content }) => [filename, content])).toEqual(
      mail.attachments.map(({ filename, content }) => [filename, Buffer.from(content)]),
    );
  });
});

describe('an attachment', () => {
  it('keeps line ends of every kind', async () => {
    const content = '\ufeff"a";"b"\r\n"ā\n";"\r"\n'.repeat(300);
    const attachments = [{ filename: 'a.csv', contentType: 'text/csv; charset=utf-8', content }];
    const raw = await composeMessage({ ...confirmationOf(), attachments }, SENDER);
    const [read] = (await simpleParser(Buffer.from(raw))).attachments;
    expect(read?.content.equals(Buffer.from(content))).toBe(true);
  });

  it('is there in the mails that are tested above', () => {
    const attached = ['digest', 'receipt with the whole attached'].map(
      (name) => MAILS[name]?.('lv').attachments.length,
    );
    expect(attached).toEqual([1, 1]);
  });
});

describe('the mailer', () => {
  it('sends no mail of a kind for which it has no configuration set', async () => {
    const ofDigests = sesMailer({ sender: SENDER, configurationSets: { digest: 'digests' } });
    await expect(ofDigests(confirmationOf())).rejects.toThrow(/kind confirmation/u);
    const ofOthers = sesMailer({ sender: SENDER, configurationSets: { other: 'others' } });
    await expect(ofOthers(mailOf(WEEK))).rejects.toThrow(/kind digest/u);
  });
});
