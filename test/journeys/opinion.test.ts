import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseReference, spellReference } from '../../shared/domain/reference.ts';
import { axeFindings, closePage, openPage, withoutScript } from '../support/browser.ts';
import { RunningStack } from '../support/stack.ts';

/*
 * The main job as its people do it: an NGO in a browser without JavaScript, or by keyboard alone on
 * a phone, and the official at the inbox.
 */

const ID = 'nap2-midterm-review';
const TUESDAY = '2027-01-05T10:00:00+02:00';
const MONDAY = '2027-01-11T08:00:00+02:00';
const MONDAY_AFTER = '2027-01-18T08:00:00+02:00';
const MAILBOXES = [
  'parmainu.vadiba@valsts-kanceleja.example',
  'parvaldes.politika@valsts-kanceleja.example',
];

const WORDS = {
  lv: {
    submit: 'Iesniegt',
    subject: /Apliecinājum|saņemt/iu,
    error: 'Kļūda',
    again: /Vēstuli nosūtīsim|nosūtīta|pieņēma/u,
    accepted: /Pasta serveris kopsavilkumu pieņēma: 2\spastkastēs no\s2/u,
  },
  en: {
    submit: 'Submit',
    subject: /Receipt|received/iu,
    error: 'Error',
    again: /We will send the mail|was sent|accepted/u,
    accepted: /The mail server accepted the digest: 2\sof\s2\smailboxes/u,
  },
} as const;

let stack: RunningStack;
beforeAll(async () => {
  stack = await RunningStack.start(TUESDAY);
}, 60_000);
afterAll(async () => {
  await stack.close();
});

const references = new Map<string, string>();

/** The button of the form, which shows what will be sent. */
const check = (page: Page) => page.locator('.opinion-form .submit-row button');
/** The button that sends it. */
const send = (page: Page) => page.locator('.check-form [data-send]');
/** What brings the form back from there. */
const change = (page: Page, place: string) =>
  page.locator(`.check-form [formaction$="/check${place}"]`);

async function expectNoFault(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
}

