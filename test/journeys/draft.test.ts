import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DraftView } from '../../shared/http/api.ts';
import { axeFindings, closePage, openPage, withoutScript } from '../support/browser.ts';
import { RunningStack } from '../support/stack.ts';

/* A draft is read, gets a second version from an operator, and what has changed is read. */

const ID = 'nap2-midterm-review';
const FIRST = JSON.parse(readFileSync(`data/${ID}.json`, 'utf8')) as {
  consultation: { draft: { introduction: Record<'lv' | 'en', string>; commitments: object[] } };
};
const WORDS = {
  lv: {
    read: 'Lasīt visu projektu',
    changes: /^Kas mainījies kopš/u,
    was: 'septembra',
    is: 'novembra',
  },
  en: {
    read: 'Read the whole draft',
    changes: /^What has changed since/u,
    was: 'September',
    is: 'November',
  },
} as const;
const both = (text: string) => ({ lv: text, en: text });

let stack: RunningStack;
beforeAll(async () => {
  stack = await RunningStack.start('2027-01-05T10:00:00+02:00');
}, 60_000);
afterAll(async () => {
  await stack.close();
});

const get = async (path: string) => fetch(new URL(path, stack.url));

async function publishSecond(): Promise<void> {
  const { introduction, commitments } = FIRST.consultation.draft;
  const [first, ...others] = commitments;
  const draft = {
    version: 2,
    introduction: {
      lv: introduction.lv.replace('gada septembra vidū', 'gada novembra vidū'),
      en: introduction.en.replace('in mid-September 2016', 'in mid-November 2016'),
    },
    commitments: [{ ...first, finding: both('Made up <b>for a test</b>.') }, ...others],
  };
  const file = join(stack.data, 'second.json');
  await writeFile(
    file,
    JSON.stringify({ ...FIRST, consultation: { ...FIRST.consultation, draft } }),
  );
  await stack.operate('consultation', 'publish', file);
}

describe('a first version', () => {
  it('is found in the API, with its text', async () => {
    const { links } = (await (await get(`/api/consultations/${ID}`)).json()) as {
      links: { draft: string };
    };
    expect(links.draft).toBe(`/api/consultations/${ID}/drafts/1`);
    const draft = DraftView.parse(await (await get(links.draft)).json());
    expect(draft.introduction).toEqual(FIRST.consultation.draft.introduction);
    expect(draft.commitments).toHaveLength(10);
  });

  it.each([2, 0, '01', 'x', '1%20', 99_999])(
    'is the only one: %s is not found',
    async (version) => {
      for (const path of [
        `/lv/consultations/${ID}/drafts/${version}`,
        `/lv/consultations/${ID}/drafts/${version}/changes`,
        `/api/consultations/${ID}/drafts/${version}`,
      ]) {
        expect((await get(path)).status, path).toBe(404);
      }
    },
  );
});

it('a second version is published, and the page of the consultation leads to it', async () => {
  await publishSecond();
  const shown = async () => (await get(`/lv/consultations/${ID}`)).text();
  await expect.poll(shown, { timeout: 10_000 }).toContain('drafts/2/changes');
});

describe.each(['lv', 'en'] as const)(
  'a second version, in %s and without JavaScript',
  (language) => {
    const words = WORDS[language];

    it('leads from the form to what has changed, and to the whole draft', async () => {
      await withoutScript(async (page) => {
        await page.goto(`${stack.url}/${language}/consultations/${ID}`);
        await page.getByRole('link', { name: words.changes }).click();
        expect(new URL(page.url()).pathname).toMatch(/\/drafts\/2\/changes$/u);
        expect(await page.locator('section del').first().innerText()).toContain(words.was);
        expect(await page.locator('section ins').first().innerText()).toContain(words.is);
        expect(await page.locator('section ins').last().innerText()).toContain('<b>for a test</b>');
        await page.goto(`${stack.url}/${language}/consultations/${ID}`);
        await page.getByRole('link', { name: words.read }).click();
        expect(await page.locator('main').innerText()).toContain('Made up <b>for a test</b>.');
      });
      const page = await openPage();
      await page.goto(`${stack.url}/${language}/consultations/${ID}/drafts/2/changes`);
      expect(await axeFindings(page)).toEqual([]);
      await closePage(page);
    });

    it('leaves the first at its address, and shows its own text beside a form that comes back', async () => {
      const first = await (await get(`/${language}/consultations/${ID}/drafts/1`)).text();
      expect(first).not.toContain('Made up');
      expect(first).toContain(`/${language}/consultations/${ID}/drafts/2`);
      const returned = await fetch(`${stack.url}/${language}/consultations/${ID}/opinions`, {
        method: 'POST',
        body: new URLSearchParams({ organisation: '' }),
      });
      expect(returned.status).toBe(422);
      expect(await returned.text()).toContain('Made up &lt;b');
    });
  },
);
