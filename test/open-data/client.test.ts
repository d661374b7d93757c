import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

type ReadAll = (first: string, known?: Map<string, unknown>) => AsyncIterable<{ id: number }>;

/** The client as the documentation has it. */
function documentedClient(): ReadAll {
  const [, code = ''] =
    /```js\n(.*?)\n\nfor await/su.exec(readFileSync('docs/open-data.md', 'utf8')) ?? [];
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  return new Function(`${code.replace(/^\/\*\*.*\*\/$/mu, '')}; return readAll;`)() as ReadAll;
}

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** Serves volumes with a row each. Returns the address of the first, and what was answered. */
async function serve(volumes: string[]) {
  const answered: number[] = [];
  server = createServer((request, response) => {
    const index = Number(new URL(request.url ?? '', 'http://x').searchParams.get('after') ?? 0);
    const tag = `"${volumes[index] ?? ''}${volumes.length - 1 === index ? '' : '+'}"`;
    const isKnown = request.headers['if-none-match'] === tag;
    answered.push(isKnown ? 304 : 200);
    response.writeHead(isKnown ? 304 : 200, { etag: tag });
    const next = index + 1 < volumes.length ? `${address()}?after=${index + 1}` : null;
    response.end(isKnown ? '' : JSON.stringify({ items: [{ id: volumes[index] }], next }));
  });
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/data`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { first: address(), answered };
}

describe('the client in the documentation', () => {
  it('reads every volume, and later fetches only what has changed', async () => {
    const volumes = ['a', 'b'];
    const { first, answered } = await serve(volumes);
    const readAll = documentedClient();
    const known = new Map();
    const idsOf = async () => (await Array.fromAsync(readAll(first, known))).map(({ id }) => id);
    expect(await idsOf()).toEqual(['a', 'b']);
    volumes.push('c');
    expect(await idsOf()).toEqual(['a', 'b', 'c']);
    expect(answered).toEqual([200, 200, 304, 200, 200]);
  });
});
