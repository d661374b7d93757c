import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Usage } from './usage.ts';

/** A server in a process of its own. */
export interface RunningServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Reads what the process, with all of its threads, has used since its start. */
  usage(): Promise<Usage>;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Starts a program that prints `Ready: URL/lv/`. Throws when it ends before that. */
export async function startServer(program: readonly string[]): Promise<RunningServer> {
  const child = spawn(process.execPath, ['--import', './bench/usage.ts', ...program], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const url = await urlOf(child);
  return {
    url,
    usage: async () =>
      new Promise((resolve) => {
        child.once('message', (usage) => {
          resolve(usage as Usage);
        });
        child.send('usage');
      }),
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await exit;
    },
  };
}

/** As `npm start` has it: otherwise V8 keeps 128 MB for what is garbage a moment later. */
const NODE_OPTIONS = ['--max-semi-space-size=8'];

/** Starts the local stack on a data folder, with a quota that holds no mail back. */
export async function startStack(data: string): Promise<RunningServer> {
  const stack = await startServer([
    ...NODE_OPTIONS,
    'operator/start.ts',
    '--port',
    '0',
    '--data',
    data,
  ]);
  await post(`${stack.url}/local/ses/quota`, { maxSendRate: 1e6, max24HourSend: 1e9 });
  return stack;
}

/** Runs `measure` with a server on an empty data folder, which is removed afterwards. */
export async function withData<Result>(
  start: (data: string) => Promise<RunningServer>,
  measure: (server: RunningServer, data: string) => Promise<Result>,
): Promise<Result> {
  const data = mkdtempSync(join(tmpdir(), 'sadzirdets-bench-'));
  const server = await start(data);
  try {
    return await measure(server, data);
  } finally {
    await server.end('SIGTERM');
    rmSync(data, { recursive: true, force: true });
  }
}

const agents = new Map<string, Agent>();

/**
 * Posts JSON from an address of this machine. Throws unless the answer is a success. The product
 * limits what one source may write, and Linux answers on all addresses that begin with 127.
 */
export async function post(url: string, body: object, localAddress = '127.0.0.1'): Promise<void> {
  const agent = agents.get(localAddress) ?? new Agent({ keepAlive: true });
  agents.set(localAddress, agent);
  const headers = { 'content-type': 'application/json' };
  const asked = request(url, { method: 'POST', agent, localAddress, family: 4, headers });
  asked.end(JSON.stringify(body));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const said = await text(answer);
  if (answer.statusCode === undefined || answer.statusCode >= 300) {
    throw new Error(`${url} answered ${String(answer.statusCode)}: ${said}`);
  }
}

async function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`The server ended with ${String(code)}`));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      const ready = /Ready: (\S+)\/lv\//u.exec(chunk.toString())?.[1];
      if (ready !== undefined) resolve(ready);
    });
  });
}
