import { describe, expect, it } from 'vitest';
import { chains } from '../../shared/http/chain.ts';
import { json, page } from '../../shared/http/respond.ts';
import { KeptJournal } from '../support/ports.ts';
import { PAGE_SITE } from '../support/owner.ts';
import { anEvent, CONTEXT, CORRELATION_ID } from '../support/http-event.ts';

const SECRET = 'connection string: hunter2';

function site(journal = new KeptJournal()) {
  const { form, json: jsonRoute, page: pageRoute, routed } = chains({ journal, site: PAGE_SITE });
  const handler = routed({
    home: pageRoute(({ language }) => Promise.resolve(page(`home in ${language}`))),
    privacy: pageRoute(() => Promise.reject(new Error(SECRET))),
    apiConsultations: pageRoute(() => Promise.reject(new Error(SECRET))),
    unsubscribe: pageRoute(() => Promise.resolve(page('unsubscribed'))),
    submit: form(({ body }) => Promise.resolve(json(body))),
    apiSubmit: jsonRoute(({ body }) => Promise.resolve(json(body))),
  });
  return async (asked: Parameters<typeof anEvent>[0]) => handler(anEvent(asked), CONTEXT);
}

const API = { method: 'POST', path: '/api/consultations/c/opinions' };
const FORM = { method: 'POST', path: '/lv/consultations/c/opinions' };
const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

describe('a chain', () => {
  it('sends every answer with the headers that isolate a page', async () => {
    const asks = [
      { path: '/lv/' },
      { path: '/lv/privacy' },
      { path: '/nowhere' },
      { ...API, body: '{' },
    ];
    for (const asked of asks) {
      const { headers = {} } = await site()(asked);
      expect(headers).toMatchObject({
        'X-Content-Type-Options': 'nosniff',
        'X-Frame-Options': 'DENY',
      });
      const policy = String(headers['content-security-policy']);
      if (asked.path !== API.path)
        expect(policy).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/u);
    }
  });

  it('answers an unexpected fault with a correlation id and nothing of its message', async () => {
    const journal = new KeptJournal();
    for (const path of ['/lv/privacy', '/en/privacy', '/api/consultations']) {
      const answer = await site(journal)({ path });
      expect(answer.statusCode).toBe(500);
      expect(answer.body).toContain(CORRELATION_ID);
      expect(JSON.stringify(answer)).not.toContain('hunter2');
    }
    expect(journal.errors).toHaveLength(3);
  });

  it('answers an address that it does not know in the language of the address', async () => {
    const [latvian, english, api] = await Promise.all([
      site()({ path: '/lv/nowhere' }),
      site()({ path: '/en/nowhere' }),
      site()({ path: '/api/nowhere', headers: { 'accept-language': 'en' } }),
    ]);
    expect([latvian.statusCode, english.statusCode, api.statusCode]).toEqual([404, 404, 404]);
    expect(latvian.body).toContain('<html lang="lv"');
    expect(english.body).toContain('<html lang="en"');
    expect(JSON.parse(api.body ?? '')).toMatchObject({ type: '/problems/not-found', status: 404 });
    expect(api.headers).toMatchObject({ 'content-type': 'application/problem+json' });
  });

  it.each(['GET', 'HEAD', 'POST'])(
    'sends a %s with a slash too many to the one address',
    async (method) => {
      const path = method === 'POST' ? FORM.path : '/lv/consultations/a%2Fb%20%C4%81/opinions';
      const asked = {
        method,
        path: `${path}/`,
        headers: FORM_TYPE,
        query: 'reference=%41&a=1&a=2',
      };
      const { statusCode, headers = {} } = await site()(asked);
      expect([statusCode, headers['location']]).toEqual([308, `${path}?reference=%41&a=1&a=2`]);
      expect(headers['cache-control']).toBe('no-store');
    },
  );

  it.each([
    ['/lv/', '/lv/ is the address of a home page', 200],
    ['/lv/nowhere/', 'there is no such page', 404],
    ['//evil.example/', 'it is another site', 404],
    ['/lv/privacy//', 'two slashes are another address', 404],
  ])('sends nobody on from %s, because %s', async (path, _, status) => {
    const { statusCode, headers = {} } = await site()({ path });
    expect([statusCode, headers['location']]).toEqual([status, undefined]);
  });

  it('puts nothing into the address that it sends to but a path', async () => {
    const { headers = {} } = await site()({ path: '/lv/consultations/a\r\nSet-Cookie: b/' });
    expect(headers['location']).toBe('/lv/consultations/a%0D%0ASet-Cookie%3A%20b');
  });

  it('answers the one-click POST with a slash where it stands', async () => {
    const path = '/lv/subscriptions/a/unsubscribe/';
    expect(await site()({ method: 'POST', path })).toMatchObject({ body: 'unsubscribed' });
  });

  it.each([
    ['JSON that breaks off', { ...API, headers: JSON_TYPE, body: '{"a":' }, 400],
    ['no body at all', { ...API, headers: JSON_TYPE }, 400],
    [
      'JSON with a __proto__ key',
      { ...API, headers: JSON_TYPE, body: '{"__proto__":{"a":1}}' },
      400,
    ],
    ['a deep __proto__ key', { ...API, headers: JSON_TYPE, body: '{"a":[{"__proto__":1}]}' }, 400],
    [
      'JSON under another type',
      { ...API, headers: { 'content-type': 'text/plain' }, body: '{}' },
      415,
    ],
    ['no type', { ...API, body: '{}' }, 415],
    ['a form at the API', { ...API, headers: FORM_TYPE, body: 'a=1' }, 415],
    ['JSON at the form', { ...FORM, headers: JSON_TYPE, body: '{}' }, 415],
    [
      'a file upload at the form',
      { ...FORM, headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '' },
      415,
    ],
  ])('refuses %s', async (_, asked, status) => {
    const answer = await site()(asked);
    expect(answer.statusCode).toBe(status);
    if (asked.path === API.path) {
      expect(JSON.parse(answer.body ?? '')).toMatchObject({
        status,
        title: expect.any(String) as string,
      });
    } else {
      expect(answer.body).toContain('<h1');
    }
  });

  it('hands on a form with repeated fields as they came', async () => {
    const answer = await site()({ ...FORM, headers: FORM_TYPE, body: 'a=1&b=%C4%81&a=2' });
    expect(JSON.parse(answer.body ?? '')).toEqual({ a: ['1', '2'], b: 'ā' });
  });
});
