import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { spellReference } from '../../../shared/domain/reference.ts';
import type { Submission } from '../../../shared/domain/submission.ts';
import { DAY_MS, type Instant, plus } from '../../../shared/domain/time.ts';
import { formOf } from '../../../shared/http/form.ts';
import { REVIEW } from '../../../shared/kinds/review/review.ts';
import { checkPage } from '../../../shared/view/pages/check-page.tsx';
import { consultationPage } from '../../../shared/view/pages/consultation-page.tsx';
import { receiptPage } from '../../../shared/view/pages/receipt-page.tsx';
import { revisionPage } from '../../../shared/view/pages/revision-page.tsx';
import {
  aCall,
  aConsultation,
  aPublishedDraft,
  aReference,
  aSubmission,
  aUnit,
} from '../../support/builders.ts';
import { closePage, openPage, withoutScript } from '../../support/browser.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { servePages } from '../../support/page-server.ts';
import {
  aReceipt,
  BLANK,
  contentOf,
  NOW,
  RECEIPT_URL,
  RETURNED,
  TYPED,
} from '../../support/pages.ts';

const context = { language: 'lv', site: PAGE_SITE } as const;
const consultation = aConsultation();
const about = {
  ...context,
  consultation,
  units: [aUnit()],
  draft: aPublishedDraft(),
  now: NOW,
};
const REFERENCE = aReference(7);
const FORM = `/lv/consultations/${consultation.id}`;
const ENGLISH_FORM = `/en/consultations/${consultation.id}`;
const CALL = `/lv/consultations/${aCall().id}`;
const CHECK = `${FORM}/opinions/check`;
const ENGLISH_CHECK = `${ENGLISH_FORM}/opinions/check`;
const EDIT = `${FORM}/receipts/${REFERENCE}/edit`;

const shown = { ...context, consultation, content: contentOf(REVIEW, TYPED), typed: TYPED };
const ANOTHER = { ...TYPED, 'opinion-2': 'Pavisam cits teksts.' };
/** The form of an edit of the version that was received then. */
const editOf = (receivedAt: Instant) =>
  revisionPage({
    ...about,
    submission: { reference: REFERENCE, state: 'submitted', publication: 'named', receivedAt },
    key: 'the-key',
    form: formOf(REVIEW, aSubmission()),
    confirmed: 'before',
  });
const receiptOf = (state: Submission['state'], answers: 'new' | 'edit' | null = 'new') =>
  receiptPage({
    ...context,
    url: RECEIPT_URL,
    receipt: aReceipt({ state }),
    now: NOW,
    answers,
    again: null,
  });
/** The form after a new version of the draft, which the commitment that people wrote about has left. */
const { commitments } = consultation.draft;
const WITHOUT_2 = aConsultation({
  draft: { ...consultation.draft, commitments: commitments.filter(({ number }) => number !== 2) },
});
const returned = consultationPage({ ...about, form: RETURNED });
const html = {
  [FORM]: consultationPage({ ...about, form: BLANK }),
  [`${FORM}?version=2`]: consultationPage({ ...about, consultation: WITHOUT_2, form: BLANK }),
  [ENGLISH_FORM]: consultationPage({ ...about, language: 'en', form: BLANK }),
  [CALL]: consultationPage({
    ...about,
    consultation: aCall(),
    draft: aPublishedDraft({ commitments: [] }),
    form: BLANK,
  }),
  [CHECK]: checkPage({ ...shown, edit: null }),
  [ENGLISH_CHECK]: checkPage({ ...shown, language: 'en', edit: null }),
  '/another-check': checkPage({ ...shown, typed: ANOTHER, edit: null }),
  '/returned': returned,
  // As a browser shows it that does not know the attribute here.
  '/without-autofocus': returned.replace(' autofocus', ''),
  '/receipt': receiptOf('submitted'),
  '/receipt?sent=new': receiptOf('submitted'),
  '/edited': receiptOf('edited', 'edit'),
  '/withdrawn': receiptOf('withdrawn'),
  [EDIT]: editOf(NOW),
  [`${EDIT}?key=later`]: editOf(plus(NOW, 1)),
};

let page: Page;
let server: Awaited<ReturnType<typeof servePages>>;
let posts = 0;
/** While this is true, the answer to a post never arrives, and the page stays as it is. */
let answersAreLost = false;

