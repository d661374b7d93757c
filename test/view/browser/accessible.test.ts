import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../shared/domain/text.ts';
import { axeFindings, launch } from '../../support/browser.ts';
import { servePages } from '../../support/page-server.ts';
import { everyPage } from '../../support/pages.ts';

/** The pages of failures differ only in their sentences, so two of them stand for all. */
const pages = new Map<string, string>(
  LANGUAGES.flatMap((language) =>
    Object.entries(everyPage(language))
      .filter(([name]) => !/^failure (?!not-found|unexpected)/u.test(name))
      .map(([name, html]) => [`/${language}/${name.replaceAll(' ', '-')}`, html] as const),
  ),
);

let browser: Browser;
let server: Awaited<ReturnType<typeof servePages>>;

beforeAll(async () => {
  browser = await launch();
  server = await servePages(({ url = '' }) => {
    const html = pages.get(url);
    return html === undefined ? null : { html };
  });
}, 60_000);

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe.each([
  { language: 'lv', width: 320, colorScheme: 'light', rules: 'all' },
  // The same pages with other words: only their colours and their width are new.
  { language: 'en', width: 1440, colorScheme: 'dark', rules: 'contrast' },
] as const)(
  'in $language at $width px, $colorScheme',
  ({ language, width, colorScheme, rules }) => {
    it('no page has an accessibility fault, overflows, or loads what its policy forbids', async () => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      const paths = [...pages.keys()].filter((path) => path.startsWith(`/${language}/`));
      expect(paths.length).toBeGreaterThan(10);
      for (const path of paths) {
        await page.goto(`${server.url}${path}`);
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        if (overflow !== 0) faults.push(`${path} is ${String(overflow)} px too wide`);
        faults.push(...(await axeFindings(page, rules)).map((finding) => `${path}: ${finding}`));
      }
      await context.close();
      expect(faults).toEqual([]);
    }, 120_000);
  },
);
