import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PublishedDraft, withoutText } from '../../../shared/domain/draft.ts';
import { consultationPage } from '../../../shared/view/pages/consultation-page.tsx';
import { draftChangesPage } from '../../../shared/view/pages/draft-changes-page.tsx';
import { draftPage } from '../../../shared/view/pages/draft-page.tsx';
import { axeFindings, closePage, openPage, withoutScript } from '../../support/browser.ts';
import { aConsultation, aPublishedDraft, aUnit } from '../../support/builders.ts';
import { aFirstDraft, aLargeDraft, aSecondDraft, both } from '../../support/drafts.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { servePages } from '../../support/page-server.ts';
import { BLANK, NOW } from '../../support/pages.ts';

const context = { language: 'lv', site: PAGE_SITE, units: [aUnit()] } as const;
const about = (draft: PublishedDraft) => ({
  ...context,
  consultation: aConsultation({ draft: withoutText(draft) }),
  draft,
});

/** Words that are wider than a telephone, in everything that a draft can hold. */
const wide = (letter: string) => letter.repeat(300);
const WIDE = aPublishedDraft({
  introduction: both(`# ${wide('Ļ')}\n\n- > ${wide('x')}\n\n    ${wide('kods ')}`),
  documents: [
    {
      title: both(wide('D')),
      address: `https://plan.example/${wide('a')}`,
      sha256: 'a1'.repeat(32),
      bytes: 1,
    },
  ],
  commitments: [
    { number: 1, title: both(wide('T')), unit: 'change-management', finding: both(wide('y')) },
  ],
});
const LARGE = aLargeDraft();
const reworded = { ...aLargeDraft('viedoklis '), version: 2 };

const html: Record<string, string> = {
  '/short': consultationPage({ ...about(aFirstDraft()), now: NOW, form: BLANK }),
  '/wide': consultationPage({ ...about(WIDE), now: NOW, form: BLANK }),
  '/wide-draft': draftPage(about(WIDE)),
  '/wide-changes': draftChangesPage({ ...about(WIDE), before: aPublishedDraft() }),
  '/large': consultationPage({ ...about(LARGE), now: NOW, form: BLANK }),
  '/large-draft': draftPage(about(LARGE)),
  '/large-changes': draftChangesPage({ ...about(reworded), before: LARGE }),
  '/changes': draftChangesPage({ ...about(aSecondDraft()), before: aFirstDraft() }),
};

let server: Awaited<ReturnType<typeof servePages>>;
beforeAll(async () => {
  server = await servePages(({ url = '' }) => {
    const page = html[url];
    return page === undefined ? null : { html: page };
  });
}, 60_000);
afterAll(async () => {
  await server.close();
});

/** Opens the page without JavaScript on a screen so wide. */
async function visit(path: string, width: number, work: (page: Page) => Promise<void>) {
  await withoutScript(async (page) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${server.url}${path}`);
    await work(page);
  });
}

describe('the text beside a question, without a script', () => {
  it('is folded on a phone, and opens', async () => {
    await visit('/short', 320, async (page) => {
      const text = page.locator('#commitment-1 .running-text');
      expect(await text.isVisible()).toBe(false);
      await page.locator('#commitment-1 .draft-text > summary').click();
      expect(await text.isVisible()).toBe(true);
    });
  });

  it('stands open on a wide screen when it is short, and is folded there when it is long', async () => {
    await visit('/short', 1_280, async (page) => {
      expect(await page.locator('#commitment-1 .running-text').isVisible()).toBe(true);
      expect(await page.locator('#commitment-1 .draft-text > summary').isVisible()).toBe(false);
      expect(await page.locator('#commitment-2 .running-text').isVisible()).toBe(false);
      await page.locator('#commitment-2 .draft-text > summary').click();
      expect(await page.locator('#commitment-2 .running-text').isVisible()).toBe(true);
    });
  });

  it('stands open on paper', async () => {
    await visit('/short', 320, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('#commitment-2 .running-text').isVisible()).toBe(true);
      await page.emulateMedia({ media: null });
    });
  });
});

it.each(Object.keys(html))(
  '%s is not wider than a phone, with everything open',
  async (path) => {
    const page = await openPage({ viewport: { width: 320, height: 900 } });
    await page.goto(`${server.url}${path}`);
    const overflow = await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
    expect(overflow).toBe(0);
    // A large draft has the elements of a short one, many times.
    if (!path.startsWith('/large')) expect(await axeFindings(page)).toEqual([]);
    await closePage(page);
  },
  60_000,
);

it('marks what was removed and added by more than a colour', async () => {
  await visit('/changes', 320, async (page) => {
    const lineOf = async (mark: string) =>
      page
        .locator(`.running-text ${mark}`)
        .first()
        .evaluate((one) => getComputedStyle(one).textDecorationLine);
    expect(await lineOf('del')).toBe('line-through');
    expect(await lineOf('ins')).toBe('underline');
  });
});
