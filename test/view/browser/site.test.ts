import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consultationPage } from '../../../shared/view/pages/consultation-page.tsx';
import { receiptPage } from '../../../shared/view/pages/receipt-page.tsx';
import { aConsultation, aPublishedDraft, aUnit } from '../../support/builders.ts';
import { launch } from '../../support/browser.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { servePages } from '../../support/page-server.ts';
import { aReceipt, BLANK, NOW, RECEIPT_URL, RETURNED } from '../../support/pages.ts';

const context = { language: 'lv', site: PAGE_SITE } as const;
const about = {
  ...context,
  consultation: aConsultation(),
  units: [aUnit()],
  draft: aPublishedDraft(),
  now: NOW,
};
const FORM = '/lv/consultations/nap2-midterm-review';
const html = {
  [FORM]: consultationPage({ ...about, form: BLANK }),
  '/returned': consultationPage({ ...about, form: RETURNED }),
  '/receipt': receiptPage({
    ...context,
    url: RECEIPT_URL,
    receipt: aReceipt(),
    now: NOW,
    fresh: true,
    again: null,
  }),
};

let browser: Browser;
let server: Awaited<ReturnType<typeof servePages>>;
let posts = 0;
/** While this is true, the answer to a post never arrives, and the page stays as it is. */
let answersAreLost = false;

beforeAll(async () => {
  browser = await launch();
  server = await servePages(({ method, url = '' }) => {
    if (method === 'POST') {
      posts += 1;
      return answersAreLost ? 'stay' : { location: '/receipt' };
    }
    const page = Object.entries(html).find(([path]) => path === url)?.[1];
    return page === undefined ? null : { html: page };
  });
}, 60_000);

afterAll(async () => {
  await browser.close();
  await server.close();
});

let visit: BrowserContext;
let page: Page;

beforeEach(async () => {
  posts = 0;
  answersAreLost = false;
  visit = await browser.newContext();
  page = await visit.newPage();
  await page.clock.install();
  await page.goto(`${server.url}${FORM}`);
});

afterEach(() => visit.close());

const opinion = () => page.locator('[name="opinion-2"]');
const submit = () => page.locator('.opinion-form [type="submit"]');
/** The browser stores a draft a moment after the last key. */
const pause = () => page.clock.runFor(1000);

describe('a draft', () => {
  beforeEach(async () => {
    await opinion().fill('Portāls vēl nedarbojas.');
    await page.check('[name="rating-2"][value="limited"]');
    await page.check('[name="publication"][value="internal"]');
    await pause();
  });

  it('is there again when its author comes back, and a message says so', async () => {
    expect(await page.locator('[data-draft-restored]').isVisible()).toBe(false);
    await page.goto(`${server.url}${FORM}`);
    expect(await opinion().inputValue()).toBe('Portāls vēl nedarbojas.');
    expect(await page.isChecked('[name="rating-2"][value="limited"]')).toBe(true);
    expect(await page.isChecked('[name="publication"][value="internal"]')).toBe(true);
    expect(await page.locator('[data-draft-restored]').isVisible()).toBe(true);
  });

  it('is gone permanently when its author deletes it', async () => {
    await page.locator('[data-draft-kept] button').click();
    expect(await opinion().inputValue()).toBe('');
    await page.goto(`${server.url}${FORM}`);
    expect(await opinion().inputValue()).toBe('');
  });

  it('is gone once it has been received', async () => {
    await submit().click();
    await page.waitForURL('**/receipt');
    await page.goto(`${server.url}${FORM}`);
    expect(await opinion().inputValue()).toBe('');
  });

  it('stays while its author only looks up an earlier receipt', async () => {
    await page.goto(`${server.url}/receipt`);
    await page.goto(`${server.url}${FORM}`);
    expect(await opinion().inputValue()).toBe('Portāls vēl nedarbojas.');
  });

  it('is replaced by a form that comes back with mistakes', async () => {
    await page.goto(`${server.url}/returned`);
    expect(await opinion().inputValue()).toBe(RETURNED.typed['opinion-2']);
    expect(await page.locator('[data-draft-restored]').isVisible()).toBe(false);
  });
});

describe('a counter', () => {
  it('counts while one types, and warns of a text that is too long without cutting it off', async () => {
    const counter = page.locator('[data-counter="opinion-2"]');
    expect(await counter.isVisible()).toBe(false);
    await opinion().fill('Ūdens');
    expect(await counter.textContent()).toMatch(/^Rakstzīmes: 5 no 20\s000$/u);
    await opinion().fill('ā'.repeat(20_001));
    expect(await counter.getAttribute('data-over')).toBe('');
    expect(await opinion().inputValue()).toHaveLength(20_001);
  });
});

describe('a second click', () => {
  it('sends nothing more, but a later try is let through', async () => {
    answersAreLost = true;
    await submit().click();
    await submit().click();
    expect(await submit().textContent()).toBe('Sūta…');
    expect(posts).toBe(1);
    await page.clock.runFor(10_000);
    expect(await submit().textContent()).toBe('Iesniegt viedokli');
    answersAreLost = false;
    await submit().click();
    await page.waitForURL('**/receipt');
    expect(posts).toBe(2);
  });
});
