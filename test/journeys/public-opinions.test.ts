import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instant, plus } from '../../shared/domain/time.ts';
import { withoutScript } from '../support/browser.ts';
import { at } from '../support/builders.ts';
import { receiptAt, RunningStack } from '../support/stack.ts';

/*
 * What everybody reads, from the author's wish to the closing time and beyond: in a browser without
 * JavaScript, in both languages, for both kinds of consultation.
 */

const REVIEW = 'nap2-midterm-review';
const CALL = 'nap3-new-commitments';
const MINUTE = 60_000;
const TUESDAY = at('2027-01-05T10:00:00+02:00');
/** Both consultations are open for less than a year. */
const CLOSED = at('2028-01-04T10:00:00+02:00');
const MAILBOX = 'parmainu.vadiba@valsts-kanceleja.example';

let stack: RunningStack;
let now: Instant = TUESDAY;
beforeAll(async () => {
  stack = await RunningStack.start(TUESDAY);
}, 120_000);
afterAll(async () => {
  await stack.close();
});

/** Lets the projection see everything that has come until now. */
async function settle(): Promise<void> {
  now = plus(now, 2 * MINUTE);
  await stack.publish(now);
}

async function send(consultation: string, email: string, fields: Record<string, string>) {
  const posted = await fetch(`${stack.url}/lv/consultations/${consultation}/opinions`, {
    method: 'POST',
    body: new URLSearchParams({ contact: 'Anna Slepenā', email, ...fields }),
    redirect: 'manual',
  });
  expect(posted.status).toBe(303);
  return receiptAt(posted.headers.get('location')).split('/').at(-1) ?? '';
}

/** Returns what the page says to everybody. */
async function read(path: string): Promise<string> {
  const answer = await fetch(new URL(path, stack.url));
  expect(answer.status, path).toBe(200);
  return answer.text();
}

const listOf = (consultation: string, language = 'lv', query = '') =>
  `/${language}/consultations/${consultation}/opinions${query}`;

/** Expects the list to lose the text. A function may answer as it did for a second more. */
async function expectGone(text: string): Promise<void> {
  await expect.poll(async () => read(listOf(REVIEW)), { timeout: 5_000 }).not.toContain(text);
}

async function linkOf(email: string): Promise<string> {
  const { text } = await stack.mailTo(email, /./u);
  return /http:\S+\/edit\?key=\S+/u.exec(text)?.[0] ?? '';
}

const HOSTILE = '<script>alert(1)</script> https://evil.example \u202eevil';

const references = new Map<string, string>();

