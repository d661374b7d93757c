import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutScript } from '../support/browser.ts';
import { RunningStack } from '../support/stack.ts';
import { listOf } from '../support/subscribers.ts';

/*
 * The announcement list as its people use it: sign-up and confirmation in a browser without
 * JavaScript, the operator's command, the mail, and the one click that unsubscribes.
 */

const TUESDAY = '2027-01-05T10:00:00+02:00';
const SEND_AT = '2027-01-05T12:00:00+02:00';
const AFTER = '2027-01-05T12:01:00+02:00';

const WORDS = {
  lv: { confirm: /Apstipriniet/u, news: 'Rezultāti ir zināmi' },
  en: { confirm: /Confirm/u, news: 'The results are known' },
} as const;

let stack: RunningStack;
beforeAll(async () => {
  stack = await RunningStack.start(TUESDAY);
}, 60_000);
afterAll(async () => {
  await stack.close();
});

const linkIn = (text: string, part: string): string =>
  new RegExp(String.raw`http://\S*${part}\S*`, 'u').exec(text)?.[0] ?? '';
const subscriptionOf = async (email: string) => {
  const list = listOf(stack);
  return list.store.findSubscription(await list.keyOf(email));
};
const stateOf = async (email: string) => (await subscriptionOf(email))?.state;

const command = async (...args: string[]) => stack.operate('announcement', ...args);

async function announcementFile(id: string, sendAt: string): Promise<string> {
  const file = join(stack.data, `${id}.json`);
  const body = (words: string) =>
    `# ${words}\n\n- [Rezultāti](https://example.org/r)\n- <b>teksts</b>`;
  await writeFile(
    file,
    JSON.stringify({
      id,
      topic: 'results',
      sendAt,
      lv: { subject: WORDS.lv.news, body: body('Paldies') },
      en: { subject: WORDS.en.news, body: body('Thank you') },
    }),
  );
  return file;
}

describe.each(['lv', 'en'] as const)('signing up in %s, without JavaScript', (language) => {
  const email = `anna-${language}@ngo.example`;

  it('goes from any page, over a mistake that loses nothing, to a confirmed subscription', async () => {
    await withoutScript(async (page) => {
      await page.goto(`${stack.url}/${language}/`);
      const footer = page.locator(`form[action="/${language}/subscribe"]`);
      await footer.locator('[name=email]').fill('nav adrese');
      await footer.locator('button').click();
      expect(await page.inputValue('#email')).toBe('nav adrese');
      expect(await page.locator('a[href="#email"]').isVisible()).toBe(true);

      await page.fill('#email', email);
      await page.check('[name=topics][value=results]');
      await page.locator('main button[type=submit]').click();
      await page.waitForURL(/\/subscribe\/sent$/u);

      const mail = await stack.mailTo(email, WORDS[language].confirm);
      expect(mail.headers['list-unsubscribe']).toBeUndefined();
      const link = linkIn(mail.text, '/confirm');
      for (let scan = 0; scan < 3; scan++) expect((await fetch(link)).status).toBe(200);
      expect(await stateOf(email)).toBe('pending');

      await page.goto(link);
      await page.locator('main button[type=submit]').click();
      expect(await stateOf(email)).toBe('confirmed');
      expect(await page.title()).toMatch(/Paldies|Thank you/u);
      await page.goto(link);
      expect(await page.title()).toMatch(/jau ir apstiprināts|confirmed already/u);
      expect(await stateOf(email)).toBe('confirmed');
    });
  });

  it('from the foot of a page is proved by the address of that page', async () => {
    const another = `juris-${language}@ngo.example`;
    const url = `${stack.url}/${language}/announcements`;
    await withoutScript(async (page) => {
      await page.goto(url);
      await page.fill('footer [name=email]', another);
      await page.locator('footer button').click();
      await page.waitForURL(/\/subscribe\/sent$/u);
    });
    expect(await subscriptionOf(another)).toMatchObject({ consent: { formUrl: url } });
  });

  it('a second time, in another case, asks for nothing more', async () => {
    await withoutScript(async (page) => {
      await page.goto(`${stack.url}/${language}/subscribe`);
      await page.fill('#email', email.toUpperCase());
      await page.locator('main button[type=submit]').click();
      await page.waitForURL(/\/subscribe\/sent$/u);
    });
    const mails = (await stack.mails()).filter(({ to }) => to.toLowerCase() === email);
    expect(mails).toHaveLength(1);
  });
});