beforeAll(async () => {
  server = await servePages(({ method, url = '' }) => {
    if (method === 'POST' && !url.endsWith('/opinions/check')) {
      posts += 1;
      return answersAreLost ? 'stay' : { location: '/receipt?sent=new' };
    }
    const page = Object.entries(html).find(([path]) => path === url)?.[1];
    return page === undefined ? null : { html: page };
  });
  page = await openPage();
  await page.clock.install();
}, 60_000);

afterAll(async () => {
  await closePage(page);
  await server.close();
});

beforeEach(async () => {
  posts = 0;
  answersAreLost = false;
  await page.setViewportSize({ width: 1_280, height: 800 });
  // The page before may store a draft when it is left, so the storage is emptied after that.
  await page.goto(`${server.url}/assets/site.css`);
  await page.evaluate('localStorage.clear(); sessionStorage.clear()');
  await page.goto(`${server.url}${FORM}`);
});

const opinion = () => page.locator('[name="opinion-2"]');
const check = () => page.locator('.opinion-form [type="submit"]');
const send = () => page.locator('[data-send]');
const note = (part: string) => page.locator(`[data-draft-${part}]`);
const question = () => page.locator('[data-sent-before]');
const comeBack = (path = FORM) => page.goto(`${server.url}${path}`);
/** The browser stores a draft a moment after the last key. */
const pause = () => page.clock.runFor(1000);
const days = (count: number) => page.clock.fastForward(count * DAY_MS);
const kept = () => page.evaluate<string>('JSON.stringify(localStorage)');

/** Writes something of what the page shows on which it is checked. */
async function write() {
  await page.fill('[name="email"]', TYPED.email);
  await opinion().fill(TYPED['opinion-2']);
  await page.check('[name="rating-2"][value="substantial"]');
  await pause();
}

async function submit() {
  await check().click();
  await send().click();
  await page.waitForURL('**/receipt');
}

/** Sends what the page shows, and gets no answer. */
async function loseWhatIsSent() {
  await send().waitFor();
  answersAreLost = true;
  await send().click();
}

describe('the way down to the form, without a script', () => {
  it.each([FORM, CALL])(
    'is one link on a phone, and not needed on a wide screen: %s',
    async (path) => {
      await withoutScript(async (plain) => {
        const [link, heading] = [plain.locator('.form-link a'), plain.locator('#form-title')];
        for (const width of [320, 360]) {
          await plain.setViewportSize({ width, height: 740 });
          await plain.goto(`${server.url}${path}`);
          expect(await isInView(link)).toBe(true);
          expect(await isInView(heading)).toBe(false);
          await link.click();
          await expect.poll(() => isInView(heading)).toBe(true);
        }
        await plain.setViewportSize({ width: 1_280, height: 800 });
        await plain.goto(`${server.url}${path}`);
        expect(await link.isVisible()).toBe(false);
        expect(await isInView(heading)).toBe(true);
      });
    },
  );
});

