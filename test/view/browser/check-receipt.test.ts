import type { IncomingMessage } from 'node:http';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../shared/domain/text.ts';
import { readTilePath } from '../../../shared/log/tiles.ts';
import type { ReceiptFile } from '../../../shared/usecases/prove-receipt.ts';
import { readLog } from '../../../shared/usecases/read-log.ts';
import { sealLogs } from '../../../shared/usecases/seal-logs.ts';
import { proofCopyFor } from '../../../shared/view/copy/proof.ts';
import { checkReceiptPage } from '../../../shared/view/pages/check-receipt-page.tsx';
import type { Conclusion, Remark } from '../../../shared/view/receipt-check.ts';
import {
  axeFindings,
  closePage,
  findingsInTheDark,
  openPage,
  withoutScript,
} from '../../support/browser.ts';
import { aSigner } from '../../support/log.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { type PageAnswer, servePages } from '../../support/page-server.ts';
import { aLog } from '../../support/sealed.ts';

type Log = Awaited<ReturnType<typeof aLog>>;

const WORDS = 'Dati vēl nav publicēti, un tas ir „noslēpums”.';
const ID = 'nap2-midterm-review';

let page: Page;
let server: Awaited<ReturnType<typeof servePages>>;
/** The log that the site serves. */
let served: Log;
/** A receipt as it was when the log was short. Its last version was not sealed yet. */
let early: ReceiptFile;
let good: ReceiptFile;
/** The receipt of the only submission to another log of the same name. */
let stranger: ReceiptFile;
/** While this is set, the site answers so below the log's address. */
let answersInstead: ((path: string) => PageAnswer) | null = null;

beforeAll(async () => {
  served = await aLog();
  const about = (text: string) => ({ opinions: [{ commitment: 1, rating: null, text }] });
  const first = await served.submitted(about(WORDS));
  await served.sealLater();
  const second = await served.edited(first, about(`${WORDS} Joprojām.`));
  early = await served.fileOf(second);
  // The tree gets more than one tile, and a subtree of the next level.
  for (let one = 0; one < 300; one++) await served.submitted({ organisation: `Biedrība ${one}` });
  await served.sealLater();
  good = await served.fileOf(second);
  for (let one = 0; one < 5; one++) await served.submitted({ organisation: `Vēl ${one}` });
  await served.sealLater();
  const other = await aLog();
  const alone = await other.submitted();
  other.clock.advance(3_600_000);
  const siteUrl = 'https://site.example';
  await sealLogs({ ...other, signer: aSigner(9), siteUrl })();
  stranger = await other.fileOf(alone);
  server = await servePages(answer);
  page = await openPage();
  page.on('request', (request) => asked.push(request));
}, 120_000);

afterAll(async () => {
  await closePage(page);
  await server.close();
});

async function answer({ url = '' }: IncomingMessage): Promise<PageAnswer> {
  for (const language of LANGUAGES) {
    if (url === `/${language}/check`) {
      return { html: checkReceiptPage({ language, site: PAGE_SITE }) };
    }
  }
  if (!url.startsWith('/log/')) return null;
  return answersInstead === null ? logAnswer(url.slice('/log/'.length)) : answersInstead(url);
}

async function logAnswer(path: string): Promise<PageAnswer> {
  const [consultation = '', what, ...rest] = path.split('/');
  const log = readLog(served);
  const newest = await log.newest(consultation);
  if (newest === null) return null;
  if (what === 'checkpoint') return { content: newest.checkpoint };
  if (what === 'keys') return { content: `${(await log.keys(consultation)).join('\n')}\n` };
  const name = what === 'tile' ? readTilePath(rest) : null;
  const tile = name && (await log.tile(consultation, name));
  return tile === null ? null : { content: tile };
}

let asked: Request[];
beforeEach(async () => {
  answersInstead = null;
  asked = [];
  await page.setViewportSize({ width: 1_280, height: 800 });
});

const open = async (language: 'lv' | 'en' = 'lv') => page.goto(`${server.url}/${language}/check`);
const region = () => page.getByRole('status');
const textOf = (file: object) => JSON.stringify(file);

