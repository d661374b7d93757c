import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningStack } from '../support/stack.ts';

/*
 * The local stack as a process: its clock over restarts, its end, and what it says when it cannot
 * start.
 */

const TUESDAY = '2027-01-05T10:00:00+02:00';
const MONDAY = '2027-01-11T08:00:00+02:00';

let stack: RunningStack;
beforeAll(async () => {
  stack = await RunningStack.start(TUESDAY);
});
afterAll(async () => stack.close());

async function submit(organisation: string) {
  const answer = await fetch(`${stack.url}/api/consultations/nap2-midterm-review/opinions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      organisation,
      contact: { name: 'Anna', email: 'anna@ngo.example' },
      publication: 'named',
      language: 'lv',
      opinions: [{ commitment: 1, rating: null, text: 'Teksts.' }],
    }),
  });
  const { receivedAt } = (await answer.json()) as { receivedAt: string };
  return { status: answer.status, receivedAt };
}

/** Tries to start a stack that cannot start. Returns the exit code and what it said. */
async function failing(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['operator/start.ts', ...args]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

describe('the local stack', () => {
  it('winds its clock on with a later slot, and never runs behind its data again', async () => {
    expect((await submit('Pirmā')).receivedAt).toMatch(/^2027-01-05T08:/u);
    await stack.runDigests(MONDAY);
    const wound = await submit('Otrā');
    expect(wound.receivedAt).toMatch(/^2027-01-11T06:/u);
    expect(await stack.stop('SIGKILL')).toBeNull();
    await stack.resume();
    expect((await submit('Trešā')).receivedAt > wound.receivedAt).toBe(true);
    expect(await stack.stop('SIGINT')).toBe(0);
    await stack.resume();
    expect((await submit('Ceturtā')).receivedAt > wound.receivedAt).toBe(true);
  });

  it('answers all requests that it has taken before it stops', async () => {
    await submit('Pamodina');
    let asked = 0;
    let answered = 0;
    const turnedAway: string[] = [];
    const writers = Array.from({ length: 6 }, async () => {
      for (;;) {
        asked += 1;
        const organisation = `Biedrība Nr. ${asked}`;
        const outcome = await submit(organisation).catch(() => null);
        if (outcome === null) return turnedAway.push(organisation);
        expect(outcome.status).toBe(201);
        answered += 1;
      }
    });
    // One source may send 60 in an hour, and the writers go on until nobody answers.
    while (answered < 12) await new Promise((resolve) => setImmediate(resolve));
    expect(await stack.stop('SIGTERM')).toBe(0);
    await Promise.all(writers);
    await stack.resume();
    for (const organisation of turnedAway) {
      expect((await submit(organisation)).status, `${organisation} was not kept`).toBe(201);
    }
  });

  it('says in a line why it cannot start', async () => {
    const port = new URL(stack.url).port;
    expect(await failing('--port', '0', '--data', stack.data)).toEqual({
      code: 1,
      said: expect.stringMatching(/^Another stack \(process \d+\) uses .*\n$/u) as string,
    });
    const elsewhere = await mkdtemp(join(tmpdir(), 'sadzirdets-'));
    expect(await failing('--port', port, '--data', elsewhere)).toEqual({
      code: 1,
      said: `Port ${port} is taken: choose another with --port\n`,
    });
    await rm(elsewhere, { recursive: true });
    const misused = [
      ['--port', 'many'],
      ['--clock', 'Monday'],
      ['--clock', '2027-02-30T08:00'],
      ['--colour', 'red'],
    ];
    const outcomes = await Promise.all(misused.map((args) => failing(...args)));
    for (const [index, { code, said }] of outcomes.entries()) {
      expect([code, said], misused[index]?.join(' ')).toEqual([
        2,
        expect.stringMatching(/^[^\n]*(?:port|clock|colour)[^\n]*\n\nUsage: npm start/u),
      ]);
    }
  });
});
