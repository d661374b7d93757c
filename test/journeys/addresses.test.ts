import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../shared/domain/text.ts';
import { type Route, type RouteName, ROUTES } from '../../shared/routes.ts';
import { type RawAnswer, sendRaw } from '../support/raw-request.ts';
import { receiptAt, RunningStack } from '../support/stack.ts';
import { addLongLog } from '../support/long-log.ts';

/*
 * Every address of the site, asked for as browsers, link scanners and mail programs ask: with GET
 * and HEAD, with a slash at the end and without. The local API matches routes as API Gateway does.
 */

type GetRoute = {
  [Name in RouteName]: (typeof ROUTES)[Name]['method'] extends 'GET' ? Name : never;
}[RouteName];

const ID = 'nap2-midterm-review';
const SEND_AT = '2027-01-05T12:00:00+02:00';

let stack: RunningStack;
/** An address of each route that answers with a page, in Latvian. */
let addresses: Record<GetRoute, string>;
/** The links by which two subscribers unsubscribe. */
let unsubscribing: readonly string[];

const send = async (method: string, path: string, body?: string): Promise<RawAnswer> => {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return sendRaw(stack.url, {
    method,
    path,
    ...(body === undefined
      ? {}
      : { body, headers: { ...type, 'content-length': String(body.length) } }),
  });
};
const get = async (path: string) => send('GET', path);
const linkIn = (html: string, part: string): string =>
  new RegExp(String.raw`(?:http://[^\s"/]+)?(/[^\s"]*${part}[^\s"]*)`, 'u')
    .exec(html)?.[1]
    ?.replaceAll('&amp;', '&') ?? '';

beforeAll(async () => {
  stack = await RunningStack.start('2027-01-05T10:00:00+02:00');
  const [receipt, revision] = await giveOpinion('anna@ngo.example');
  const subscribers = [
    await subscribe('pirmais@ngo.example'),
    await subscribe('otrais@ngo.example'),
  ];
  const [{ confirmation, subscription }] = subscribers as [(typeof subscribers)[0]];
  unsubscribing = subscribers.map(({ unsubscribe }) => unsubscribe);
  await announce('results-1');
  await stack.publish('2027-01-05T10:10:00+02:00');
  await stack.seal('2027-01-05T12:15:00+02:00');
  await addLongLog(stack, 'long');
  addresses = {
    root: '/',
    home: '/lv/',
    consultation: `/lv/consultations/${ID}`,
    draft: `/lv/consultations/${ID}/drafts/1`,
    draftChanges: `/lv/consultations/${ID}/drafts/1/changes`,
    findReceipt: `/lv/receipts?reference=${receipt.split('/').at(-1) ?? ''}`,
    receipt,
    receiptFile: revision.replace('/edit?', '/proof?'),
    checkReceipt: '/lv/check',
    revision,
    withdrawal: revision.replace('/edit?', '/withdraw?'),
    checkAgain: `/lv/consultations/${ID}/opinions/check`,
    checkRevisionAgain: `${receipt}/edit/check`,
    opinions: `/lv/consultations/${ID}/opinions`,
    opinion: linkIn((await get(`/lv/consultations/${ID}/opinions`)).body, '/opinions/'),
    moderation: '/lv/moderation',
    record: `/lv/consultations/${ID}/record`,
    log: `/lv/consultations/${ID}/log`,
    subscribe: '/lv/subscribe',
    signUpReceived: '/lv/subscribe/sent',
    confirmation,
    subscription,
    unsubscribing: unsubscribing[0] ?? '',
    announcements: '/lv/announcements',
    announcementFeed: '/lv/announcements.atom',
    announcement: '/lv/announcements/results-1',
    calendar: '/lv/consultations.ics',
    privacy: '/lv/privacy',
    accessibility: '/lv/accessibility',
    robots: '/robots.txt',
    sitemap: '/sitemap.xml',
    securityText: '/.well-known/security.txt',
    asset: linkIn((await get('/lv/')).body, 'site.css'),
    apiConsultations: '/api/consultations',
    apiConsultation: `/api/consultations/${ID}`,
    apiDraft: `/api/consultations/${ID}/drafts/1`,
    apiRecord: `/api/consultations/${ID}/record.json`,
    apiReceipt: `/api${receipt.replace(/^\/lv/u, '')}`,
    apiDataJson: `/api/consultations/${ID}/opinions.json`,
    apiDataCsv: `/api/consultations/${ID}/opinions.csv`,
    apiDataMetadata: `/api/consultations/${ID}/csv-metadata.json`,
    apiSchema: '/api/schemas/review/1/schema.json',
    apiCatalog: '/api/catalog.jsonld',
    apiDescription: '/api/openapi.json',
    logPrefix: `/log/${ID}`,
    logCheckpoint: `/log/${ID}/checkpoint`,
    logCheckpoints: `/log/${ID}/checkpoints`,
    logKeys: `/log/${ID}/keys`,
    logEntry: `/log/${ID}/entries/0`,
    logTile: '/log/long/tile/0/000',
    logTileInTwo: '/log/long/tile/0/000.p/1',
    logTileInThree: '/log/long/tile/entries/x001/000.p/1',
  };
}, 120_000);
afterAll(async () => stack.close());

