import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import type { PublicPart } from '../../shared/domain/public-part.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { chains, type Request } from '../../shared/http/chain.ts';
import { openDataAnswers } from '../../shared/http/open-data.ts';
import { sharedAnswers } from '../../shared/http/shared-answer.ts';
import { aCall, aConsultation, at } from '../support/builders.ts';
import { PAGE_SITE } from '../support/owner.ts';
import { anEvent, CONTEXT } from '../support/http-event.ts';
import { KeptJournal, StandingClock } from '../support/ports.ts';
import { aPublicOpinion, publicStoreOf, PUBLISHER } from '../support/public-parts.ts';

const SITE = 'https://sadzirdets.example';
const CONSULTATIONS = [
  aConsultation(),
  aCall(),
  aConsultation({ id: 'never', publishes: 'never' }),
  aConsultation({ id: 'later', publishes: 'after-closing' }),
];
const REVIEW = '/api/consultations/nap2-midterm-review';
/** More than one volume. */
const MANY = Array.from({ length: 40 }, (_, index) =>
  aPublicOpinion({ seed: index + 1, answers: { rating: 'limited', text: 'ā'.repeat(20_000) } }),
);

/** A site with these public parts. */
function aSite(parts: readonly PublicPart[] = MANY, updatedAt?: Instant) {
  let stored = publicStoreOf(parts, updatedAt);
  const clock = new StandingClock();
  const { page: route, fail, routed } = chains({ journal: new KeptJournal(), site: PAGE_SITE });
  const shared = sharedAnswers(clock);
  const data = openDataAnswers({
    store: {
      findConsultation: async (id) => Promise.resolve(found(id)),
      listConsultations: async () => Promise.resolve(CONSULTATIONS),
      streamPublic: (...asked) => stored.streamPublic(...asked),
      findProjection: async (id) => stored.findProjection(id),
    },
    publisher: PUBLISHER,
    contact: 'dati@chancellery.example',
    clock,
    fail,
  });
  const volume = ({ parameters, query }: Request) => [parameters, query['after']];
  const handler = routed({
    apiDataJson: route(shared(data.json, volume)),
    apiDataCsv: route(shared(data.csv, volume)),
    apiDataMetadata: route(shared(data.metadata, volume)),
    apiSchema: route(shared(data.schema)),
    apiCatalog: route(shared(data.catalog)),
  });
  return {
    async get(
      address: string,
      headers: Record<string, string> = {},
    ): Promise<APIGatewayProxyStructuredResultV2> {
      const { pathname, search, searchParams } = new URL(address, SITE);
      const queryStringParameters = Object.fromEntries(searchParams);
      const event = anEvent({ path: pathname, query: search.slice(1), headers });
      return handler({ ...event, queryStringParameters }, CONTEXT);
    },
    change(now: readonly PublicPart[], changedAt?: Instant) {
      stored = publicStoreOf(now, changedAt);
      clock.advance(1_000);
    },
  };
}

function found(id: string): Consultation | null {
  return CONSULTATIONS.find((one) => one.id === id) ?? null;
}

function linksOf({ headers = {} }: APIGatewayProxyStructuredResultV2): Record<string, string> {
  const links = String(headers['link']).matchAll(/<([^>]+)>; rel="(\w+)"/gu);
  return Object.fromEntries([...links].map(([, url = '', relation = '']) => [relation, url]));
}

/** Follows the links to the next volume, as a client does. */
async function volumesFrom(site: ReturnType<typeof aSite>, address: string) {
  const volumes: APIGatewayProxyStructuredResultV2[] = [];
  let next: string | undefined = address;
  while (next !== undefined) {
    const volume = await site.get(next);
    expect(volume.statusCode).toBe(200);
    volumes.push(volume);
    next = linksOf(volume)['next'];
  }
  return volumes;
}