describe('a draft', () => {
  beforeEach(write);

  it('is there again when its author comes back, and a message above the form says so', async () => {
    expect(await note('restored').isVisible()).toBe(false);
    await comeBack();
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
    expect(await page.isChecked('[name="rating-2"][value="substantial"]')).toBe(true);
    expect(await note('restored').isVisible()).toBe(true);
    const said = (await note('restored').boundingBox())?.y ?? Infinity;
    expect(said).toBeLessThan((await page.locator('.opinion').first().boundingBox())?.y ?? 0);
  });

  it('is in sight on a phone: the head of the page leads to it', async () => {
    const link = page.locator('.page-head a').first();
    expect(await link.isVisible()).toBe(false);
    await page.setViewportSize({ width: 360, height: 740 });
    await comeBack();
    expect(await isInView(link)).toBe(true);
    expect(await isInView(note('restored'))).toBe(false);
    await link.click();
    await expect.poll(() => isInView(note('restored'))).toBe(true);
    await note('clear').click();
    await note('delete').click();
    expect(await link.isVisible()).toBe(false);
  });

  it('is gone permanently when its author deletes it, and says yes to the question', async () => {
    await note('clear').click();
    await page.keyboard.press('Escape');
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
    await note('clear').click();
    // Who presses Enter without reading keeps the draft.
    await page.keyboard.press('Enter');
    expect(await note('question').isVisible()).toBe(false);
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
    await note('clear').click();
    await note('delete').click();
    expect(await opinion().inputValue()).toBe('');
    expect(await note('cleared').isVisible()).toBe(true);
    expect(await note('clear').isVisible()).toBe(false);
    await comeBack();
    expect(await opinion().inputValue()).toBe('');
    expect(await kept()).toBe('{}');
  });

  it('is gone once it has been received, with everything that says who wrote it', async () => {
    await submit();
    for (const secret of [TYPED.contact, TYPED.email, 'garš', 'otrā']) {
      expect(await kept()).not.toContain(secret);
    }
    await comeBack();
    expect(await opinion().inputValue()).toBe('');
  });

  it('is gone 30 days after its last change', async () => {
    await days(29);
    await comeBack();
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
    await days(2);
    // Any page of the site forgets it.
    await comeBack('/receipt');
    expect(await kept()).toBe('{}');
    await comeBack();
    expect(await opinion().inputValue()).toBe('');
  });

  it('stays while its author only looks up an earlier receipt', async () => {
    await comeBack('/receipt');
    await comeBack();
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
  });

  it('stays if what was sent has not been received', async () => {
    await check().click();
    await loseWhatIsSent();
    await comeBack();
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
  });

  it.each(['/edited', '/withdrawn'])(
    'stays if it has not been received, and another submission ends as %s',
    async (receipt) => {
      await check().click();
      await loseWhatIsSent();
      await comeBack(receipt);
      await comeBack();
      expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
    },
  );

  it('stays if it has not been received, and its author opens the receipt of the one before', async () => {
    await submit();
    await comeBack('/another-check');
    await loseWhatIsSent();
    await comeBack('/receipt');
    await comeBack();
    expect(await opinion().inputValue()).toBe(ANOTHER['opinion-2']);
  });

  it('holds what was written about a commitment that has left the consultation, and says so', async () => {
    await comeBack(`${FORM}?version=2`);
    expect(await note('gone').isVisible()).toBe(true);
    expect(await page.locator('[name="opinion-2"]').isVisible()).toBe(false);
    await page.fill('[name="organisation"]', TYPED.organisation);
    await pause();
    const posted = page.waitForRequest((request) => request.method() === 'POST');
    await check().click();
    const fields = new URLSearchParams((await posted).postData() ?? '');
    const written = fields.getAll('opinion-2').map((text) => text.replaceAll('\r\n', '\n'));
    expect(written).toEqual([TYPED['opinion-2']]);
    expect(fields.getAll('rating-2')).toEqual(['substantial']);
    await send().waitFor();
    await comeBack();
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
    expect(await page.isChecked('[name="rating-2"][value="substantial"]')).toBe(true);
    expect(await page.inputValue('[name="organisation"]')).toBe(TYPED.organisation);
    expect(await note('gone').isVisible()).toBe(false);
  });

  it('is deleted with what was written about such a commitment', async () => {
    await comeBack(`${FORM}?version=2`);
    await note('clear').click();
    await note('delete').click();
    expect(await note('gone').isVisible()).toBe(false);
    await page.fill('[name="organisation"]', TYPED.organisation);
    await pause();
    expect(await kept()).not.toContain('opinion-2');
  });

  it('holds the last key, though the page is left right after it', async () => {
    await page.fill('[name="organisation"]', TYPED.organisation);
    await comeBack('/receipt');
    await comeBack();
    expect(await page.inputValue('[name="organisation"]')).toBe(TYPED.organisation);
  });

  it('is replaced by a form that comes back with mistakes', async () => {
    await comeBack('/returned');
    expect(await opinion().inputValue()).toBe(RETURNED.typed['opinion-2']);
    expect(await note('restored').isVisible()).toBe(false);
    await comeBack();
    expect(await opinion().inputValue()).toBe(RETURNED.typed['opinion-2']);
  });
});

