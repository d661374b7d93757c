import chromium from '@sparticuz/chromium';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import { existsSync } from 'node:fs';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

/**
 * Starts the browser that `CHROMIUM` names, else a browser of the system, else the one that comes
 * as a package. `args` are added to its arguments.
 */
export async function launch(args: readonly string[] = []): Promise<Browser> {
  const named = process.env['CHROMIUM'] ?? SYSTEM_BROWSERS.find((path) => existsSync(path));
  const executablePath = named ?? (await chromium.executablePath());
  return playwright.launch({ executablePath, args: ['--no-sandbox', ...args] });
}

/**
 * Returns what axe finds on the page, one line for each finding. On a good page the list is empty.
 * A test of many pages gives the address of `engine` on their own site: then the browser compiles
 * axe once and not for each page, which is a fifth of the work.
 */
export async function axeFindings(page: Page, engine?: string): Promise<string[]> {
  // Our pages have no frames, so the page itself needs the engine, and nothing else does.
  if (engine === undefined) await page.evaluate(axe.source);
  else await page.addScriptTag({ url: engine });
  return runAxe(page, {});
}

/**
 * Returns the texts that cannot be read in the dark, of a page at which {@link axeFindings} has
 * looked already: nothing but the contrast of texts depends on the colours.
 */
export async function findingsInTheDark(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const findings = await runAxe(page, { runOnly: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: 'light' });
  return findings.map((finding) => `in the dark: ${finding}`);
}

async function runAxe(page: Page, options: RunOptions): Promise<string[]> {
  // No rule that we ask for needs the sources of the style sheets.
  const asked = JSON.stringify({ resultTypes: ['violations'], preload: false, ...options });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${asked})`);
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
