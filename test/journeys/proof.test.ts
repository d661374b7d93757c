import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReceiptView } from '../../shared/http/receipt-view.ts';
import { checkReceipt, outcomeOf, readReceipt } from '../../verify/receipt.ts';
import { tags } from '../support/markup.ts';
import { receiptAt, RunningStack } from '../support/stack.ts';

/*
 * What an author does to have a proof: from the mail with the receipt to the file, and what others see
 * who know only the reference.
 */

const ID = 'nap2-midterm-review';

let stack: RunningStack;
/** The addresses of the receipt and of the page behind the personal link. */
let receipt: string;
let revision: URL;
beforeAll(async () => {
  stack = await RunningStack.start('2027-01-05T10:00:00+02:00');
  const posted = await fetch(new URL(`/lv/consultations/${ID}/opinions`, stack.url), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      organisation: 'Biedrība „Ūdensroze”',
      contact: 'Žanete',
      email: 'zanete@ngo.example',
      publication: 'internal',
      'opinion-1': 'Dati vēl nav publicēti.',
    }),
  });
  receipt = receiptAt(posted.headers.get('location'));
  const { text } = await stack.mailTo('zanete@ngo.example', /./u);
  revision = new URL(/http:\S*\/edit\?key=\S*/u.exec(text)?.[0] ?? '');
}, 120_000);
afterAll(async () => stack.close());

const get = async (path: string) => fetch(new URL(path, stack.url), { redirect: 'manual' });
const proofIn = async () => {
  const html = await (await get(revision.href)).text();
  const links = tags(html, 'a').filter(({ download }) => download !== undefined);
  return links.map(({ href = '' }) => href.replaceAll('&amp;', '&'));
};

describe('the proof of a submission', () => {
  it('is offered behind the personal link, and until it can be made the receipt says so', async () => {
    const [proof = '', ...others] = await proofIn();
    expect(others).toEqual([]);
    expect(proof).toBe(`${receipt}/proof${revision.search}`);
    const answer = await get(proof);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, receipt]);
    const page = await (await get(receipt)).text();
    expect(page).toContain('vēl nav iekļauts: tas notiek aptuveni 20 minūšu laikā');
  });

  it('is a file that nobody keeps on the way, and that convinces whoever checks it', async () => {
    await stack.seal('2027-01-05T10:15:00+02:00');
    const [proof = ''] = await proofIn();
    const answer = await get(proof);
    const reference = receipt.split('/').at(-1) ?? '';
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="sadzirdets-${reference}.json"`,
      'cache-control': 'no-store',
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const file = readReceipt(await answer.text());
    expect(file.log).toBe(`${stack.url}/log/${ID}/`);
    expect(file.versions).toMatchObject([{ content: { reference, version: 1 } }]);
    expect(outcomeOf(await checkReceipt(file))).toBe('pass');
  });

  it.each(['', '?key=', '?key=x'])('is kept from who has only the reference: %j', async (query) => {
    const answer = await get(`${receipt}/proof${query}`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('Dati vēl nav');
  });
});

describe('the receipt in the API', () => {
  it('says how far the submission has got, and nothing of who wrote what', async () => {
    const answer = await get(`/api${receipt.replace(/^\/lv/u, '')}`);
    const text = await answer.text();
    expect(ReceiptView.parse(JSON.parse(text))).toMatchObject({
      consultation: ID,
      received: [{ change: 'submitted', sealing: { state: 'sealed' } }],
      units: [{ digest: { state: 'waiting' } }],
      links: { lv: receipt },
    });
    expect(text).not.toMatch(/Ūdensroze|Žanete|Dati vēl nav|@/u);
  });

  it('knows only references that were given out', async () => {
    const answer = await get(`/api/consultations/${ID}/receipts/34679ACDEFHJ`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });
});