describe.each(['lv', 'en'] as const)('giving an opinion in %s', (language) => {
  const words = WORDS[language];
  const form = () => `${stack.url}/${language}/consultations/${ID}`;

  it('goes without JavaScript from the list, over mistakes that lose nothing, to a receipt', async () => {
    await withoutScript(async (page) => {
      await page.goto(`${stack.url}/${language}/`);
      await page.locator(`a[href="/${language}/consultations/${ID}"]`).first().click();

      const organisation = `Biedrība „Ķīļu ķēžu ķērāji” <${language}>`;
      await page.fill('[name=organisation]', organisation);
      await page.fill('[name=email]', 'nav adrese');
      await page.fill('[name=opinion-2]', 'Portāls strādā,\nbet lēni. <script>alert(1)</script>');
      await check(page).click();

      expect(await page.title()).toContain(words.error);
      const summary = page.locator('a[href="#contact"]').first();
      expect(await summary.isVisible()).toBe(true);
      expect(await page.locator('#contact').getAttribute('aria-invalid')).toBe('true');
      expect(await page.inputValue('[name=organisation]')).toBe(organisation);
      expect(await page.inputValue('[name=email]')).toBe('nav adrese');
      expect(await page.inputValue('[name=opinion-2]')).toContain('<script>');

      await page.fill('[name=contact]', 'Žanete Ļūļa');
      await page.fill('[name=email]', `zanete-${language}@kili.example`);
      await page.check('[name=publication][value=named]');
      await page.check('[name=rating-2][value=limited]');
      await check(page).click();

      const shown = await page.locator('main').innerText();
      expect(shown).toContain(`zanete-${language}@kili.example`);
      expect(shown).toContain('bet lēni. <script>alert(1)</script>');
      expect(await page.title()).not.toContain(words.error);
      await change(page, '#email').click();
      expect(await page.title()).not.toContain(words.error);
      expect(await page.locator('.ds-error-summary').count()).toBe(0);
      expect(await page.inputValue('[name=organisation]')).toBe(organisation);
      expect(await page.inputValue('[name=opinion-2]')).toContain('<script>');
      expect(await page.isChecked('[name=rating-2][value=limited]')).toBe(true);
      expect(page.url()).toMatch(/#email$/u);
      await check(page).click();
      await send(page).click();

      await page.waitForURL(/\/receipts\/[A-Z0-9]{12}\?sent=new$/u);
      const reference = parseReference(page.url());
      expect(reference).not.toBeNull();
      references.set(language, reference ?? '');
      await page.reload();
      expect(page.url()).toContain(reference ?? 'none');
      const masked = { lv: 'z…v@kili.example', en: 'z…n@kili.example' };
      expect(await page.locator('main').innerText()).toContain(masked[language]);
    });
  });

  it('twice, by going back and sending again without JavaScript, ends at the same receipt', async () => {
    await withoutScript(async (page) => {
      await page.goto(form());
      await page.fill('[name=organisation]', `Divreiz ${language}`);
      await page.fill('[name=contact]', 'Anna');
      await page.fill('[name=email]', `divreiz-${language}@kili.example`);
      await page.check('[name=publication][value=internal]');
      await page.fill('[name=opinion-0]', 'Projekts kopumā ir labs.');
      await check(page).click();
      await send(page).dblclick();
      // The second click ends the first navigation, so waiting for one navigation would fail.
      await expect.poll(() => page.url()).toMatch(/\/receipts\//u);
      const first = page.url();
      await page.goBack();
      expect(await page.locator('main').innerText()).toContain('Projekts kopumā ir labs.');
      await send(page).click();
      await page.waitForURL(/\/receipts\//u);
      expect(page.url()).toBe(first);
    });
    await stack.mailTo(`divreiz-${language}@kili.example`, words.subject);
    const receipts = (await stack.mails()).filter(({ to }) =>
      to.startsWith(`divreiz-${language}@`),
    );
    expect(receipts).toHaveLength(1);
  });

  it('brings a receipt by mail, whose link opens the submission for editing', async () => {
    const mail = await stack.mailTo(`zanete-${language}@kili.example`, words.subject);
    const reference = references.get(language) ?? 'none';
    expect(mail.text.replaceAll('-', '')).toContain(reference);
    const link = /http:\S+\/edit\?key=\S+/u.exec(mail.text)?.[0] ?? '';
    await withoutScript(async (page) => {
      await page.goto(link);
      expect(await page.inputValue('[name=opinion-2]')).toContain('bet lēni');
      await page.fill('[name=opinion-3]', 'Par mājaslapām vēl nezinām.');
      await check(page).click();
      expect(await page.locator('ins').allInnerTexts()).toEqual([
        expect.stringContaining('Par mājaslapām vēl nezinām.'),
      ]);
      await change(page, '').click();
      expect(await page.inputValue('[name=opinion-3]')).toBe('Par mājaslapām vēl nezinām.');
      await check(page).click();
      await send(page).click();
      await page.waitForURL(`**/receipts/${reference}?sent=edit`);
    });
  });

  it.each([true, false])(
    'can be checked from any page, over a mistake that loses nothing, and the mail asked for again (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const address = `zanete-${language}@kili.example`;
      const reference = references.get(language) ?? '';
      const mailsToAuthor = async () =>
        (await stack.mails()).filter(({ to }) => to === address).length;
      await expect.poll(mailsToAuthor).toBe(javaScriptEnabled ? 2 : 3);
      const page = await openPage({ javaScriptEnabled });
      await page.goto(form());
      await page.locator('.masthead a[href$="/receipts"]').click();
      const field = page.locator('main [name=reference]');
      await field.fill(`${reference.slice(0, 11)}1`);
      await field.press('Enter');
      await page.locator('main [aria-invalid=true]').waitFor();
      expect(await page.title()).toContain(words.error);
      expect(await field.inputValue()).toBe(`${reference.slice(0, 11)}1`);
      expect((await page.reload())?.status()).toBe(404);

      await field.fill(` ${spellReference(reference).toLowerCase().replaceAll('-', ' ')}`);
      await page.locator('main button[type=submit]').click();
      await page.waitForURL(new RegExp(`/${language}/.*/receipts/${reference}$`, 'u'));
      await page.locator('form[action$="/mail"] button').click();
      await page.waitForURL(/\/receipts\/[A-Z0-9]{12}\?again=due$/u);
      // The mail may be sent before the page is shown.
      expect(await page.locator('[aria-labelledby=mail-title]').innerText()).toMatch(words.again);
      await expect.poll(mailsToAuthor).toBe(javaScriptEnabled ? 3 : 4);
      await closePage(page);
    },
  );

  it('can be withdrawn by the same link, on a page that asks', async () => {
    const mail = await stack.mailTo(`divreiz-${language}@kili.example`, words.subject);
    const link = /http:\S+\/edit\?key=\S+/u.exec(mail.text)?.[0] ?? '';
    await withoutScript(async (page) => {
      await page.goto(link);
      await page.locator('a[href*="/withdraw?key="]').first().click();
      expect(await page.locator('main').innerText()).toContain('Projekts kopumā ir labs.');
      await page.locator('.back a').click();
      expect(await page.inputValue('[name=opinion-0]')).toBe('Projekts kopumā ir labs.');
      await page.locator('a[href*="/withdraw?key="]').first().click();
      await page.locator('form[action$="/withdraw"] button').click();
      await page.waitForURL(/\/receipts\//u);
      await page.goto(link);
      expect(await page.inputValue('[name=opinion-0]')).toBe('');
      expect(await page.locator('a[href*="/withdraw?key="]').count()).toBe(0);
    });
  });
});

/** The page in English has the same elements, with other words, so keys lead through it as well. */
describe('giving an opinion', () => {
  it('works by keyboard alone on a phone', async () => {
    const page = await openPage({ viewport: { width: 320, height: 800 } });
    const isFocused = (selector: string) =>
      page.evaluate<boolean>(`document.activeElement?.matches('${selector}') ?? false`);
    const tabTo = async (selector: string) => {
      for (let tab = 0; tab < 150; tab++) {
        if (await isFocused(selector)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`The Tab key does not lead to ${selector}`);
    };
    const press = async (selector: string, key = 'Enter') => {
      await tabTo(selector);
      await page.keyboard.press(key);
    };
    const type = async (selector: string, text: string) => {
      await tabTo(selector);
      await page.keyboard.type(text);
    };

    await page.goto(`${stack.url}/lv/consultations/${ID}`);
    await press('.submit-row button');
    await page.waitForURL('**/check');
    expect(await isFocused('.ds-error-summary')).toBe(true);
    expect(await page.locator('.ds-error-summary li').count()).toBe(5);
    await expectNoFault(page);
    await press('.ds-error-summary a[href="#organisation"]');
    await type('[name=organisation]', 'Tastatūra');
    await type('[name=contact]', 'Anna');
    await type('[name=email]', 'tastatura@kili.example');
    await press('[name=publication]', 'Space');
    await press('.submit-row button');
    await expect.poll(() => page.locator('.ds-error-summary li').count()).toBe(1);
    await press('.ds-error-summary a');
    await type('textarea[name=opinion-1]', 'Jā.');
    await press('.submit-row button');
    await send(page).waitFor();

    await press('.check-form [formaction$="#email"]');
    await page.waitForURL('**/check#email');
    expect(await page.inputValue('[name=email]')).toBe('tastatura@kili.example');
    await press('[data-draft-clear]');
    expect(await isFocused('[data-draft-keep]')).toBe(true);
    await expectNoFault(page);
    await page.keyboard.press('Escape');
    expect(await isFocused('[data-draft-clear]')).toBe(true);
    await press('.submit-row button');
    await send(page).waitFor();
    await press('[data-send]');
    await page.waitForURL(/\/receipts\/[A-Z0-9]{12}$/u);
    await expectNoFault(page);

    const receipt = page.url();
    await page.goBack();
    await page.locator('[data-sent-before]').waitFor();
    expect(await isFocused('[data-sent-before]')).toBe(true);
    await expectNoFault(page);
    await press('[data-sent-before] a');
    await page.waitForURL(receipt);
    await closePage(page);
  });
});

describe('a check', () => {
  const post = async (
    fields: Readonly<Record<string, string>>,
    path = `/lv/consultations/${ID}/opinions/check`,
  ) =>
    fetch(`${stack.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
  const author = {
    organisation: 'Biedrība „Tikai pārbauda”',
    contact: 'Anna',
    email: 'parbauda@kili.example',
    publication: 'internal',
  };

  it('is kept by nobody but the browser that shows it again on the way back', async () => {
    const checked = await post({ ...author, 'opinion-1': 'Jā.' });
    expect(checked.status).toBe(200);
    expect(checked.headers.get('cache-control')).toBe('private, no-cache');
    const wrong = await post(author);
    expect(wrong.status).toBe(422);
    expect(wrong.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('shows the longest submission, and sends on an edit that would be too long to show', async () => {
    const email = 'gari@kili.example';
    const longest = (letter: string) => ({
      ...author,
      email,
      ...Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => [`opinion-${index + 1}`, letter.repeat(17_500)]),
      ),
    });
    expect((await post(longest('ā'))).status).toBe(200);
    await post(longest('ā'), `/lv/consultations/${ID}/opinions`);
    const { text } = await stack.mailTo(email, WORDS.lv.subject);
    const { pathname, searchParams } = new URL(/http:\S+\/edit\?key=\S+/u.exec(text)?.[0] ?? '');
    const edit = { ...longest('ē'), key: searchParams.get('key') ?? '' };
    const { status, headers } = await post(edit, `${pathname}/check`);
    expect(status).toBe(307);
    expect(headers.get('location')).toBe(pathname);
  });
});

const CALL = 'nap3-new-commitments';
const proposals = new Map<string, string>();

describe.each(['lv', 'en'] as const)(
  'proposing a commitment in %s, without JavaScript',
  (language) => {
    const form = () => `${stack.url}/${language}/consultations/${CALL}`;
    const email = `ilze-${language}@kili.example`;

    it('goes over mistakes that lose nothing to a receipt', async () => {
      await withoutScript(async (page) => {
        await page.goto(`${stack.url}/${language}/`);
        await page.locator(`a[href="/${language}/consultations/${CALL}"]`).first().click();
        await page.fill('[name=title]', `Lobēšanas tikšanās (${language})`);
        await page.fill('[name=problem]', 'Nav zināms,\nkas tiekas. <script>alert(1)</script>');
        await page.check('[name=principles][value=openness]');
        await page.check('[name=principles][value=accountability]');
        await check(page).click();

        expect(await page.title()).toContain(WORDS[language].error);
        expect(await page.locator('a[href="#action"]').first().isVisible()).toBe(true);
        expect(await page.locator('#action').getAttribute('aria-invalid')).toBe('true');
        expect(await page.inputValue('[name=problem]')).toContain('<script>');
        expect(await page.isChecked('[name=principles][value=accountability]')).toBe(true);
        expect(await page.isChecked('[name=principles][value=innovation]')).toBe(false);

        await page.fill('[name=action]', 'Publicēt katru nedēļu.');
        await page.check('[name=ngos][value=yes]');
        await page.fill('[name=organisation]', `Biedrība „Atvērtā pilsēta” ${language}`);
        await page.fill('[name=contact]', 'Ilze Bērziņa');
        await page.fill('[name=email]', email);
        await page.check('[name=publication][value=named]');
        await check(page).click();
        expect(await page.locator('main').innerText()).toContain('Publicēt katru nedēļu.');
        await change(page, '#title').click();
        expect(await page.isChecked('[name=principles][value=accountability]')).toBe(true);
        expect(await page.isChecked('[name=principles][value=innovation]')).toBe(false);
        await check(page).click();
        await send(page).click();
        await page.waitForURL(/\/receipts\/[A-Z0-9]{12}\?sent=new$/u);
        proposals.set(language, parseReference(page.url()) ?? '');
      });
    });

    it('brings a receipt, whose link opens the proposal for editing, with its choices', async () => {
      const mail = await stack.mailTo(email, WORDS[language].subject);
      expect(mail.text).not.toContain('tiekas');
      const link = /http:\S+\/edit\?key=\S+/u.exec(mail.text)?.[0] ?? '';
      await withoutScript(async (page) => {
        await page.goto(link);
        expect(await page.inputValue('[name=title]')).toContain('Lobēšanas');
        expect(await page.isChecked('[name=principles][value=openness]')).toBe(true);
        expect(await page.isChecked('[name=ngos][value=yes]')).toBe(true);
        await page.uncheck('[name=principles][value=accountability]');
        await page.fill('[name=institution]', 'Valsts kanceleja');
        await check(page).click();
        await send(page).click();
        await page.waitForURL(`**/receipts/${proposals.get(language) ?? ''}?sent=edit`);
      });
    });

    it('fits on a phone, also with every mistake', async () => {
      const page = await openPage({ viewport: { width: 320, height: 800 } });
      await page.goto(form());
      await check(page).click();
      expect(await page.locator('.ds-error-summary li').count()).toBe(9);
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(320);
      if (language === 'lv') await expectNoFault(page);
      await closePage(page);
    });
  },
);

describe('the digest', () => {
  it('tells each opinion once, however often it is run', async () => {
    const before = (await stack.mails()).length;
    for (let run = 1; run <= 2; run++) await stack.runDigests(MONDAY);
    await stack.restart('2027-01-11T09:00:00+02:00');
    await stack.runDigests(MONDAY);
    const digests = (await stack.mails()).slice(before);
    expect(digests.map(({ to }) => to).toSorted()).toEqual(MAILBOXES);
    for (const reference of [...references.values(), ...proposals.values()]) {
      for (const { text, html } of digests) {
        expect(text.replaceAll('-', '')).toContain(reference);
        expect(html.replaceAll('-', '')).toContain(reference);
        expect(text + html).not.toContain('@kili.example');
        expect(text + html).not.toContain('Žanete');
        expect(html).not.toContain('<script>');
      }
    }
    for (const { text } of digests) {
      expect(text).toContain('2 jauni priekšlikumi');
      expect(text).toContain('| Lobēšanas tikšanās (lv)');
      expect(text).toContain('| Valsts kanceleja');
    }
    expect(new Set(digests.map(({ subject }) => subject)).size).toBe(1);
  });

  it.each(['lv', 'en'] as const)(
    'is on the receipt as far as its delivery is recorded, and the address no longer, in %s',
    async (language) => {
      const reference = references.get(language) ?? '';
      const receipt = async () =>
        (await fetch(`${stack.url}/${language}/receipts?reference=${reference}`)).text();
      await expect.poll(receipt).toMatch(WORDS[language].accepted);
      expect(await receipt()).not.toContain('@kili.example');
    },
  );

  it('says in the week after that nothing came', async () => {
    const before = (await stack.mails()).length;
    await stack.runDigests(MONDAY_AFTER);
    const digests = (await stack.mails()).slice(before);
    expect(digests).toHaveLength(MAILBOXES.length);
    for (const { subject } of digests) expect(subject).toContain('Nr. 2');
  });
});