describe('the draft of an edit', () => {
  const STORED = 'Portāls vēl nedarbojas.';

  beforeEach(async () => {
    await comeBack(EDIT);
    await opinion().fill('Portāls tagad darbojas.');
    await pause();
  });

  it('is there again, and holds no key', async () => {
    expect(await kept()).not.toContain('the-key');
    await comeBack(EDIT);
    expect(await opinion().inputValue()).toBe('Portāls tagad darbojas.');
    expect(await page.inputValue('.opinion-form [name="key"]')).toBe('the-key');
    await note('clear').click();
    await note('delete').click();
    expect(await opinion().inputValue()).toBe(STORED);
  });

  it('ends when the form holds again what is stored', async () => {
    await opinion().fill(STORED);
    await pause();
    expect(await kept()).toBe('{}');
  });

  it('is only offered where another version stands in the form', async () => {
    await comeBack(`${EDIT}?key=later`);
    expect(await opinion().inputValue()).toBe(STORED);
    expect(await note('older').isVisible()).toBe(true);
    await note('use').click();
    expect(await opinion().inputValue()).toBe('Portāls tagad darbojas.');
    expect(await note('restored').isVisible()).toBe(true);
    await comeBack(`${EDIT}?key=later`);
    expect(await opinion().inputValue()).toBe('Portāls tagad darbojas.');
    expect(await note('older').isVisible()).toBe(false);
  });

  describe('that is only offered', () => {
    const NEWER = 'Portāls darbojas tikai daļēji.';

    beforeEach(async () => {
      await comeBack(`${EDIT}?key=later`);
    });

    it('stays while its author writes something else, and each is there in its turn', async () => {
      await opinion().fill(NEWER);
      await pause();
      await comeBack(`${EDIT}?key=later`);
      expect(await opinion().inputValue()).toBe(NEWER);
      expect(await note('restored').isVisible()).toBe(true);
      expect(await note('older').isVisible()).toBe(true);
      await note('use').click();
      expect(await opinion().inputValue()).toBe('Portāls tagad darbojas.');
      await note('use').click();
      expect(await opinion().inputValue()).toBe(NEWER);
    });

    it('stays when the form is checked as it stands', async () => {
      await check().click();
      await comeBack(`${EDIT}?key=later`);
      await note('use').click();
      expect(await opinion().inputValue()).toBe('Portāls tagad darbojas.');
    });

    it('ends when it would have ended', async () => {
      await days(29);
      await comeBack(`${EDIT}?key=later`);
      expect(await note('older').isVisible()).toBe(true);
      await days(2);
      await comeBack(`${EDIT}?key=later`);
      expect(await note('older').isVisible()).toBe(false);
      expect(await kept()).toBe('{}');
    });

    it('is deleted with what is in the form', async () => {
      await opinion().fill(NEWER);
      await pause();
      await note('clear').click();
      await note('delete').click();
      expect(await note('use').isVisible()).toBe(false);
      expect(await kept()).toBe('{}');
    });
  });
});

describe('what has been sent a short time ago', () => {
  beforeEach(async () => {
    await write();
    await submit();
  });

  it('is recognised on the way back, on both pages, with its number in view', async () => {
    await page.goBack();
    await question().waitFor();
    expect(page.url()).toContain(CHECK);
    expect(await question().innerText()).toContain(spellReference(REFERENCE));
    await expect.poll(() => isInView(question())).toBe(true);
    expect(await send().textContent()).toBe('Iesniegt kā jaunu');
    expect(await page.locator('[data-not-sent]').isVisible()).toBe(false);
    await page.goBack();
    await question().waitFor();
    expect(page.url()).not.toContain(CHECK);
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
    expect(await question().innerText()).toContain(spellReference(REFERENCE));
    await expect.poll(() => isInView(question())).toBe(true);
  });

  it('waits in the form of the edit, if its author wants to edit it', async () => {
    await page.goBack();
    await question().getByRole('link').click();
    expect(page.url()).toBe(`${server.url}${FORM}/receipts/${REFERENCE}`);
    await comeBack(EDIT);
    await note('use').click();
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
    await comeBack();
    expect(await opinion().inputValue()).toBe('');
  });

  it('waits beside an unfinished draft of that edit', async () => {
    await comeBack(EDIT);
    await page.fill('[name="opinion-3"]', 'Nepabeigts labojums.');
    await pause();
    await comeBack(CHECK);
    await question().getByRole('link').click();
    await comeBack(EDIT);
    expect(await page.inputValue('[name="opinion-3"]')).toBe('Nepabeigts labojums.');
    await note('use').click();
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
  });

  it('waits there with what was changed since, and is no draft of a new submission', async () => {
    const changed = `${TYPED['opinion-2']} Vēl kaut kas.`;
    await page.goBack();
    await page.goBack();
    await question().waitFor();
    await opinion().fill(changed);
    await pause();
    await question().getByRole('link').click();
    await comeBack(EDIT);
    await note('use').click();
    expect(await opinion().inputValue()).toBe(changed);
    await comeBack();
    expect(await opinion().inputValue()).toBe('');
  });

  it('is not asked about where somebody writes something else', async () => {
    await comeBack();
    expect(await question().isVisible()).toBe(false);
    await page.fill('[name="organisation"]', TYPED.organisation);
    await page.fill('[name="opinion-2"]', 'Pavisam cits teksts.');
    await pause();
    await comeBack();
    expect(await opinion().inputValue()).toBe('Pavisam cits teksts.');
    expect(await question().isVisible()).toBe(false);
  });

  it('is forgotten after a day', async () => {
    await days(1.1);
    await comeBack(FORM);
    expect(await kept()).toBe('{}');
  });
});

