import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DataFolder } from '../../local/data-folder.ts';
import { aFolder } from '../support/assembly.ts';

const RUNNING = {
  url: 'http://localhost:4000',
  dynamoEndpoint: 'http://127.0.0.1:1',
  tableName: 'table',
  region: 'eu-north-1',
  shiftMs: 0,
};

/**
 * Starts another process that holds the folder. Returns a function that ends the process as a crash
 * does.
 */
async function heldBy(folder: string): Promise<() => Promise<void>> {
  const module = new URL('../../local/data-folder.ts', import.meta.url).href;
  const code = `const { DataFolder } = await import('${module}');
    DataFolder.open(process.argv[1]).tell(${JSON.stringify(RUNNING)});
    console.log('held'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  const kill = async () => {
    holder.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  await Promise.race([once(holder.stdout, 'data'), ended]);
  return kill;
}

/** No process has this number. */
const DEAD = '999999999 1';
const ROUNDS = 150;
const RIVALS = 4;
const BETWEEN_ROUNDS_MS = 8;

/**
 * Starts another process that can try to open one folder after the other, at times that all rivals
 * know. The process lives until the test has finished. Returns a function that starts the attempts
 * and returns the rounds that the process won.
 */
async function rival(folders: readonly string[]): Promise<(start: number) => Promise<number[]>> {
  const module = new URL('../../local/data-folder.ts', import.meta.url).href;
  const code = `const { DataFolder } = await import('${module}');
    console.log('ready');
    const start = Number(await new Promise((resolve) => process.stdin.once('data', resolve)));
    const held = JSON.parse(process.argv[1]).flatMap((folder, round) => {
      while (Date.now() < start + round * ${BETWEEN_ROUNDS_MS});
      try { DataFolder.open(folder); return [round]; } catch { return []; }
    });
    console.log(JSON.stringify(held));
    process.stdin.once('data', () => process.exit());`;
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', code, JSON.stringify(folders)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = createInterface(child.stdout)[Symbol.asyncIterator]();
  await said.next();
  return async (start) => {
    child.stdin.write(String(start));
    const { value } = await said.next();
    return JSON.parse(String(value)) as number[];
  };
}

describe('the data folder', () => {
  it('is used by one stack at a time, and tells others about it', async () => {
    const folder = aFolder();
    await heldBy(folder);
    expect(() => DataFolder.open(folder)).toThrow(/Another stack \(process \d+\) uses/u);
    expect(DataFolder.running(folder)).toEqual(RUNNING);
  });

  it('is free again once the stack that used it has been killed', async () => {
    const folder = aFolder();
    const kill = await heldBy(folder);
    await kill();
    expect(DataFolder.running(folder)).toBeNull();
    const opened = DataFolder.open(folder);
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toMatch(
      new RegExp(`^${process.pid}\\b`, 'u'),
    );
    opened.close();
  });

  it.runIf(process.platform === 'linux')(
    'is free when another process has the number of the dead one',
    () => {
      const folder = aFolder();
      writeFileSync(join(folder, 'lock'), `${process.ppid} 1`);
      expect(DataFolder.running(folder)).toBeNull();
      DataFolder.open(folder).close();
    },
  );

  it.runIf(process.platform === 'linux')(
    'is free when its process has died and the parent has not noticed',
    async () => {
      const folder = aFolder();
      // The shell becomes a program that never asks what became of its child.
      const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
      onTestFinished(() => void parent.kill('SIGKILL'));
      const [said] = (await once(parent.stdout, 'data')) as [Buffer];
      const child = Number(said.toString());
      const stat = () => readFileSync(`/proc/${child}/stat`, 'utf8').split(' ');
      writeFileSync(join(folder, 'lock'), `${child} ${stat()[21] ?? ''}`);
      expect(() => DataFolder.open(folder)).toThrow('Another stack');
      process.kill(child, 'SIGKILL');
      // On a system that removes dead children at once, the process disappears. Then the folder is
      // free too.
      await expect.poll(() => !existsSync(`/proc/${child}`) || stat()[2] === 'Z').toBe(true);
      DataFolder.open(folder).close();
    },
  );

  it('is taken by one of many stacks that find the lock of a dead one at the same time', async () => {
    const folder = aFolder();
    const rounds = Array.from({ length: ROUNDS }, (_, round) => join(folder, String(round)));
    for (const round of rounds) {
      mkdirSync(round);
      writeFileSync(join(round, 'lock'), DEAD);
    }
    const rivals = await Promise.all(Array.from({ length: RIVALS }, async () => rival(rounds)));
    const start = Date.now() + 20;
    const told = await Promise.all(rivals.map(async (compete) => compete(start)));
    const holders = rounds.map((_, round) => told.filter((held) => held.includes(round)).length);
    expect(holders).toEqual(rounds.map(() => 1));
    for (const round of rounds) expect(readdirSync(round)).toEqual(['lock']);
  });

  it('is free when a stack died while it replaced the lock of a dead one', () => {
    const folder = aFolder();
    for (const name of ['lock', 'lock.over', 'lock.over.over']) {
      writeFileSync(join(folder, name), DEAD);
    }
    const opened = DataFolder.open(folder);
    expect(readdirSync(folder)).toEqual(['lock']);
    opened.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is free when the lock is empty, as after a loss of power', () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'lock'), '');
    DataFolder.open(folder).close();
  });

  it('leaves no trace of a stack that has stopped', () => {
    const folder = aFolder();
    const opened = DataFolder.open(folder);
    opened.tell(RUNNING);
    expect(DataFolder.running(folder)).toEqual(RUNNING);
    opened.close();
    expect(DataFolder.running(folder)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['older', { lastSeen: '2027-01-05T10:00:00.000Z' }],
    ['newer', { lastSeen: '2027-01-05T10:00:00.000Z', layout: 99 }],
  ])('is refused when a version that is %s has written it, and stays as it was', (which, state) => {
    const folder = aFolder();
    writeFileSync(join(folder, 'state.json'), JSON.stringify(state));
    expect(() => DataFolder.open(folder)).toThrow(
      new RegExp(
        `written by an? ${which} version.*choose another --data, or remove the folder`,
        'u',
      ),
    );
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  it('remembers the latest time that it has seen', () => {
    const folder = aFolder();
    const first = DataFolder.open(folder);
    expect(first.isNew).toBe(true);
    first.recordSeen(Date.UTC(2027, 0, 5));
    first.close();
    const second = DataFolder.open(folder);
    expect([second.isNew, second.lastSeen]).toEqual([false, Date.UTC(2027, 0, 5)]);
    second.recordSeen(Date.UTC(2026, 0, 5));
    second.close();
    const third = DataFolder.open(folder);
    expect(third.lastSeen).toBe(Date.UTC(2027, 0, 5));
    third.close();
  });
});