/** Returns the addresses of the receipt's page and of the page for editing. */
async function giveOpinion(email: string): Promise<[receipt: string, revision: string]> {
  const form = new URLSearchParams({
    organisation: 'Biedrība',
    contact: 'Anna',
    email,
    publication: 'named',
    'opinion-1': 'Teksts.',
  });
  const posted = await send('POST', `/lv/consultations/${ID}/opinions`, form.toString());
  const mail = await stack.mailTo(email, /./u);
  return [receiptAt(String(posted.headers['location'])), linkIn(mail.text, '/edit')];
}

async function subscribe(email: string) {
  await send('POST', '/lv/subscribe', new URLSearchParams({ email }).toString());
  const confirmation = linkIn((await stack.mailTo(email, /./u)).text, '/confirm');
  const confirmed = await send('POST', confirmation, '');
  const page = await get(String(confirmed.headers['location']));
  const subscription = linkIn(page.body, '/subscriptions/[^/]+\\?key=');
  const unsubscribe = linkIn((await get(subscription)).body, '/unsubscribe\\?');
  return { confirmation, subscription, unsubscribe };
}

async function announce(id: string): Promise<void> {
  const file = join(stack.data, `${id}.json`);
  const words = { subject: 'Ziņa', body: 'Teksts' };
  await writeFile(
    file,
    JSON.stringify({ id, topic: 'results', sendAt: SEND_AT, lv: words, en: words }),
  );
  await stack.operate('announcement', 'publish', file);
  await stack.sweep('2027-01-05T12:01:00+02:00');
  while ((await get(`/lv/announcements/${id}`)).status !== 200);
}

const isGet = (entry: [string, Route]): entry is [GetRoute, Route] => entry[1].method === 'GET';
const asked = (Object.entries(ROUTES) as [string, Route][])
  .filter(isGet)
  .flatMap(([name, { path }]) =>
    (path.startsWith('/{language}') ? LANGUAGES : (['lv'] as const)).map(
      (language) => [name, language] as const,
    ),
  );

function addressOf(name: GetRoute, language: string): string {
  return addresses[name].replace(/^\/lv(?=\/)/u, `/${language}`);
}

const LEADING_ELSEWHERE: readonly string[] = [
  'root',
  'findReceipt',
  'checkAgain',
  'checkRevisionAgain',
  'logPrefix',
];

/** The headers without those of the connection. */
function headersOf({ headers }: RawAnswer) {
  const { date: _, connection: __, 'keep-alive': ___, ...own } = headers;
  return own;
}

describe.each(asked)('the route %s in %s', (name, language) => {
  it('answers GET and HEAD with the same headers, and HEAD with no body', async () => {
    const address = addressOf(name, language);
    const [page, head] = [await get(address), await send('HEAD', address)];
    expect(page.status, address).toBe(LEADING_ELSEWHERE.includes(name) ? 302 : 200);
    expect(head.status).toBe(page.status);
    expect(headersOf(head)).toEqual(headersOf(page));
    expect(head.body).toBe('');
    expect(page.body.length > 0).toBe(page.status === 200);
  });

  it('has one address: with a slash too many, GET and HEAD are sent there', async () => {
    const address = addressOf(name, language);
    const [path = '', query] = address.split('?');
    if (path.endsWith('/')) return;
    const asQuery = query === undefined ? '' : `?${query}`;
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await send(method, `${path}/${asQuery}`);
      expect([status, headers['location']], `${method} ${path}/`).toEqual([308, address]);
    }
  });
});

