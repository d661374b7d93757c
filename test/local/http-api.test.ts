import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LocalHttpApi } from '../../local/http-api.ts';
import { aFunction, anAssembly } from '../support/assembly.ts';

/** A function that answers with its event, or with what the path asks for. */
const ECHO = `export const handler = async (event) => {
  if (event.rawPath === '/hang') await new Promise(() => setInterval(() => {}, 1000));
  if (event.rawPath === '/throw') throw new Error('on purpose');
  if (event.rawPath === '/plain') return { greeting: 'sveiki' };
  if (event.rawPath === '/huge') return { statusCode: 200, body: 'x'.repeat(7_000_000) };
  if (event.rawPath === '/binary') return { statusCode: 200, isBase64Encoded: true, body: 'AP8=' };
  if (event.rawPath === '/cookies') return { statusCode: 303, headers: { location: '/x' }, cookies: ['a=1', 'b=2'], body: '' };
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
};`;

async function anApi(
  routes: readonly string[] = ['$default'],
  timeout = 10,
  integration = {},
): Promise<string> {
  const target = aFunction(ECHO, { timeout });
  const assembly = anAssembly({
    Resources: {
      Whole: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { IntegrationUri: 'arn', PayloadFormatVersion: '2.0', ...integration },
      },
      ...Object.fromEntries(
        routes.map((RouteKey, index) => [
          `Route${index}`,
          {
            Type: 'AWS::ApiGatewayV2::Route',
            Properties: {
              RouteKey,
              Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Whole' }]] },
            },
          },
        ]),
      ),
    },
  });
  const api = new LocalHttpApi(assembly, () => target);
  const server = createServer((request, response) => void api.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Returns the event that the function behind the API gets. */
async function eventFor(path: string, options: RequestInit = {}, routes?: readonly string[]) {
  const answer = await fetch(`${await anApi(routes)}${path}`, options);
  return (await answer.json()) as APIGatewayProxyEventV2;
}

const ROUTES = [
  'GET /',
  'GET /lv/consultations/{id}',
  'GET /lv/consultations/new',
  'POST /lv/consultations/{id}/opinions',
  'ANY /any/{one}/{two}',
  'POST /any/{one}/stop/{rest+}',
  '$default',
];

describe('the routes of the HTTP API', () => {
  it.each([
    ['GET', '/', 'GET /', undefined],
    ['GET', '/lv/consultations/nap2', 'GET /lv/consultations/{id}', { id: 'nap2' }],
    ['GET', '/lv/consultations/new', 'GET /lv/consultations/new', undefined],
    ['GET', '/lv/consultations/a%2Fb%20%C4%81', 'GET /lv/consultations/{id}', { id: 'a/b ā' }],
    ['GET', '/lv/consultations/', '$default', undefined],
    ['GET', '/lv/consultations/nap2/', '$default', undefined],
    ['GET', '/lv/consultations/nap2/opinions', '$default', undefined],
    ['DELETE', '/any/a/b', 'ANY /any/{one}/{two}', { one: 'a', two: 'b' }],
    ['HEAD', '/elsewhere', '$default', undefined],
    ['POST', '/any/a/stop', 'ANY /any/{one}/{two}', { one: 'a', two: 'stop' }],
    ['POST', '/any/a/stop/', 'POST /any/{one}/stop/{rest+}', { one: 'a', rest: '' }],
    ['POST', '/any/a/stop/b/%C4%81', 'POST /any/{one}/stop/{rest+}', { one: 'a', rest: 'b/ā' }],
    ['GET', '/any/a/stop/', '$default', undefined],
    ['POST', '/any//stop/', '$default', undefined],
  ])('lead %s %s to %s', async (method, path, routeKey, pathParameters) => {
    if (method === 'HEAD') {
      expect((await fetch(`${await anApi(ROUTES)}${path}`, { method })).status).toBe(200);
      return;
    }
    const event = await eventFor(path, { method }, ROUTES);
    expect(event).toMatchObject({ routeKey, requestContext: { routeKey } });
    expect(event.pathParameters).toEqual(pathParameters);
  });

  it.each([
    ['GET', '/elsewhere'],
    ['HEAD', '/page'],
    ['GET', '/page/'],
    ['POST', '/page'],
    ['GET', '/Page'],
  ])('lead %s %s nowhere when none of them is exactly that', async (method, path) => {
    const answer = await fetch(`${await anApi(['GET /page'])}${path}`, { method });
    expect(answer.status).toBe(404);
    if (method !== 'HEAD') expect(await answer.json()).toEqual({ message: 'Not Found' });
  });
});

describe('an event of the HTTP API, payload format 2.0,', () => {
  it('describes the request', async () => {
    const event = await eventFor('/a/b?x=1', { headers: { 'User-Agent': 'a test' } });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a/b',
      rawQueryString: 'x=1',
      queryStringParameters: { x: '1' },
      isBase64Encoded: false,
      requestContext: {
        stage: '$default',
        http: { method: 'GET', path: '/a/b', protocol: 'HTTP/1.1', userAgent: 'a test' },
      },
    });
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('cookies');
  });

  it('joins repeated queries and headers with commas', async () => {
    const event = await eventFor('/?a=1&a=2&b=%C4%81+x', {
      headers: [
        ['X-Doubled', 'one'],
        ['X-Doubled', 'two'],
      ],
    });
    expect(event.queryStringParameters).toEqual({ a: '1,2', b: 'ā x' });
    expect(event.rawQueryString).toBe('a=1&a=2&b=%C4%81+x');
    expect(event.headers['x-doubled']?.replaceAll(' ', '')).toBe('one,two');
  });

  it('lists cookies apart from the headers', async () => {
    const event = await eventFor('/', { headers: { cookie: 'a=1; b=2' } });
    expect(event.cookies).toEqual(['a=1', 'b=2']);
    expect(event.headers).not.toHaveProperty('cookie');
  });

  it.each([
    ['application/json', '{"a":"ā"}', false],
    ['text/plain; charset=utf-8', 'ā', false],
    ['application/x-www-form-urlencoded', 'a=1&b=%C4%81', true],
    ['application/octet-stream', 'ā', true],
  ])('holds a body of %s', async (contentType, body, isBase64Encoded) => {
    const event = await eventFor('/', {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    const text = Buffer.from(event.body ?? '', isBase64Encoded ? 'base64' : 'utf8').toString();
    expect(text).toBe(body);
  });
});

describe('an answer of the HTTP API', () => {
  it('is what the function says, with each cookie by itself', async () => {
    const answer = await fetch(`${await anApi()}/cookies`, { redirect: 'manual' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/x');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('is JSON when the function answers with any other value', async () => {
    const answer = await fetch(`${await anApi()}/plain`);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ greeting: 'sveiki' });
  });

  it('is binary when the function says base64', async () => {
    const answer = await fetch(`${await anApi()}/binary`);
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 255]);
  });

  it('is 500 when the function fails and 503 when it takes too long', async () => {
    const url = await anApi(['$default'], 1);
    const failed = await fetch(`${url}/throw`);
    expect([failed.status, await failed.json()]).toEqual([
      500,
      { message: 'Internal Server Error' },
    ]);
    const late = await fetch(`${url}/hang`);
    expect([late.status, await late.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });

  it('is 503 when the integration does not wait any longer, and the function goes on', async () => {
    const url = await anApi(['$default'], 2, { TimeoutInMillis: 50 });
    const late = await fetch(`${url}/hang`);
    expect([late.status, await late.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });

  it.each([
    ['to a body of more than 10 MB', 10 * 1_024 * 1_024 + 1],
    ['to an event of more than 6 MB, of which base64 is a part', 4.6 * 1_024 * 1_024],
  ])('is 413 %s', async (_, bytes) => {
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await fetch(await anApi(), {
      method: 'POST',
      headers,
      body: 'x'.repeat(bytes),
    });
    expect([answer.status, await answer.json()]).toEqual([
      413,
      { message: 'Request Entity Too Large' },
    ]);
  });

  it('is 500 when the function answers with more than 6 MB', async () => {
    expect((await fetch(`${await anApi()}/huge`)).status).toBe(500);
  });

  it('is 431 when the request line and the headers have more than 10,240 bytes', async () => {
    const url = await anApi();
    const statusOf = async (path: string, header: string) =>
      (await fetch(`${url}${path}`, { headers: { 'x-long': header } })).status;
    expect(await statusOf('/', 'x'.repeat(9_500))).toBe(200);
    expect(await statusOf('/', 'x'.repeat(10_240))).toBe(431);
    expect(await statusOf(`/${'x'.repeat(5_120)}`, 'x'.repeat(5_120))).toBe(431);
  });

  it('to HEAD has the length and no body', async () => {
    const answer = await fetch(await anApi(), { method: 'HEAD' });
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(100);
    expect(await answer.text()).toBe('');
  });

  it('also comes for a path that is no valid address', async () => {
    const url = new URL(await anApi());
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest({ host: url.hostname, port: url.port, path: '//' }, ({ statusCode }) => {
        resolve(statusCode);
      })
        .once('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });
});
