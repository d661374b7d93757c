import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instant, plus } from '../../shared/domain/time.ts';
import { at } from '../support/builders.ts';
import { receiptAt, RunningStack } from '../support/stack.ts';

/*
 * What programs read, from the author's form to the volume, for both kinds of consultation, from
 * functions that may do nothing but what their roles say.
 */

const REVIEW = 'nap2-midterm-review';
const CALL = 'nap3-new-commitments';
let now: Instant = at('2027-01-05T10:00:00+02:00');

let stack: RunningStack;
beforeAll(async () => {
  stack = await RunningStack.start(now);
}, 120_000);
afterAll(async () => stack.close());

/** Lets the projection see everything that has come until now. */
async function settle(): Promise<void> {
  now = plus(now, 120_000);
  await stack.publish(now);
}

async function send(consultation: string, name: string, fields: Record<string, string>) {
  const author = { organisation: `Biedrība ${name}`, contact: 'Anna Slepenā' };
  const posted = await fetch(`${stack.url}/lv/consultations/${consultation}/opinions`, {
    method: 'POST',
    body: new URLSearchParams({ ...author, email: `${name}@ngo.example`, ...fields }),
    redirect: 'manual',
  });
  expect(posted.status).toBe(303);
  return receiptAt(posted.headers.get('location')).split('/').at(-1) ?? '';
}

const fetchData = async (consultation: string, file: string, headers = {}) =>
  fetch(`${stack.url}/api/consultations/${consultation}/${file}`, { headers });

interface Data {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
}

async function read(consultation: string): Promise<Data> {
  const answer = await fetchData(consultation, 'opinions.json');
  expect(answer.status).toBe(200);
  return (await answer.json()) as Data;
}

const references: string[] = [];

describe('what authors agree to publish', () => {
  it('can be read by programs, as its author wished', async () => {
    const opinion = { 'rating-2': 'limited', 'opinion-2': '=1+1 <b>Portāls</b> nedarbojas.' };
    for (const choice of ['named', 'anonymous', 'internal']) {
      references.push(await send(REVIEW, choice, { ...opinion, publication: choice }));
    }
    await settle();
    const { items, next } = await read(REVIEW);
    expect(next).toBeNull();
    const text = '=1+1 <b>Portāls</b> nedarbojas.';
    expect(items).toMatchObject([
      { commitment: 2, organisation: 'Biedrība named', rating: 'limited', text, state: 'shown' },
      { commitment: 2, organisation: null, rating: 'limited', text, state: 'shown' },
    ]);
    const csv = await (await fetchData(REVIEW, 'opinions.csv')).text();
    expect(csv).toContain(`"'=1+1 <b>Portāls</b> nedarbojas."`);
    for (const secret of [...references, 'Slepenā', '@ngo.example', 'Biedrība internal']) {
      expect(JSON.stringify(items)).not.toContain(secret);
      expect(csv).not.toContain(secret);
    }
  });

  it('leads to its page, and its page leads to the data', async () => {
    const { items } = await read(REVIEW);
    const opinion = await fetch(String(items[0]?.['url']));
    expect(await opinion.text()).toContain('Biedrība named');
    const list = await fetch(`${stack.url}/lv/consultations/${REVIEW}/opinions`);
    const html = await list.text();
    expect(html).toContain(`href="/api/consultations/${REVIEW}/opinions.csv"`);
    expect(html).toContain('https://creativecommons.org/licenses/by/4.0/');
  });

  it('is not sent again while nothing has changed, and is once something has', async () => {
    const { headers } = await fetchData(REVIEW, 'opinions.json');
    const known = { 'if-none-match': headers.get('etag') ?? '' };
    expect((await fetchData(REVIEW, 'opinions.json', known)).status).toBe(304);
    await send(REVIEW, 'later', { 'opinion-1': 'Vēlāk.', publication: 'named' });
    await settle();
    expect((await fetchData(REVIEW, 'opinions.json', known)).status).toBe(200);
  });

  it('of a call has the fields of a proposal', async () => {
    await send(CALL, 'call', {
      title: 'Atvērti iepirkumu dati',
      problem: 'Dati nav atrodami.',
      action: 'Publicēt līgumus.',
      principles: 'participation',
      ngos: 'yes',
      publication: 'named',
    });
    await settle();
    expect((await read(CALL)).items).toMatchObject([
      { title: 'Atvērti iepirkumu dati', principles: ['participation'], ngos: 'yes' },
    ]);
  });

  it('is in the catalog, with what describes it', async () => {
    const catalog = await fetch(`${stack.url}/api/catalog.jsonld`);
    const text = await catalog.text();
    for (const id of [REVIEW, CALL]) expect(text).toContain(`${id}/opinions.csv`);
    for (const address of new Set(text.match(/http:\/\/localhost:\d+\/api\/[^"#]+/gu) ?? [])) {
      expect((await fetch(address)).status, address).toBe(200);
    }
  });

  it('is in the file that an operator exports', async () => {
    const exported = await stack.operate('opinion', 'export', CALL, '--format', 'json');
    expect(JSON.parse(exported)).toEqual(await read(CALL));
  });
});
