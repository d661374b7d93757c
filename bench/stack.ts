import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Usage } from './usage.ts';

/** The local stack in a process of its own. */
export interface RunningStack {
  /** Without a slash at the end. */
  readonly url: string;
  readonly data: string;
  /** Reads what the process, with all of its threads, has used since its start. */
  usage(): Promise<Usage>;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Starts the local stack on a data folder, with a quota that holds no mail back. Throws when it does not start. */
export async function startStack(data: string): Promise<RunningStack> {
  const child = spawn(
    process.execPath,
    ['--import', './bench/usage.ts', 'operator/start.ts', '--port', '0', '--data', data],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  const url = await urlOf(child);
  await post(`${url}/local/ses/quota`, { maxSendRate: 1e6, max24HourSend: 1e9 });
  return {
    url,
    data,
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

/** Runs `measure` on a stack with an empty data folder, which is removed afterwards. */
export async function withStack<Result>(
  measure: (stack: RunningStack) => Promise<Result>,
): Promise<Result> {
  const data = mkdtempSync(join(tmpdir(), 'sadzirdets-stack-'));
  const stack = await startStack(data);
  try {
    return await measure(stack);
  } finally {
    await stack.end('SIGTERM');
    rmSync(data, { recursive: true, force: true });
  }
}

/** Posts JSON. Throws unless the answer says that it was taken. */
export async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

async function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`The stack ended with ${String(code)}`));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      const ready = /Ready: (\S+)\/lv\//u.exec(chunk.toString())?.[1];
      if (ready !== undefined) resolve(ready);
    });
  });
}