describe('the picture of a link to a page', () => {
  it.each(LANGUAGES)(
    'is a small PNG of the size that is said, and never changes: %s',
    async (one) => {
      const { body } = await get(`/${one}/consultations/${ID}`);
      const said = (property: string) =>
        new RegExp(`property="og:image${property}" content="(?<said>[^"]+)"`, 'u').exec(body)
          ?.groups?.['said'] ?? '';
      const { origin, pathname, search } = new URL(said(''));
      expect(origin).toBe(stack.url);
      const answer = await fetch(`${stack.url}${pathname}${search}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('image/png');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
      const size = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
      expect(size.map(String)).toEqual([said(':width'), said(':height')]);
      expect(bytes.length).toBeLessThan(20_000);
      const head = await fetch(`${stack.url}${pathname}${search}`, { method: 'HEAD' });
      expect(head.headers.get('content-length')).toBe(String(bytes.length));
    },
  );
});

describe('a file that pages load', () => {
  it.each(['site.css', 'site.js', 'check.js'])(
    '%s goes out in gzip to a client that unpacks it, and otherwise as it is',
    async (file) => {
      const [version = ''] = /\?v=[^"]+/u.exec((await get('/lv/')).body) ?? [];
      const path = `/assets/${file}${version}`;
      const asked = async (accepted: string | undefined) => {
        const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
        return sendRaw(stack.url, { path, headers });
      };
      const plain = await asked(undefined);
      const packed = await asked('gzip, deflate, br');
      for (const { status, headers } of [plain, packed]) {
        expect(status).toBe(200);
        expect(headers['vary']).toBe('accept-encoding');
        expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      }
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(packed.headers['content-encoding']).toBe('gzip');
      expect(packed.headers['content-type']).toBe(plain.headers['content-type']);
      expect(gunzipSync(packed.bytes).toString()).toBe(plain.body);
      expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2);
      expect((await asked('gzip;q=0')).body).toBe(plain.body);
    },
  );
});

describe('the address without a language', () => {
  it.each([
    [undefined, '/lv/'],
    ['lv-LV,lv;q=0.9,en;q=0.8', '/lv/'],
    ['en-GB,en;q=0.9,lv;q=0.8', '/en/'],
    ['ru, en;q=0.4', '/en/'],
    ['ru', '/lv/'],
  ])('leads a client that sends “%s” to %s, and no other', async (accepted, home) => {
    const headers = accepted === undefined ? {} : { 'accept-language': accepted };
    const answer = await sendRaw(stack.url, { method: 'GET', path: '/', headers });
    expect([answer.status, answer.headers['location']]).toEqual([302, home]);
    expect(answer.headers['vary']).toBe('accept-language');
    expect(answer.headers['cache-control']).toBe('no-cache');
  });
});

describe('a text for programs', () => {
  const plain = 'text/plain; charset=utf-8';

  it('robots.txt names the sitemap of this site', async () => {
    const { body, headers } = await get('/robots.txt');
    expect(headers['content-type']).toBe(plain);
    expect(body).toBe(
      `User-agent: *\nDisallow: /*/receipts\nDisallow: /*/subscriptions/*\n\nSitemap: ${stack.url}/sitemap.xml\n`,
    );
  });

  it('the sitemap names pages that answer', async () => {
    const { body, headers } = await get('/sitemap.xml');
    expect(headers['content-type']).toBe('application/xml; charset=utf-8');
    const paths = [...body.matchAll(/<loc>(?<url>[^<]*)<\/loc>/gu)].map(({ groups }) =>
      (groups?.['url'] ?? '').replace(stack.url, ''),
    );
    expect(paths).toContain(`/lv/consultations/${ID}`);
    for (const path of paths) expect((await get(path)).status, path).toBe(200);
  });

  it('security.txt names a contact, and expires within a year of the stack’s clock', async () => {
    const { body, headers } = await get('/.well-known/security.txt');
    expect(headers['content-type']).toBe(plain);
    expect(body).toBe(
      `Contact: mailto:pasts@sadzirdets.example\nExpires: 2027-07-04T00:00:00Z\nPreferred-Languages: lv, en\nCanonical: ${stack.url}/.well-known/security.txt\n`,
    );
  });
});

const posted = Object.values<Route>(ROUTES)
  .filter(({ method, takesSlash }) => method === 'POST' && takesSlash !== true)
  .map(({ path }) => path.replace('{language}', 'en').replace(/\{\w+\}/gu, 'x1'));

describe('a POST with a slash too many', () => {
  it.each(posted)('to %s is sent to the one address, and stays a POST', async (path) => {
    const { status, headers } = await send('POST', `${path}/?key=a`, 'organisation=A');
    expect([status, headers['location']]).toEqual([308, `${path}?key=a`]);
  });
});

describe('the one-click POST of a mail program', () => {
  it.each(['', '/'])('unsubscribes at once, with "%s" at the end of the path', async (slash) => {
    const link = unsubscribing[slash === '' ? 0 : 1] ?? '';
    const over = /Abonements ir izbeigts/u;
    expect((await get(link)).body).not.toMatch(over);
    const { status } = await send(
      'POST',
      link.replace('?', `${slash}?`),
      'List-Unsubscribe=One-Click',
    );
    expect(status).toBe(200);
    expect((await get(link)).body).toMatch(over);
  });
});
