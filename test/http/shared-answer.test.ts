import { describe, expect, it } from 'vitest';
import { type Instant, instantOf, plus } from '../../shared/domain/time.ts';
import { failWithPage, page } from '../../shared/http/respond.ts';
import { sharedAnswers } from '../../shared/http/shared-answer.ts';
import type { Request } from '../../shared/http/chain.ts';

const START = instantOf(new Date('2027-01-11T06:00:00Z'));

function aRequest(changes: Partial<Request> = {}): Request {
  return {
    parameters: { language: 'lv' },
    query: {},
    headers: {},
    isApi: false,
    language: 'lv',
    source: '192.0.2.1',
    body: undefined,
    ...changes,
  };
}

/** A route whose pages are numbered in the order in which they are made. */
function aRoute(answer = (made: number) => page(`<p>${made}</p>`)) {
  let now: Instant = START;
  let made = 0;
  const shared = sharedAnswers({ now: () => now });
  return {
    ask: shared(() => Promise.resolve(answer(++made))),
    wait: (ms: number) => (now = plus(now, ms)),
  };
}

describe('an answer for everybody', () => {
  it('is made once a second', async () => {
    const { ask, wait } = aRoute();
    expect(await ask(aRequest())).toMatchObject({ body: '<p>1</p>' });
    wait(999);
    expect(await ask(aRequest())).toMatchObject({ body: '<p>1</p>' });
    wait(1);
    expect(await ask(aRequest())).toMatchObject({ body: '<p>2</p>' });
  });

  it('is made for each set of parameters, not for each spelling of an address', async () => {
    const { ask } = aRoute();
    const about = (language: 'lv' | 'en', query = {}) =>
      ask(aRequest({ parameters: { language }, query }));
    expect(await about('lv')).toMatchObject({ body: '<p>1</p>' });
    expect(await about('en')).toMatchObject({ body: '<p>2</p>' });
    expect(await about('lv', { any: 'thing' })).toMatchObject({ body: '<p>1</p>' });
  });

  it('may be kept by shared caches for seconds, and has a tag', async () => {
    const { ask } = aRoute();
    expect(await ask(aRequest())).toMatchObject({
      headers: {
        'cache-control': 'public, max-age=0, s-maxage=5, must-revalidate',
        etag: expect.stringMatching(/^"[\w-]{22}"$/u) as string,
      },
    });
  });

  it.each([
    ['the same tag', (etag: string) => etag, 304],
    ['one of several tags', (etag: string) => `"other", ${etag}`, 304],
    ['the tag as a cache that compresses has weakened it', (etag: string) => `W/${etag}`, 304],
    ['any tag', () => '*', 304],
    ['another tag', () => '"other"', 200],
  ])('to a client that has %s', async (_, tagOf, status) => {
    const { ask } = aRoute();
    const { headers = {} } = await ask(aRequest());
    const again = await ask(
      aRequest({ headers: { 'if-none-match': tagOf(String(headers['etag'])) } }),
    );
    expect(again.statusCode).toBe(status);
    if (status === 304) {
      expect(again.body).toBeUndefined();
      expect(again.headers?.['etag']).toBe(headers['etag']);
    }
  });

  it('is known to a program whose fetch adds no-cache to the tag', async () => {
    const { ask } = aRoute();
    const { headers = {} } = await ask(aRequest());
    const known = { 'if-none-match': String(headers['etag']), 'cache-control': 'no-cache' };
    expect(await ask(aRequest({ headers: known }))).toMatchObject({ statusCode: 304 });
  });

  it('has another tag once its content is another', async () => {
    const { ask, wait } = aRoute();
    const first = await ask(aRequest());
    wait(1_000);
    const second = await ask(
      aRequest({ headers: { 'if-none-match': String(first.headers?.['etag']) } }),
    );
    expect(second).toMatchObject({ statusCode: 200, body: '<p>2</p>' });
  });

  it('gives each request headers of its own', async () => {
    const { ask } = aRoute();
    const first = await ask(aRequest());
    Object.assign(first.headers ?? {}, { 'x-added': 'later' });
    expect((await ask(aRequest())).headers).not.toHaveProperty('x-added');
  });

  it('is a failure only for the one who asked', async () => {
    const { ask } = aRoute((made) => failWithPage(`<p>${made}</p>`, 'not-found'));
    expect(await ask(aRequest())).toMatchObject({
      statusCode: 404,
      headers: { 'cache-control': 'no-store' },
    });
    expect(await ask(aRequest())).toMatchObject({ body: '<p>2</p>' });
  });
});