describe('what is sent to a consultation', () => {
  it('appears on its page, as its author wished, in both languages', async () => {
    const opinion = { 'rating-2': 'limited', 'opinion-2': `Portāls nedarbojas. ${HOSTILE}` };
    const send2 = async (name: string, publication: string) => {
      const fields = { organisation: `Biedrība ${name}`, publication, ...opinion };
      references.set(name, await send(REVIEW, `${name}@ngo.example`, fields));
    };
    await send2('named', 'named');
    await send2('unnamed', 'anonymous');
    await send2('internal', 'internal');
    await send2('withdrawn', 'named');
    await send2('hidden', 'named');
    await settle();
    for (const language of ['lv', 'en']) {
      const html = await read(listOf(REVIEW, language));
      expect(html).toContain('Biedrība named');
      expect(html).not.toContain('Biedrība unnamed');
      expect(html).not.toContain('Biedrība internal');
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('href="https://evil');
      expect(html).not.toContain('Slepenā');
      for (const reference of references.values()) expect(html).not.toContain(reference);
    }
  });

  it('is found by what it is about, by its words in another form, and by its organisation', async () => {
    await withoutScript(async (page) => {
      await page.goto(`${stack.url}${listOf(REVIEW)}`);
      await page.locator('summary', { hasText: 'Atlasīt' }).click();
      await page.selectOption('[name=commitment]', '2');
      await page.fill('[name=search]', 'portālu');
      await page.fill('[name=organisation]', 'BIEDRĪBA "NAMED"');
      await page.locator('.filter button[type=submit]').click();
      expect(await page.locator('.public-part').count()).toBe(1);
      expect(await page.inputValue('[name=search]')).toBe('portālu');
      await page.locator('.public-part h3 a').click();
      expect(page.url()).toMatch(/\/opinions\/[A-Z\d]{16}$/u);
      expect(await page.locator('main').innerText()).toContain('Portāls nedarbojas.');
      await page.goto(`${stack.url}${listOf(REVIEW)}?organisation=Biedrība+unnamed`);
      expect(await page.locator('.public-part').count()).toBe(0);
      await page.goto(`${stack.url}${listOf(REVIEW)}?search=vilciens`);
      expect(await page.locator('.public-part').count()).toBe(0);
    });
  });

  it('appears in a call too, with everything that a proposal says', async () => {
    await send(CALL, 'call@ngo.example', {
      organisation: 'Biedrība call',
      publication: 'named',
      title: 'Publiskot tikšanās',
      problem: 'Nav zināms, kas tiekas.',
      action: 'Katra iestāde publicē.',
      principles: 'openness',
      ngos: 'yes',
    });
    await settle();
    await withoutScript(async (page) => {
      await page.goto(`${stack.url}${listOf(CALL, 'en', '?search=tikšanos')}`);
      await page.getByRole('link', { name: 'Publiskot tikšanās' }).first().click();
      const text = await page.locator('main').innerText();
      expect(text).toContain('Katra iestāde publicē.');
      expect(text).toContain('Biedrība call');
    });
  });

  it('leaves a line when it is withdrawn, at once', async () => {
    const link = await linkOf('withdrawn@ngo.example');
    await withoutScript(async (page) => {
      await page.goto(link);
      await page.locator('a[href*="/withdraw?key="]').first().click();
      await page.locator('form[action$="/withdraw"] button').click();
      await page.waitForURL(/\/receipts\//u);
    });
    await expectGone('Biedrība withdrawn');
    expect(await read(listOf(REVIEW))).toContain('data-state="withdrawn"');
  });

  it('leaves a line with the rule when it is hidden; the author and the log are told', async () => {
    const reference = references.get('hidden') ?? '';
    const said = await stack.operate('opinion', 'hide', reference, '--reason', 'personal-data');
    const address =
      /http\S+(\/lv\/consultations\/\S+\/opinions\/[A-Z\d]{16})/u.exec(said)?.[1] ?? '';
    const page = await read(address);
    expect(page).toContain('Citu cilvēku personas dati');
    expect(page).not.toContain('Portāls nedarbojas');
    await expectGone('Biedrība hidden');
    now = plus(now, MINUTE);
    await stack.sweep(now);
    const mail = await stack.mailTo('hidden@ngo.example', /paslēpts/u);
    expect(mail.text).toContain(address);
    expect(mail.text).toMatch(/atbildiet uz\s+šo vēstuli/u);
    expect(mail.text).not.toContain('Portāls nedarbojas');
    const log = await read('/lv/moderation');
    expect(log).toContain(`href="${address}"`);
    expect(log).not.toContain(reference);
  });

  it('is told to its unit whatever everybody sees', async () => {
    now = at('2027-01-11T08:00:00+02:00');
    await stack.runDigests(now);
    const { text } = await stack.mailTo(MAILBOX, /./u);
    expect(text).toContain('Biedrība hidden');
    expect(text).toContain('Biedrība internal');
  });

  it('disappears at once when its author chooses so, also after closing', async () => {
    const { pathname, search } = new URL(await linkOf('named@ngo.example'));
    now = CLOSED;
    await stack.publish(now);
    expect(await read(listOf(REVIEW))).toContain('Biedrība named');
    await withoutScript(async (page) => {
      await page.goto(`${stack.url}${pathname}${search}`);
      expect(await page.locator('.opinion-form').count()).toBe(0);
      await page.check('#choice-internal');
      await page.locator('form[action$="/publication"] button').click();
      await page.waitForURL(/chosen=yes/u);
      expect(await page.locator('[role=status]').innerText()).toContain('Izvēle saglabāta');
    });
    await expectGone('Biedrība named');
  });
});
