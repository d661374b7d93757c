import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playHistory, type History, HISTORIES } from './history.ts';
import { brokenPromises } from './promise.ts';

async function keepsThePromise(history: History): Promise<void> {
  expect(await brokenPromises(await playHistory(history))).toEqual([]);
}

describe('the promise', () => {
  it('holds in histories that are the same in every run', async () => {
    await fc.assert(fc.asyncProperty(HISTORIES, keepsThePromise), { seed: 2_016, numRuns: 150 });
  }, 120_000);

  it('holds in histories that nobody has seen before', async () => {
    await fc.assert(fc.asyncProperty(HISTORIES, keepsThePromise), { numRuns: 30 });
  }, 60_000);
});

describe('the simulation', () => {
  it('runs as a command', async () => {
    const command = ['test/simulation/main.ts', '--histories', '2', '--seed', '11'];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    expect(stdout).toMatch(/^2 histories, \d+ steps/mu);
  });

  it('takes the same way every time for the same history', async () => {
    const [history] = fc.sample(HISTORIES, { seed: 7, numRuns: 1 });
    if (history === undefined) throw new Error('No history was made');
    const [first, second] = [await playHistory(history), await playHistory(history)];
    expect(second.world.machine.steps).toBe(first.world.machine.steps);
    expect(second.world.taken).toEqual(first.world.taken);
  });

  it('puts mails, opinions and faults of every kind into its histories', async () => {
    const wanted = [
      ...['receipt', 'digest', 'announcement', 'revised'],
      ...['accepted', 'throttled', 'day-full', 'paused', 'not-connected', 'lost', 'broken'],
      ...['request', 'runDigests', 'sendMail', 'sendAnnouncements', 'record', 'seal'],
    ];
    const seen = new Set<string>();
    for (const history of fc.sample(HISTORIES, { seed: 7, numRuns: 60 })) {
      const { world, acknowledged } = await playHistory(history);
      for (const { mail } of world.taken) seen.add(mail.tags['kind'] ?? '');
      for (const { fault } of world.attempts) seen.add(fault ?? 'accepted');
      for (const [name, count] of Object.entries(world.deaths)) if (count > 0) seen.add(name);
      if (acknowledged.some(({ version }) => version > 2)) seen.add('revised');
      // The sixty are a limit. Usually a few have everything.
      if (wanted.every((one) => seen.has(one))) break;
    }
    expect([...seen]).toEqual(expect.arrayContaining(wanted));
  }, 60_000);
});