/** Says whether a reader sees the whole of it without scrolling. */
async function isInView(locator: Locator): Promise<boolean> {
  const { y, height } = (await locator.boundingBox()) ?? { y: -1, height: 0 };
  return y >= 0 && y + height <= (locator.page().viewportSize()?.height ?? 0);
}

describe('a counter', () => {
  it('counts while one types, and warns of a text that is too long without cutting it off', async () => {
    const counter = page.locator('[data-counter="opinion-2"]');
    expect(await counter.isVisible()).toBe(false);
    await opinion().fill('Ūdens');
    expect(await counter.textContent()).toMatch(/^Rakstzīmes: 5 no 20\s000$/u);
    await opinion().fill('ā'.repeat(20_001));
    expect(await counter.getAttribute('data-over')).toBe('');
    expect(await opinion().inputValue()).toHaveLength(20_001);
    await opinion().fill('');
    expect(await counter.isVisible()).toBe(false);
  });
});

describe('a second click', () => {
  it('sends nothing more, but a later try is let through', async () => {
    await write();
    await check().click();
    await loseWhatIsSent();
    await send().click();
    expect(await send().textContent()).toBe('Sūta…');
    expect(posts).toBe(1);
    await page.clock.runFor(10_000);
    expect(await send().textContent()).toBe('Iesniegt viedokli');
    answersAreLost = false;
    await send().click();
    await page.waitForURL('**/receipt');
    expect(posts).toBe(2);
  });
});

describe('without a connection', () => {
  afterEach(() => page.context().setOffline(false));

  it.each([
    [FORM, 'Nav interneta savienojuma'],
    [ENGLISH_FORM, 'There is no internet connection'],
  ])('the form at %s says that nothing is lost, and is sent as it is later', async (form, says) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await comeBack(form);
    await write();
    const alerts = page.getByRole('alert');
    await page.context().setOffline(true);
    // The button is at the lower edge of the screen.
    await page.evaluate(
      `document.querySelector('.opinion-form [type="submit"]').scrollIntoView(false)`,
    );
    for (let click = 0; click < 2; click++) await check().click();
    expect(await alerts.allInnerTexts()).toEqual([expect.stringContaining(says)]);
    expect(await isInView(alerts)).toBe(true);
    expect(await check().getAttribute('aria-busy')).toBeNull();
    expect(await opinion().inputValue()).toBe(TYPED['opinion-2']);
    await page.context().setOffline(false);
    await expect.poll(() => alerts.count()).toBe(0);
    await check().click();
    await send().waitFor();
  });

  it('nothing that is checked counts as sent', async () => {
    await write();
    await check().click();
    await send().waitFor();
    await page.context().setOffline(true);
    await send().click();
    expect(await page.getByRole('alert').count()).toBe(1);
    expect(await kept()).toContain(String.raw`\"sent\":false`);
    await page.context().setOffline(false);
    await send().click();
    await page.waitForURL('**/receipt');
    expect(posts).toBe(1);
  });
});

describe('the list of what is wrong', () => {
  it.each(['/returned', '/without-autofocus'])('has the focus at %s', async (path) => {
    await comeBack(path);
    expect(await page.evaluate('document.activeElement.className')).toBe('ds-error-summary');
  });

  it('has links that show the label and the error of each field', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await comeBack('/returned');
    const links = await page.locator('.ds-error-summary a').all();
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      await link.click();
      const field = page.locator((await link.getAttribute('href')) ?? '');
      const label = field.locator('xpath=ancestor::*[label or legend][last()]/*[1]');
      await expect.poll(() => isInView(label)).toBe(true);
    }
  });
});
