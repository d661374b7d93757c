import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { report } from './measure.ts';

const SECONDS = 8;
const CONNECTIONS = 8;

/**
 * Measures how many pages per second the local stack serves, against a bare server that sends the
 * same bytes.
 */
export async function measurePages(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'sadzirdets-pages-'));
  const stack = spawn(process.execPath, ['operator/start.ts', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const site = await new Promise<string>((resolve) => {
      stack.stdout.on('data', (chunk: Buffer) => {
        const ready = /Ready: (\S+)\/lv\//u.exec(chunk.toString())?.[1];
        if (ready !== undefined) resolve(ready);
      });
    });
    for (const path of ['/lv/', '/lv/consultations/nap2-midterm-review']) {
      const html = await (await fetch(`${site}${path}`)).text();
      const bare = await measureBareRate(html);
      report(`pages per second: ${path}`, await measureRate(`${site}${path}`), bare, '/s');
    }
  } finally {
    const ended = new Promise((resolve) => stack.once('exit', resolve));
    stack.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

async function measureBareRate(html: string): Promise<number> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const rate = await measureRate(`http://127.0.0.1:${port}/`);
  await new Promise((resolve) => server.close(resolve));
  return rate;
}

async function measureRate(url: string): Promise<number> {
  const { requests, non2xx } = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
  });
  if (non2xx > 0) throw new Error(`${non2xx} answers of ${url} were not pages`);
  return requests.average;
}
