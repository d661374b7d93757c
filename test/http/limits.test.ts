import { describe, expect, it } from 'vitest';
import { chains } from '../../shared/http/chain.ts';
import { MAX_BODY_BYTES, MAX_FORM_FIELDS, MAX_JSON_VALUES } from '../../shared/http/limits.ts';
import { json, page } from '../../shared/http/respond.ts';
import { PAGE_SITE } from '../support/owner.ts';
import { anEvent, CONTEXT } from '../support/http-event.ts';
import { KeptJournal } from '../support/ports.ts';

/* What a request may bring, and what an answer may hold. The handlers answer with what they get. */

const {
  form,
  json: jsonRoute,
  page: pageRoute,
  routed,
} = chains({
  journal: new KeptJournal(),
  site: PAGE_SITE,
});
const handler = routed({
  home: pageRoute(({ headers }) => Promise.resolve(page('x'.repeat(Number(headers['x-bytes']))))),
  submit: form(({ body }) =>
    Promise.resolve(page(String(body['a']).repeat(Number(body['times'])))),
  ),
  revise: form(({ body }) => Promise.resolve(json(Object.keys(body).length))),
  apiSubmit: jsonRoute(({ body }) => Promise.resolve(json(body))),
});

async function post(path: string, contentType: string, body: string) {
  return handler(
    anEvent({ method: 'POST', path, headers: { 'content-type': contentType }, body }),
    CONTEXT,
  );
}
const postJson = async (body: string) =>
  post('/api/consultations/c/opinions', 'application/json', body);
const postForm = async (body: string, path = '/lv/consultations/c/opinions') =>
  post(path, 'application/x-www-form-urlencoded', body);

describe('a body', () => {
  it.each([
    [MAX_BODY_BYTES, 200],
    [MAX_BODY_BYTES + 1, 413],
  ])('of %i bytes as JSON is answered with %i', async (bytes, status) => {
    // The answer has the body in it, so it must be shorter: white space does not come back.
    const { statusCode } = await postJson(`{${' '.repeat(bytes - 2)}}`);
    expect(statusCode).toBe(status);
  });

  it('is measured in bytes, also when it comes as text', async () => {
    const text = `"${'ā'.repeat(MAX_BODY_BYTES / 2)}"`;
    const event = anEvent({
      method: 'POST',
      path: '/api/consultations/c/opinions',
      headers: { 'content-type': 'application/json' },
    });
    expect(await handler({ ...event, body: text }, CONTEXT)).toMatchObject({ statusCode: 413 });
  });

  it('counts also on a route that reads none', async () => {
    const asked = anEvent({ path: '/lv/', body: 'x'.repeat(MAX_BODY_BYTES + 3) });
    expect(await handler(asked, CONTEXT)).toMatchObject({ statusCode: 413 });
  });
});

describe('a JSON body', () => {
  const list = (item: string, count: number) => `[${Array(count).fill(item).join(',')}]`;

  it.each([
    ['numbers', '0', 1],
    ['empty objects', '{}', 2],
    ['empty lists', '[]', 2],
  ])('may hold so many %s and no more', async (_, item, valuesEach) => {
    const most = Math.floor((MAX_JSON_VALUES - 1) / valuesEach);
    expect(await postJson(list(item, most))).toMatchObject({ statusCode: 200 });
    expect(await postJson(list(item, most + 2))).toMatchObject({ statusCode: 413 });
  });

  it('may hold any number of separators in a text', async () => {
    const text = JSON.stringify(`,[{"\\`.repeat(MAX_JSON_VALUES));
    const answer = await postJson(text);
    expect([answer.statusCode, answer.body]).toEqual([200, text]);
  });

  it.each([
    ['lists', '['],
    ['objects', '{"a":'],
  ])('of %s within each other is too large or malformed, at any depth', async (_, open) => {
    for (const depth of [MAX_JSON_VALUES - 1, MAX_BODY_BYTES / open.length]) {
      const { statusCode = 0 } = await postJson(open.repeat(depth));
      expect([400, 413]).toContain(statusCode);
    }
  });
});

describe('a form', () => {
  const fields = (count: number) =>
    Array.from({ length: count }, (_, index) => `f${index}=`).join('&');
  const revise = '/lv/consultations/c/receipts/r/edit';

  it('may have so many fields and no more', async () => {
    const most = await postForm(fields(MAX_FORM_FIELDS), revise);
    expect([most.statusCode, most.body]).toEqual([200, String(MAX_FORM_FIELDS)]);
    expect(await postForm(fields(MAX_FORM_FIELDS + 1), revise)).toMatchObject({ statusCode: 413 });
    expect(await postForm('&'.repeat(MAX_BODY_BYTES), revise)).toMatchObject({ statusCode: 413 });
  });
});

describe('an answer that gives back what was sent', () => {
  it.each([
    ['of a million bytes is sent', 'a', 1_000_000, 200],
    ['of more becomes a page that tells what to do', 'a', 1_000_001, 413],
    ['counts in bytes', 'ā', 500_001, 413],
  ])('%s', async (_, letter, times, status) => {
    const { statusCode, body = '' } = await postForm(`a=${letter}&times=${times}`);
    expect(statusCode).toBe(status);
    if (status === 413) expect(body).toMatch(/<h1>Nosūtītais ir par lielu<\/h1>.*Atgriezieties/su);
  });

  it('does so as a problem at the API', async () => {
    const answer = await postJson(JSON.stringify('a'.repeat(1_000_000)));
    expect(JSON.parse(answer.body ?? '')).toMatchObject({
      type: '/problems/too-large',
      status: 413,
    });
  });

  it('is another matter than a page that we publish', async () => {
    const asked = anEvent({ path: '/lv/', headers: { 'x-bytes': '1000001' } });
    expect(await handler(asked, CONTEXT)).toMatchObject({ statusCode: 200 });
  });
});
