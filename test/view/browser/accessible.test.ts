import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Language, LANGUAGES } from '../../../shared/domain/text.ts';
import { axeFindings, closePage, findingsInTheDark, openPage } from '../../support/browser.ts';
import { servePages } from '../../support/page-server.ts';
import { everyPage } from '../../support/pages.ts';

/** The pages of failures differ only in their sentences, so two of them stand for all. */
const pagesIn = (language: Language): readonly (readonly [path: string, html: string])[] =>
  Object.entries(everyPage(language))
    .filter(([name]) => !/^failure (?!not-found|unexpected)/u.test(name))
    .map(([name, html]) => [`/${language}/${name.replaceAll(' ', '-')}`, html] as const);
const pages = new Map(LANGUAGES.flatMap(pagesIn));

/** The kinds of element on a page: the name and the classes of each. */
const elementsOf = (html: string): ReadonlySet<string> =>
  new Set(
    [...html.matchAll(/<(?<name>[a-z][a-z\d]*)(?<attributes>[^>]*)>/gu)].map(({ groups }) => {
      const { groups: found } =
        / class="(?<classes>[^"]*)"/u.exec(groups?.['attributes'] ?? '') ?? {};
      return `${groups?.['name'] ?? ''}.${found?.['classes'] ?? ''}`;
    }),
  );

let server: Awaited<ReturnType<typeof servePages>>;

beforeAll(async () => {
  server = await servePages(({ url = '' }) => {
    const html = pages.get(url);
    return html === undefined ? null : { html };
  });
}, 60_000);

afterAll(async () => {
  await server.close();
});

describe.each(LANGUAGES)('in %s', (language) => {
  // The pages in English are those in Latvian with other words: the last test says so. What fits on
  // a telephone fits on a wide screen.
  const isFirst = language === 'lv';

  it('no page has an accessibility fault, overflows, or loads what its policy forbids', async () => {
    const page = await openPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    const paths = pagesIn(language).map(([path]) => path);
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) {
      await page.goto(`${server.url}${path}`);
      const findings = [await overflowAt(page, 320)];
      if (isFirst) {
        findings.push(...(await axeFindings(page, server.axe)));
        findings.push(await overflowAt(page, 1_440));
        findings.push(...(await findingsInTheDark(page)));
      }
      faults.push(...findings.filter((one) => one !== '').map((finding) => `${path}: ${finding}`));
    }
    await closePage(page);
    expect(faults).toEqual([]);
  }, 300_000);
});

/** Makes the page so wide. Returns by how much it overflows, or nothing when it fits. */
async function overflowAt(page: Page, width: number): Promise<string> {
  await page.setViewportSize({ width, height: 900 });
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return overflow === 0 ? '' : `${String(overflow)} px too wide at ${width} px`;
}

it('a page in English has no element that the page in Latvian lacks', () => {
  const latvian = new Map(pagesIn('lv').map(([path, html]) => [path.slice(3), elementsOf(html)]));
  const faults = pagesIn('en').flatMap(([path, html]) =>
    [...elementsOf(html)]
      .filter((element) => latvian.get(path.slice(3))?.has(element) !== true)
      .map((element) => `${path}: ${element}`),
  );
  expect(faults).toEqual([]);
});
