import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifierKey } from '../../shared/log/checkpoint.ts';
import {
  AFTERWARDS,
  honestEntries,
  ORIGIN,
  serveLog,
  SIGNER,
  type Files,
} from '../support/log-builder.ts';

/** Each run is a process of its own. */
const LIMIT = { timeout: 60_000 };

let place = '';
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'verify-'));
});
afterAll(async () => rm(place, { recursive: true }));

interface Outcome {
  readonly code: number | string | null;
  readonly out: string;
  readonly error: string;
}

async function run(...words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, words, (fault, out, error) => {
      resolve({ code: fault === null ? 0 : (fault.code ?? null), out, error });
    });
  });
}
const verify = async (...words: readonly string[]) => run('verify/main.ts', ...words);

async function save(name: string, files: Files): Promise<string> {
  const folder = join(place, name);
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

async function saveText(name: string, text: string): Promise<string> {
  await writeFile(join(place, name), text);
  return join(place, name);
}

async function withServer(listener: RequestListener, use: (url: string) => Promise<void>) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const honest = () => serveLog({ entries: honestEntries() });

test('the folder runs alone, and says what it has checked', LIMIT, async () => {
  const alone = join(place, 'alone');
  await cp('verify', alone, { recursive: true });
  const folder = await save('honest', honest());
  const { code, out, error } = await run(join(alone, 'main.ts'), folder, '--at', AFTERWARDS);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toContain(`Log      ${ORIGIN}\n`);
  expect(out).toMatch(/^pass {5}told {9}Each version/mu);
  expect(out).toMatch(/^unknown {2}since /mu);
  expect(out).toContain('whoever serves the log may have put it there today');
  // The checkpoint that it prints is one that it takes.
  const kept = await saveText('report.txt', out);
  const key = verifierKey(ORIGIN, SIGNER.publicKey);
  const again = await verify(
    join(folder, 'checkpoint'),
    '--since',
    kept,
    '--key',
    key,
    '--at',
    AFTERWARDS,
  );
  expect(again).toMatchObject({ code: 0, error: '' });
  expect(again.out).toMatch(/^PASS: no rule is broken\.$/mu);
});

test('a rule that is broken ends with 1, in words and as JSON', LIMIT, async () => {
  const entries = honestEntries().map((entry) =>
    entry.kind === 'digest' && entry.number === 4 ? { ...entry, count: 9 } : entry,
  );
  const folder = await save('broken', serveLog({ entries }));
  const words = await verify(folder, '--at', AFTERWARDS);
  expect(words).toMatchObject({ code: 1, error: '' });
  expect(words.out).toMatch(
    /^fail {5}counts .*\n {9}- Entry 7 \(digest No. 4 of change-management\) counts 9, but it names 3\./mu,
  );
  const { code, out } = await verify(folder, '--at', AFTERWARDS, '--json');
  expect(code).toBe(1);
  const report = JSON.parse(out) as { rules: object[] };
  expect(report).toMatchObject({
    outcome: 'fail',
    origin: ORIGIN,
    trust: 'first-use',
    at: AFTERWARDS,
  });
  expect(report.rules).toContainEqual(expect.objectContaining({ rule: 'counts', outcome: 'fail' }));
});

test('a log is read over HTTP', LIMIT, async () => {
  const files = honest();
  const listener: RequestListener = ({ url = '' }, response) => {
    const bytes = files.get(url.replace('/log/nap2-midterm-review/', ''));
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  };
  await withServer(listener, async (url) => {
    for (const end of ['', '/', '/checkpoint']) {
      const address = `${url}/log/nap2-midterm-review${end}`;
      expect(await verify(address, '--at', AFTERWARDS)).toMatchObject({ code: 0, error: '' });
    }
  });
});

test('a server that does not answer as it should is said to be so', LIMIT, async () => {
  const answers = async (listener: RequestListener) => {
    let outcome: Outcome | undefined;
    await withServer(listener, async (url) => {
      outcome = await verify(url);
    });
    return outcome;
  };
  expect(await answers((_, response) => response.writeHead(500).end())).toMatchObject({
    code: 2,
    error: expect.stringMatching(
      /^http.*\/checkpoint does not answer as it should: try again later\.\n$/u,
    ),
  });
  expect(await answers((_, response) => response.writeHead(404).end())).toMatchObject({
    code: 2,
    error: expect.stringMatching(
      /^There is no log at http.*its file “checkpoint” is missing\.\n$/u,
    ),
  });
  expect(await answers((_, response) => response.end('x'.repeat(100_000)))).toMatchObject({
    code: 2,
    error: expect.stringContaining('holds more than 65536 bytes'),
  });
  expect(await answers((_, response) => response.destroy())).toMatchObject({
    code: 2,
    error: expect.stringContaining('cannot be read'),
  });
  const huge = new TextDecoder()
    .decode(honest().get('checkpoint'))
    .replace(/\n\d+\n/u, '\n9007199254740991\n');
  expect(await answers((_, response) => response.end(huge))).toMatchObject({
    code: 2,
    error: expect.stringContaining('9007199254740991 entries: that is too many'),
  });
});

test('a question that cannot be understood gets a sentence', LIMIT, async () => {
  const folder = await save('asked', honest());
  const file = await saveText('nothing.txt', 'nothing');
  for (const [words, sentence] of [
    [[], /^Usage: npm run verify/u],
    [[folder, folder], /^Usage: /u],
    [[folder, '--unknown'], /--unknown.*\nUsage: /su],
    [
      [folder, '--since', file],
      /^There is no checkpoint in the file that you gave with --since\.\n$/u,
    ],
    [
      [folder, '--receipt', file],
      /^There is no checkpoint in the file that you gave with --receipt\.\n$/u,
    ],
    [[folder, '--since', join(place, 'missing')], /^There is no file “.*missing”\.\n$/u],
    [[folder, '--since', folder], /cannot be read: it should be a file\.\n$/u],
    [[folder, '--key', 'x'], /^“x” is no verifier key: it should read NAME\+ID\+BASE64\.\n$/u],
    [
      [folder, '--at', '2027-01-04T08:00'],
      /is no moment: write it as 2027-01-04T08:00\+02:00\.\n$/u,
    ],
    [[join(place, 'missing')], /^There is no folder “.*missing”: give the address of a log/u],
    [[place], /^There is no log at .*: its file “checkpoint” is missing\.\n$/u],
    [['ftp://example.com/'], /^There is no folder “ftp:/u],
  ] as const) {
    const { code, out, error } = await verify(...words);
    expect(error).toMatch(sentence);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  }
});

test(
  'a fault of the program is neither a broken rule nor a question misunderstood',
  LIMIT,
  async () => {
    const folder = await save('sound', honest());
    const breaking = `
    import crypto from 'node:crypto';
    import { syncBuiltinESMExports } from 'node:module';
    crypto.hash = () => { throw new TypeError('Out of order'); };
    syncBuiltinESMExports();`;
    const module = `data:text/javascript,${encodeURIComponent(breaking)}`;
    const { code, out, error } = await run('--import', module, 'verify/main.ts', folder);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(error).toContain('nothing is known of the log: TypeError: Out of order');
  },
);

test('nothing of a log moves the cursor of a terminal', LIMIT, async () => {
  const hostile = honestEntries().map((entry) =>
    entry.kind === 'submission' ? { ...entry, submission: `\u001b[2J${entry.submission}` } : entry,
  );
  const strange = [
    ...hostile.slice(0, 3),
    '{"\u009b2J":1,"at":"2027-01-05T08:00:00.000Z","kind":"closed"}',
  ];
  const folder = await save('hostile', serveLog({ entries: strange }));
  const { code, out } = await verify(folder);
  expect(code).toBe(1);
  expect(out).toContain('- Entry 3 is a closed entry, but nobody knows its member "\ufffd2J".');
  expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});
