import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rootByDefinition } from '../support/log.ts';
import { RunningStack } from '../support/stack.ts';
import { addLongLog } from '../support/long-log.ts';

/*
 * What programs and people read of a log, from functions that may do nothing but what their roles
 * say, through the same routes and the same encoding of bytes as on AWS.
 */

const ID = 'nap2-midterm-review';
const OTHERS = { origin: 'https://mirror.example' };
const FOR_EVER = 'public, max-age=31536000, immutable';
const FOR_SECONDS = 'public, max-age=0, s-maxage=5, must-revalidate';

let stack: RunningStack;
let long: Awaited<ReturnType<typeof addLongLog>>;
beforeAll(async () => {
  stack = await RunningStack.start('2027-01-05T10:00:00+02:00');
  long = await addLongLog(stack, 'long');
}, 120_000);
afterAll(async () => stack.close());

const get = async (path: string, headers: Record<string, string> = OTHERS) =>
  fetch(new URL(path, stack.url), { headers, redirect: 'manual' });
const textOf = async (path: string) => (await get(path)).text();
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

/** Reads a part, and expects that anybody may keep it for ever. */
async function part(path: string): Promise<Buffer> {
  const answer = await get(path);
  expect(answer.status, path).toBe(200);
  const { headers } = answer;
  const bytes = await bytesOf(answer);
  expect(Object.fromEntries(headers), path).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(bytes.length),
    'cache-control': FOR_EVER,
    'access-control-allow-origin': '*',
  });
  return bytes;
}

interface Sealed {
  readonly size: number;
  readonly origin: string;
  readonly root: string;
}

/** Reads the text that a checkpoint signs. */
function noteOf(checkpoint: string): Sealed {
  const [origin = '', size, root = ''] = checkpoint.split('\n');
  return { origin, size: Number(size), root };
}

describe('a log that is not sealed yet', () => {
  it.each(['checkpoint', 'checkpoints', 'keys', 'entries/0', 'tile/0/000.p/1'])(
    'is not there for programs: %s',
    async (path) => {
      const answer = await get(`/log/${ID}/${path}`, { ...OTHERS, 'accept-language': 'en' });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.headers.get('content-language')).toBe('en');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(await answer.json()).toMatchObject({ type: '/problems/not-found' });
    },
  );

  it('is explained to people', async () => {
    expect(await textOf(`/lv/consultations/${ID}/log`)).toContain('Žurnālā vēl nav ierakstu');
    expect((await get('/lv/consultations/none/log')).status).toBe(404);
  });
});