describe('an announcement', () => {
  it('can be previewed before it goes out, and nothing goes out before its time', async () => {
    const file = await announcementFile('results-1', SEND_AT);
    const said = await command('preview', file, '--out', join(stack.data, 'preview'));
    expect(said).toContain('2 subscribers would get it now');
    expect(await command('publish', file)).toContain('Scheduled results-1');
    await stack.sweep('2027-01-05T11:59:00+02:00');
    const page = await fetch(`${stack.url}/lv/announcements/results-1`);
    expect(page.status).toBe(404);
  });

  it('goes at its time, once, to each in their language, with what mail programs need', async () => {
    await stack.sweep(AFTER);
    for (const language of ['lv', 'en'] as const) {
      const email = `anna-${language}@ngo.example`;
      const mail = await stack.mailTo(email, new RegExp(WORDS[language].news, 'u'));
      expect(mail.headers).toMatchObject({
        'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
        'list-unsubscribe': expect.stringMatching(/^<http:\/\/\S+>, <mailto:\S+>$/u) as string,
        'list-post': 'NO',
        precedence: 'bulk',
        'content-language': language,
      });
      expect(mail.text).toContain('https://example.org/r');
      expect(mail.html).not.toContain('<b>teksts</b>');
    }
    await command('publish', await announcementFile('results-1', SEND_AT));
    await stack.sweep('2027-01-05T12:10:00+02:00');
    const mails = (await stack.mails()).filter(({ subject }) => subject.includes(WORDS.lv.news));
    expect(mails).toHaveLength(1);
  });

  it('shows how far it has got', async () => {
    await expect
      .poll(async () => command('status', 'results-1'), { timeout: 10_000 })
      .toMatch(/results-1: complete[^]*due\s+0[^]*delivered\s+2/u);
  });

  it('appears in the archive and the feed, and consultations in the calendar', async () => {
    const read = async (path: string) => (await fetch(`${stack.url}${path}`)).text();
    expect(await read('/en/announcements')).toContain('/en/announcements/results-1');
    expect(await read('/lv/announcements/results-1')).toContain(WORDS.lv.news);
    const atom = await read('/en/announcements.atom');
    expect(atom).toContain(`${stack.url}/en/announcements/results-1`);
    expect(await read('/lv/consultations.ics')).toMatch(/^BEGIN:VCALENDAR[^]*BEGIN:VEVENT/u);
  });
});

describe('the link that ends a subscription', () => {
  const subject = new RegExp(WORDS.lv.news, 'u');
  const email = 'anna-lv@ngo.example';

  it('changes nothing when it is only opened', async () => {
    const mail = await stack.mailTo(email, subject);
    const link = /<(http:[^>]+)>/u.exec(mail.headers['list-unsubscribe'] ?? '')?.[1] ?? '';
    for (let scan = 0; scan < 3; scan++) expect((await fetch(link)).status).toBe(200);
    expect(await stateOf(email)).toBe('confirmed');
  });

  it('refuses a forged token for any address', async () => {
    const mail = await stack.mailTo(email, subject);
    const link = new URL(/<(http:[^>]+)>/u.exec(mail.headers['list-unsubscribe'] ?? '')?.[1] ?? '');
    link.searchParams.set('key', 'AAAAAAAAAAAAAAAAAAAAAA');
    const known = await fetch(link, { method: 'POST' });
    link.pathname = link.pathname.replace(
      /[^/]+\/unsubscribe$/u,
      'BBBBBBBBBBBBBBBBBBBBBB/unsubscribe',
    );
    const unknown = await fetch(link, { method: 'POST' });
    expect([known.status, unknown.status]).toEqual([403, 403]);
    const words = async (answer: Response) => (await answer.text()).replaceAll(/"[^"]*"/gu, '');
    expect(await words(known)).toBe(await words(unknown));
    expect(await stateOf(email)).toBe('confirmed');
  });

  it('ends it by one click, twice, with any body and no cookie', async () => {
    const mail = await stack.mailTo(email, subject);
    const link = /<(http:[^>]+)>/u.exec(mail.headers['list-unsubscribe'] ?? '')?.[1] ?? '';
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    for (const body of [new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), form]) {
      const answer = await fetch(link, { method: 'POST', body, redirect: 'manual' });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
    expect(await stateOf(email)).toBe('ended');
  });

  it('leaves nothing that an old confirmation could bring back', async () => {
    const mail = await stack.mailTo(email, WORDS.lv.confirm);
    const answer = await fetch(linkIn(mail.text, '/confirm'), {
      method: 'POST',
      redirect: 'manual',
    });
    expect([200, 303]).toContain(answer.status);
    expect(await stateOf(email)).toBe('ended');
  });

  it('keeps the next announcement from this address only', async () => {
    await command('publish', await announcementFile('results-2', '2027-01-05T14:00:00+02:00'));
    await stack.sweep('2027-01-05T14:01:00+02:00');
    await expect
      .poll(async () => command('status', 'results-2'), { timeout: 10_000 })
      .toMatch(/results-2: complete[^]*delivered\s+1/u);
    const got = (await stack.mails()).filter(({ to }) => to === email);
    expect(got).toHaveLength(2);
  });

  it('lets its owner choose topics instead, but not none', async () => {
    const topics = async () => (await subscriptionOf('anna-en@ngo.example'))?.topics;
    const mail = await stack.mailTo('anna-en@ngo.example', new RegExp(WORDS.en.news, 'u'));
    await withoutScript(async (page) => {
      await page.goto(linkIn(mail.text, '/subscriptions/[^/\\s]+\\?'));
      expect(await page.isChecked('[value=results]')).toBe(true);
      const save = page.locator('main form button[type=submit]').first();
      await page.uncheck('[value=results]');
      await save.click();
      expect(await page.title()).toContain('Error: ');
      expect(await page.locator('main [role=alert]').innerText()).toContain('has not been saved');
      expect(await page.locator('#topics-error').innerText()).toContain('unsubscribe');
      expect(await page.locator('main a[href*="/unsubscribe"]').count()).toBe(1);
      expect(await topics()).toEqual(['results']);
      await page.check('[value=calls]');
      await save.click();
      expect(await page.locator('main [role=status]').isVisible()).toBe(true);
    });
    expect(await topics()).toEqual(['calls']);
  });
});