async function choose(text: string, name = 'sadzirdets.json') {
  const file = { name, mimeType: 'application/json', buffer: Buffer.from(text) };
  await page.setInputFiles('#receipt-file', file);
}

async function paste(text: string) {
  await page.fill('#pasted', text);
  await page.click('[data-receipt-check] button');
}

/** Waits for the result, and compares it with the words that the page has for it. */
async function expectResult(
  language: 'lv' | 'en',
  conclusion: Conclusion,
  ...remarks: readonly Remark[]
) {
  const { conclusions, advice, remarks: sentences, marks } = proofCopyFor(language).check;
  await region().locator('h2').waitFor();
  expect(await region().locator('h2').textContent()).toBe(conclusions[conclusion]);
  expect(await region().getAttribute('data-conclusion')).toBe(conclusion);
  expect(await region().locator('p').first().textContent()).toBe(advice[conclusion]);
  const said = await region().locator('li').allTextContents();
  const patterns = remarks.map((what) => {
    const escaped = sentences[what].replace(/[.*+?^$()|[\]\\]/gu, String.raw`\$&`);
    const mark = `(?:${Object.values(marks).join('|')})`;
    return new RegExp(`^${mark}\\. ${escaped.replace(/\{\w+\}/gu, String.raw`[\d–, ]+`)}$`, 'u');
  });
  expect(said).toEqual(patterns.map((pattern) => expect.stringMatching(pattern) as string));
}

/** The receipt with something else in its last version. */
function withLast(file: ReceiptFile, changes: Partial<ReceiptFile['versions'][number]>) {
  const [last, ...others] = file.versions.toReversed();
  return { ...file, versions: [...others.toReversed(), { ...last, ...changes }] };
}

const withWord = (file: ReceiptFile): object =>
  JSON.parse(textOf(file).replace('noslēpums”. Joprojām', 'noslēpums”. Nekad')) as object;

const aMail = (checkpoint: string) =>
  `Labdien!\r\n\r\n> Jūsu iesniegums ir saņemts.\r\n>\r\n${checkpoint
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\r\n')}\r\n\r\nAr cieņu`;

describe.each(LANGUAGES)('the check of a receipt in %s', (language) => {
  beforeEach(async () => {
    await open(language);
  });

  it('finds a good file right, also against a log that has grown since', async () => {
    await choose(textOf(good));
    await expectResult(
      language,
      'proven',
      'signed',
      'newest-consistent',
      'in-the-log',
      'in-the-log',
    );
    const last = await region().locator('p').last().textContent();
    expect(last).toContain('sadzirdets.json');
  });

  it('finds a changed word, and a changed salt', async () => {
    const found = ['signed', 'newest-consistent', 'in-the-log', 'content-differs'] as const;
    await choose(textOf(withWord(good)));
    await expectResult(language, 'wrong', ...found);
    await choose(textOf(withLast(good, { salt: '0'.repeat(64) })));
    await expectResult(language, 'wrong', ...found);
  });

  it('finds a receipt that another log of the same name has made', async () => {
    await choose(textOf(stranger));
    await expectResult(language, 'wrong', 'key-not-trusted', 'in-the-log');
  });

  it('says that a version is not sealed yet', async () => {
    await choose(textOf(early));
    await expectResult(
      language,
      'not-sealed',
      'signed',
      'newest-consistent',
      'in-the-log',
      'not-sealed',
    );
  });

  it('says which versions the file leaves out, and that it proves nothing of them', async () => {
    await choose(textOf({ ...good, leftOut: 1, versions: good.versions.slice(1) }));
    const found = ['signed', 'newest-consistent', 'in-the-log'] as const;
    await expectResult(language, 'proven', 'left-out', ...found);
    const said = (await region().locator('li').first().textContent()) ?? '';
    expect(said).toMatch(
      language === 'lv'
        ? /^Ievērojiet\. .* Trūkstošās versijas: 1 \(skaits: 1\)\. Par tām šī datne neko nepierāda/u
        : /^Note\. .* Versions left out: 1 \(how many: 1\)\. It proves nothing about them/u,
    );
    expect(said).toContain('&upTo=1');
    await choose(textOf(good));
    await expectResult(language, 'proven', ...found, 'in-the-log');
  });

  it('counts what is left out by the versions that are there, whatever the file says', async () => {
    const [, last] = good.versions;
    const later = (version: number) => ({ ...last, content: { ...last?.content, version } });
    await choose(textOf({ ...good, versions: [later(9), later(24), later(25)] }));
    await expectResult(
      language,
      'wrong',
      ...(['left-out', 'signed', 'newest-consistent'] as const),
      ...(['content-differs', 'content-differs', 'content-differs'] as const),
    );
    const said = await region().locator('li').first().textContent();
    expect(said).toContain(' 1–8, 10–23 (');
    expect(said).toContain(': 22)');
    expect(said).toContain('&upTo=23');
  });

  it('cannot tell what garbage and a huge file are', async () => {
    await choose('{"format": "cits"}');
    await expectResult(language, 'open', 'nothing-found');
    await choose(textOf({ ...good, versions: [] }));
    await expectResult(language, 'open', 'nothing-found');
    await choose('x'.repeat(4_000_001));
    await expectResult(language, 'open', 'too-large');
    await paste('Labdien!');
    await expectResult(language, 'open', 'nothing-found');
  });

  it('finds the checkpoint in a mail, and says what it proves and no more', async () => {
    await paste(aMail(early.checkpoint));
    await expectResult(language, 'kept', 'signed', 'newest-consistent');
    await paste(aMail(stranger.checkpoint));
    await expectResult(language, 'wrong', 'not-signed');
  });
});