describe('a log', () => {
  let checkpoint: string;
  let sealed: Sealed;
  beforeAll(async () => {
    await stack.seal('2027-01-05T10:15:00+02:00');
    checkpoint = await textOf(`/log/${ID}/checkpoint`);
    sealed = noteOf(checkpoint);
  });

  it('has a checkpoint that caches keep for seconds', async () => {
    const answer = await get(`/log/${ID}/checkpoint`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': FOR_SECONDS,
      'access-control-allow-origin': '*',
    });
    expect(sealed.origin).toBe(`${new URL(stack.url).host}/log/${ID}`);
    expect(sealed.size).toBeGreaterThan(0);
    const again = await get(`/log/${ID}/checkpoint`, {
      'if-none-match': answer.headers.get('etag') ?? '',
    });
    expect(again.status).toBe(304);
    expect(again.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('gives its entries and their hashes, byte for byte', async () => {
    const { size, root } = sealed;
    const bundle = await part(`/log/${ID}/tile/entries/000.p/${size}`);
    const entries: string[] = [];
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) {
      entries.push(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)).toString());
    }
    expect(entries).toHaveLength(size);
    expect(rootByDefinition(entries).toString('base64')).toBe(root);
    const tile = await part(`/log/${ID}/tile/0/000.p/${size}`);
    expect(tile).toHaveLength(32 * size);
    expect(tile.subarray(0, 32)).toEqual(rootByDefinition(entries.slice(0, 1)));
  });

  it('gives tiles at addresses of one, two and three steps, partial and full', async () => {
    const [first = [], far = []] = long.hashes;
    expect(await part('/log/long/tile/0/000')).toEqual(Buffer.concat(first));
    expect(await part('/log/long/tile/0/000.p/9')).toEqual(Buffer.concat(first.slice(0, 9)));
    expect(await part('/log/long/tile/0/x001/000')).toEqual(Buffer.concat(far));
    expect(await part('/log/long/tile/0/x001/000.p/9')).toEqual(Buffer.concat(far.slice(0, 9)));
    expect(await part('/log/long/tile/1/000.p/1')).toEqual(long.above);
  });

  it.each([
    '/log/nav/checkpoint',
    '/log/nav/tile/0/000.p/1',
    `/log/${ID}/entries/9999`,
    `/log/${ID}/entries/x`,
    `/log/${ID}/tile/0/000.p/200`,
    `/log/${ID}/tile/0/000`,
    `/log/${ID}/tile/0/0`,
    `/log/${ID}/tile/00/000.p/1`,
    `/log/${ID}/tile/entries/001.p/1`,
    `/log/${ID}/tile/0/000.p/256`,
    `/log/${ID}/nothing`,
  ])('has nothing at %s', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('gives an entry with its proof, for seconds', async () => {
    const answer = await get(`/log/${ID}/entries/0`);
    expect(answer.headers.get('cache-control')).toBe(FOR_SECONDS);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const view = (await answer.json()) as { entry: string; proof: string[] };
    expect(view).toMatchObject({ index: 0, checkpoint, proof: expect.any(Array) as unknown });
    expect(JSON.parse(view.entry)).toMatchObject({ kind: 'key' });
    for (const hash of view.proof) expect(Buffer.from(hash, 'base64')).toHaveLength(32);
  });

  it('lists its keys', async () => {
    const answer = await get(`/log/${ID}/keys`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe(FOR_SECONDS);
    const keys = await answer.text();
    expect(keys).toMatch(/^[^\n]+\+[0-9a-f]{8}\+[^\n]+\n$/u);
    const { entry } = (await (await get(`/log/${ID}/entries/0`)).json()) as { entry: string };
    expect(JSON.parse(entry)).toMatchObject({ key: keys.trim() });
  });

  it('lists its checkpoints, newest first, from any size backwards', async () => {
    const list = async (query = '') =>
      (await (await get(`/log/${ID}/checkpoints${query}`)).json()) as {
        checkpoints: { size: number; sealedAt: string; checkpoint: string }[];
      };
    const { checkpoints } = await list();
    expect(checkpoints).toEqual([
      { size: sealed.size, sealedAt: expect.stringMatching(/Z$/u) as unknown, checkpoint },
    ]);
    expect((await list(`?after=${sealed.size + 1}`)).checkpoints).toEqual(checkpoints);
    expect(await list(`?after=${sealed.size}`)).toEqual({ checkpoints: [] });
    const wrong = await get(`/log/${ID}/checkpoints?after=-1`);
    expect(wrong.status).toBe(400);
    expect(wrong.headers.get('content-type')).toBe('application/problem+json');
  });

  it('leads people from its address to the page that explains it', async () => {
    const { links } = (await (await get(`/api/consultations/${ID}`)).json()) as {
      links: { log: string };
    };
    expect(links.log).toBe(`/log/${ID}`);
    const answer = await get(links.log, { 'accept-language': 'en' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('vary')).toBe('accept-language');
    const html = await textOf(answer.headers.get('location') ?? '');
    expect(html).toContain('<html lang="en"');
    expect(html).toContain(sealed.root);
    expect(html).toContain((await textOf(`/log/${ID}/keys`)).trim());
    expect(html).toContain(`npm run verify -- ${stack.url}/log/${ID}`);
  });
});
