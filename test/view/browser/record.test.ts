import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordPage } from '../../../shared/view/pages/record-page.tsx';
import { closePage, openPage } from '../../support/browser.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { servePages } from '../../support/page-server.ts';
import { aRecord } from '../../support/records.ts';

const PATH = '/lv/consultations/nap2-midterm-review/record';
/** The width of the text on A4 with margins of 20 mm, at 96 pixels to the inch. */
const PAPER_WIDTH = 642;

let server: Awaited<ReturnType<typeof servePages>>;
let page: Page;
beforeAll(async () => {
  const html = recordPage({ language: 'lv', site: PAGE_SITE, record: aRecord() });
  server = await servePages(({ url }) => (url === PATH ? { html } : null));
  page = await openPage();
  await page.goto(server.url + PATH);
}, 60_000);
afterAll(async () => {
  await closePage(page);
  await server.close();
});

const overflowOf = async (selector: string) =>
  page.locator(selector).evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));

it('at 320 px only the table of digests scrolls, and the checkpoint wraps', async () => {
  await page.setViewportSize({ width: 320, height: 900 });
  expect(await overflowOf('html')).toEqual([0]);
  expect(await overflowOf('.checkpoint')).toEqual([0]);
  const [table = 0] = await overflowOf('.table-frame');
  expect(table).toBeGreaterThan(0);
  expect(await page.getByText(`${PAGE_SITE.url}${PATH}`).isVisible()).toBe(false);
});

it('on paper nothing is cut off, and what can only be clicked is gone', async () => {
  await page.setViewportSize({ width: PAPER_WIDTH, height: 900 });
  await page.emulateMedia({ media: 'print' });
  for (const selector of ['html', '.table-frame', '.checkpoint', '.record code']) {
    const overflows = await overflowOf(selector);
    expect(overflows.length, selector).toBeGreaterThan(0);
    expect(Math.max(...overflows), selector).toBe(0);
  }
  expect(await page.getByText(`${PAGE_SITE.url}${PATH}`).isVisible()).toBe(true);
  expect(await page.locator('.back').isVisible()).toBe(false);
  expect(await page.locator('.languages').isVisible()).toBe(false);
  expect(await page.getByText('Kontrolpunkts', { exact: true }).isVisible()).toBe(true);
});