describe('open data', () => {
  it('come in volumes, of which each leads to the next', async () => {
    const volumes = await volumesFrom(aSite(), `${REVIEW}/opinions.json`);
    expect(volumes.length).toBeGreaterThan(1);
    const read = volumes.map(({ body = '' }) => JSON.parse(body) as Data);
    expect(read.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(
      MANY.map(({ id }) => id),
    );
    expect(read.map(({ next }) => next)).toEqual(
      volumes.map((volume) => linksOf(volume)['next'] ?? null),
    );
  });

  it('come as CSV with a header in every volume', async () => {
    const volumes = await volumesFrom(aSite(), `${REVIEW}/opinions.csv`);
    expect(volumes.length).toBeGreaterThan(1);
    for (const { body = '', headers } of volumes) {
      expect(body).toMatch(/^"id","url","commitment",.*\r\n/u);
      expect(headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': 'attachment; filename="nap2-midterm-review.csv"',
      });
    }
  });

  it.each(['opinions.json', 'opinions.csv'])(
    'as %s name their licence and their description, and can be read from any site',
    async (file) => {
      const volume = await aSite().get(`${REVIEW}/${file}`);
      expect(linksOf(volume)).toMatchObject({
        license: 'https://creativecommons.org/licenses/by/4.0/',
        describedby: expect.stringContaining(`${SITE}/api/`) as string,
      });
      expect(volume.headers).toMatchObject({ 'access-control-allow-origin': '*' });
    },
  );

  it('are described by what they lead to', async () => {
    const site = aSite();
    const [first, second] = await volumesFrom(site, `${REVIEW}/opinions.csv`);
    for (const [volume, address] of [
      [first, `${SITE}${REVIEW}/opinions.csv`],
      [second, linksOf(first ?? {})['next']],
    ] as const) {
      const metadata = await site.get(linksOf(volume ?? {})['describedby'] ?? '');
      expect(metadata.headers).toMatchObject({ 'content-type': 'application/csvm+json' });
      expect(JSON.parse(metadata.body ?? '')).toMatchObject({ url: address });
    }
    const json = await site.get(`${REVIEW}/opinions.json`);
    const { describedby = '' } = linksOf(json);
    expect((JSON.parse(json.body ?? '') as Data).$schema).toBe(describedby);
    const schema = await site.get(describedby);
    expect(schema.headers).toMatchObject({ 'content-type': 'application/schema+json' });
    expect(JSON.parse(schema.body ?? '')).toMatchObject({ $id: describedby });
  });

  it('are not sent again to a client that has them', async () => {
    const site = aSite(MANY, at('2027-01-05T09:00:00Z'));
    for (const file of ['opinions.json', 'opinions.csv']) {
      const { headers = {} } = await site.get(`${REVIEW}/${file}`);
      expect(headers['last-modified']).toBe('Tue, 05 Jan 2027 09:00:00 GMT');
      const known = { 'if-none-match': String(headers['etag']) };
      const again = await site.get(`${REVIEW}/${file}`, known);
      expect(again).toMatchObject({ statusCode: 304 });
      expect(again.body).toBeUndefined();
    }
  });

  it('are sent again to a client that has only their date: something may have changed since', async () => {
    const changedAt = at('2027-01-05T09:00:00Z');
    const site = aSite(MANY, changedAt);
    const { headers = {}, body } = await site.get(`${REVIEW}/opinions.json`);
    // Hidden, and not counted yet.
    site.change(MANY.slice(1), changedAt);
    const known = { 'if-modified-since': String(headers['last-modified']) };
    const again = await site.get(`${REVIEW}/opinions.json`, known);
    expect(again.statusCode).toBe(200);
    expect(again.headers?.['last-modified']).toBe(headers['last-modified']);
    expect(again.body).not.toBe(body);
  });

  it('are sent again when they have changed', async () => {
    const site = aSite(MANY, at('2027-01-05T09:00:00Z'));
    const { headers = {} } = await site.get(`${REVIEW}/opinions.json`);
    site.change(MANY.slice(1), at('2027-01-05T09:01:00Z'));
    for (const known of [
      { 'if-none-match': String(headers['etag']) },
      { 'if-modified-since': String(headers['last-modified']) },
    ]) {
      expect(await site.get(`${REVIEW}/opinions.json`, known)).toMatchObject({ statusCode: 200 });
    }
  });

  it('keep the tag of a full volume when only other volumes have changed', async () => {
    const site = aSite(MANY.slice(0, -1));
    const before = await volumesFrom(site, `${REVIEW}/opinions.json`);
    site.change(MANY);
    const after = await volumesFrom(site, `${REVIEW}/opinions.json`);
    const tags = (volumes: typeof before) => volumes.map(({ headers }) => headers?.['etag']);
    expect(tags(after).slice(0, before.length - 1)).toEqual(tags(before).slice(0, -1));
    expect(tags(after).at(-1)).not.toBe(tags(before).at(-1));
  });

  it('have another tag once a volume has a next one, although its rows are the same', async () => {
    const ended = { ...aPublicOpinion({ seed: 1 }), id: 'AAA333333333' };
    const site = aSite([ended]);
    const alone = await site.get(`${REVIEW}/opinions.csv`);
    site.change([ended, aPublicOpinion({ seed: 2 })]);
    const known = { 'if-none-match': String(alone.headers?.['etag']) };
    const followed = await site.get(`${REVIEW}/opinions.csv`, known);
    expect(followed.body).toBe(alone.body);
    expect(linksOf(followed)).toHaveProperty('next');
  });

  it('do not say when they changed before there are any', async () => {
    const { headers, body = '' } = await aSite([]).get(`${REVIEW}/opinions.json`);
    expect(headers).not.toHaveProperty('last-modified');
    expect(JSON.parse(body)).toMatchObject({ items: [], next: null });
  });

  it.each([
    ['of an unknown consultation', '/api/consultations/nothing/opinions.json', 404],
    ['as metadata of an unknown consultation', '/api/consultations/nothing/csv-metadata.json', 404],
    ['of a consultation that never publishes', '/api/consultations/never/opinions.csv', 404],
    ['after what is no place', `${REVIEW}/opinions.csv?after=%00`, 400],
    ['after what is too long', `${REVIEW}/opinions.json?after=${'x'.repeat(300)}`, 400],
    ['in a version that is not there', '/api/schemas/review/0/schema.json', 404],
    ['of a kind that is not there', '/api/schemas/constructor/1/schema.json', 404],
    ['in a file that is not there', '/api/schemas/review/1/__proto__', 404],
  ])('%s are a problem', async (_, address, status) => {
    const answer = await aSite().get(address);
    expect(answer).toMatchObject({
      statusCode: status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        'access-control-allow-origin': '*',
      },
    });
  });

  it('do not say that they changed in the future', async () => {
    const opensAt = at('2027-01-05T11:00:00Z');
    const { headers } = await aSite([], opensAt).get(`${REVIEW}/opinions.json`);
    expect(headers).not.toHaveProperty('last-modified');
  });

  it('are in the catalog once they are public', async () => {
    const { headers, body = '' } = await aSite().get('/api/catalog.jsonld');
    expect(headers).toMatchObject({ 'content-type': 'application/ld+json' });
    const { 'dcat:dataset': datasets } = JSON.parse(body) as Catalog;
    expect(datasets.map((one) => one['dct:identifier'].split('#')[1])).toEqual([
      'nap2-midterm-review',
      'nap3-new-commitments',
    ]);
  });
});

interface Catalog {
  readonly 'dcat:dataset': readonly { readonly 'dct:identifier': string }[];
}

interface Data {
  readonly $schema: string;
  readonly items: readonly { readonly id: string }[];
  readonly next: string | null;
}