describe('the check of a receipt', () => {
  beforeEach(async () => {
    await open();
  });

  it('sends nothing of what it is given, and asks for nothing but the page and the public log', async () => {
    await choose(textOf(good));
    await expectResult('lv', 'proven', 'signed', 'newest-consistent', 'in-the-log', 'in-the-log');
    await paste(aMail(early.checkpoint));
    await expectResult('lv', 'kept', 'signed', 'newest-consistent');
    const paths = asked.map((request) => {
      expect(request.method()).toBe('GET');
      expect(request.postData()).toBeNull();
      const { origin, pathname, search } = new URL(request.url());
      expect(origin).toBe(server.url);
      return pathname + search.replace(/^\?v=\w+$/u, '');
    });
    const others = paths.filter((path) => !path.startsWith(`/log/${ID}/tile/`));
    expect([...new Set(others)].toSorted()).toEqual(
      [
        '/lv/check',
        '/assets/site.css',
        '/assets/site.js',
        '/assets/check.js',
        `/log/${ID}/checkpoint`,
        `/log/${ID}/keys`,
      ].toSorted(),
    );
    const tiles = paths.filter((path) => path.startsWith(`/log/${ID}/tile/`));
    expect(tiles.length).toBeGreaterThan(0);
    for (const tile of tiles) {
      expect(tile).toMatch(/\/tile\/[01]\/\d{3}(?:\.p\/\d{1,3})?$/u);
    }
    const kept = await page.evaluate<string>(
      'JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie])',
    );
    expect(kept).not.toContain('noslēpums');
    expect(kept).not.toContain(good.checkpoint.slice(0, 20));
  });

  it('finds a log that was rewritten since, or is shorter now', async () => {
    // The same key has signed another history.
    const rewritten = await aLog();
    for (let one = 0; one < 4; one++) await rewritten.submitted({ organisation: `Cita ${one}` });
    await rewritten.sealLater();
    const before = served;
    served = rewritten;
    try {
      await choose(textOf(early));
      await expectResult('lv', 'wrong', 'signed', 'newest-forked', 'in-the-log', 'not-sealed');
      served = await aLog();
      await served.seal();
      await choose(textOf(good));
      await expectResult('lv', 'wrong', 'signed', 'newest-shorter', 'in-the-log', 'in-the-log');
    } finally {
      served = before;
    }
  });

  it('checks what it can if the site does not answer, and says what it cannot', async () => {
    answersInstead = () => 'stay';
    await choose(textOf(good));
    await expectResult('lv', 'open', 'signed', 'in-the-log', 'in-the-log', 'unreachable');
    await choose(textOf(withWord(good)));
    await expectResult('lv', 'wrong', 'signed', 'in-the-log', 'content-differs', 'unreachable');
    await paste(aMail(good.checkpoint));
    await expectResult('lv', 'open', 'unreachable');
    const answers = new Map<string, PageAnswer>();
    for (const path of ['checkpoint', 'keys']) {
      answers.set(`/log/${ID}/${path}`, await logAnswer(`${ID}/${path}`));
    }
    answersInstead = (path) => answers.get(path) ?? null;
    await choose(textOf(good));
    await expectResult('lv', 'open', 'signed', 'unreachable', 'in-the-log', 'in-the-log');
  });

  it('says of a log that this site does not have that it is another one', async () => {
    answersInstead = () => null;
    await choose(textOf(good));
    await expectResult('lv', 'open', 'signed', 'in-the-log', 'in-the-log', 'other-log');
    answersInstead = null;
    await paste(aMail(good.checkpoint.replaceAll('site.example', 'other.example')));
    await expectResult('lv', 'open', 'other-log');
  });

  it('says so if the browser cannot check signatures', async () => {
    await page.evaluate(
      `crypto.subtle.importKey = () => Promise.reject(new DOMException('Ed25519', 'NotSupportedError'))`,
    );
    await choose(textOf(good));
    await expectResult('lv', 'open', 'no-signatures');
  });

  it('takes a file that is dropped on the page', async () => {
    await page.evaluate(`(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([${JSON.stringify(textOf(good))}], 'ievilkta.json'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true }));
    })()`);
    await expectResult('lv', 'proven', 'signed', 'newest-consistent', 'in-the-log', 'in-the-log');
    expect(await region().textContent()).toContain('ievilkta.json');
  });

  it('writes a name of a file as text', async () => {
    await choose('{}', '<img src=x onerror=alert(1)>$&.json');
    await expectResult('lv', 'open', 'nothing-found');
    expect(await region().locator('img').count()).toBe(0);
    expect(await region().textContent()).toContain('<img src=x onerror=alert(1)>$&.json');
  });

  it('is operated by keys alone, and its result is announced', async () => {
    await page.locator('h1').click();
    const focused = async () => page.evaluate<string>('document.activeElement.id');
    while ((await focused()) !== 'receipt-file') await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('pasted');
    await page.keyboard.insertText(aMail(good.checkpoint));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expectResult('lv', 'kept', 'signed', 'newest-consistent');
    expect(await region().getAttribute('role')).toBe('status');
    expect(await region().getAttribute('aria-label')).toBe('Pārbaudes rezultāts');
  });

  it('has no accessibility fault and fits 320 px in each of its states', async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    const states: readonly (readonly [Conclusion, string])[] = [
      ['proven', textOf(good)],
      ['wrong', textOf(withWord(good))],
      ['not-sealed', textOf(early)],
      ['open', 'x'.repeat(100)],
      ['proven', textOf({ ...good, versions: good.versions.slice(1) })],
    ];
    const faults: string[] = [];
    for (const [conclusion, text] of states) {
      await choose(text, `${'gars-nosaukums-'.repeat(8)}.json`);
      await page.locator(`[data-conclusion="${conclusion}"]`).waitFor();
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (overflow > 0) faults.push(`${conclusion}: ${overflow} px too wide`);
      faults.push(...(await axeFindings(page)), ...(await findingsInTheDark(page)));
    }
    expect(faults).toEqual([]);
  });

  it('says without JavaScript how to use the command, and shows no tool that would do nothing', async () => {
    await withoutScript(async (plain) => {
      await plain.goto(`${server.url}/lv/check`);
      expect(await plain.locator('[data-without-script]').isVisible()).toBe(true);
      expect(await plain.locator('[data-receipt-check]').isVisible()).toBe(false);
      const command = await plain.locator('.command').textContent();
      expect(command).toContain('npm run verify -- https://sadzirdets.example/log/');
      expect(command).toContain('--receipt');
    });
    expect(await page.locator('[data-without-script]').count()).toBe(0);
  });
});
