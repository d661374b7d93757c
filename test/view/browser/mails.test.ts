import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalDate } from '../../../shared/domain/time.ts';
import { contactNoticeMail } from '../../../shared/view/mail/contact-notice.tsx';
import { receiptMail } from '../../../shared/view/mail/receipt-mail.tsx';
import { aSubmission, at, reachable } from '../../support/builders.ts';
import { axeFindings, closePage, openPage } from '../../support/browser.ts';
import {
  anAnnouncement,
  announcementOf,
  confirmationOf,
  written,
} from '../../support/list-mails.ts';
import { CHANCELLERY, mailOf, REVIEW, WEEK } from '../../support/mails.ts';
import { OWNER } from '../../support/owner.ts';
import { aSealedLog } from '../../support/sealed-logs.ts';

let page: Page;
beforeAll(async () => {
  page = await openPage();
}, 60_000);
afterAll(async () => closePage(page));

const url = 'https://sadzirdets.example/';
/** Everything that an announcement can hold, and words that are wider than a telephone. */
const EVERYTHING = `# ${'Ļ'.repeat(90)}

100. simts
     - ${'x'.repeat(200)}
       - > ${'y'.repeat(200)}

### Zemāk

\`${'z'.repeat(200)}\` un [${'saite'.repeat(40)}](/lv/a) ![Koks](k.png) <b>nav trekns</b>

---

    ${'kods '.repeat(40)}

${Array.from({ length: 10 }, (_, depth) => `${'  '.repeat(depth)}- dziļi`).join('\n')}`;

const replyTo = 'konsultacijas@sadzirdets.example';
const receiptOf = (quotes: boolean) =>
  receiptMail(OWNER)({
    submission: reachable(WEEK[0]?.after),
    quotes,
    consultation: REVIEW,
    units: [CHANCELLERY],
    revisionUrl: url,
    receiptUrl: url,
    firstDigestOn: LocalDate.parse('2026-11-30'),
    now: at('2026-11-25T10:00:00+02:00'),
    log: aSealedLog(REVIEW),
    checkUrl: 'https://sadzirdets.example/lv/check',
    replyTo,
  });

const MAILS = {
  digest: mailOf([
    ...WEEK,
    aSubmission({
      consultation: REVIEW,
      organisation: 'Ļ'.repeat(200),
      receivedAt: WEEK[0]?.after.receivedAt ?? REVIEW.opensAt,
      opinions: [{ commitment: 2, rating: 'limited', text: 'x'.repeat(3_000) }],
    }),
  ]),
  'a digest of nothing': mailOf([], { repeat: true }),
  announcement: announcementOf(anAnnouncement()),
  'an announcement of everything': announcementOf(written('Temats', EVERYTHING)),
  confirmation: confirmationOf(),
  receipt: receiptOf(true),
  'a receipt that quotes nothing': receiptOf(false),
  'a notice to a former contact': contactNoticeMail(OWNER)({
    submission: aSubmission(),
    to: 'agrak@ngo.example',
    consultation: REVIEW,
    replyTo,
  }),
};

/** A mail is shown inside a page, and the page has the landmarks. */
const OF_PAGES = /^(?:region|landmark-one-main):/u;

describe.each(Object.entries(MAILS))('the %s', (_, { html }) => {
  it.each([
    ['light', 700],
    ['dark', 360],
  ] as const)('can be read by everybody, %s and %i wide', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.setContent(html);
    const findings = await axeFindings(page);
    expect(findings.filter((finding) => !OF_PAGES.test(finding))).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
