import chromium from '@sparticuz/chromium';
import axe, { type AxeResults } from 'axe-core';
import { existsSync } from 'node:fs';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

/**
 * Starts the browser that `CHROMIUM` names, else a browser of the system, else the one that comes
 * as a package.
 */
export async function launch(): Promise<Browser> {
  const named = process.env['CHROMIUM'] ?? SYSTEM_BROWSERS.find((path) => existsSync(path));
  const executablePath = named ?? (await chromium.executablePath());
  return playwright.launch({ executablePath, args: ['--no-sandbox'] });
}

/**
 * Returns what axe finds on the page, one line for each finding. On a good page the list is empty.
 * `contrast` asks only for the contrast of texts, where everything else is known already.
 */
export async function axeFindings(
  page: Page,
  rules: 'all' | 'contrast' = 'all',
): Promise<string[]> {
  // Our pages have no frames, so the page itself needs the engine, and nothing else does.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    rules === 'all'
      ? "axe.run(document, { resultTypes: ['violations'] })"
      : "axe.run(document, { resultTypes: ['violations'], runOnly: ['color-contrast'] })",
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** Runs `work` on a page of its own in a browser without JavaScript. */
export async function withoutScript(
  browser: Browser,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}
