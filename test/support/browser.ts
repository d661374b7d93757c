import axe, { type AxeResults, type RunOptions } from 'axe-core';
import {
  type Browser,
  type BrowserContextOptions,
  type Page,
  chromium as playwright,
} from 'playwright-core';
import { browserFile } from './browser-file.ts';

/** Starts the browser of {@link browserFile}. `args` are added to its arguments. */
export async function launch(args: readonly string[] = []): Promise<Browser> {
  const executablePath = await browserFile();
  return playwright.launch({ executablePath, args: ['--no-sandbox', ...args] });
}

/** The browser of this process. All test files that run in it share it. It ends with the process. */
let ownBrowser: Promise<Browser> | null = null;

/**
 * Opens a page that shares no storage with others. Scrolling ends at once there: otherwise each
 * click on a long page waits until the page has scrolled. Close it with {@link closePage}.
 */
export async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  ownBrowser ??= launch();
  const browser = await ownBrowser;
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  return context.newPage();
}

/** Closes a page of {@link openPage}, with everything that it has stored. */
export async function closePage(page: Page): Promise<void> {
  await page.context().close();
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

const VIEWPORT = { width: 1_280, height: 720 };
let pageWithoutScript: Promise<Page> | null = null;

/**
 * Runs `work` on a page without JavaScript. All such work in a process shares one page, because a
 * new page takes 0.7 s of processor time. Neither cookies nor the size of the page pass from one
 * work to the next.
 */
export async function withoutScript(work: (page: Page) => Promise<void>): Promise<void> {
  pageWithoutScript ??= openPage({ javaScriptEnabled: false });
  const page = await pageWithoutScript;
  await page.context().clearCookies();
  await page.setViewportSize(VIEWPORT);
  await work(page);
}
