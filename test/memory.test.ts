import { describe, expect, it } from 'vitest';
import { type Instant, instantOf, plus } from '../shared/domain/time.ts';
import { memory } from '../shared/memory.ts';

const START = instantOf(new Date('2027-01-11T06:00:00Z'));

function aMemory(keeps?: (value: number) => boolean) {
  let now: Instant = START;
  let reads = 0;
  const recall = memory<number>({
    clock: { now: () => now },
    forMs: 1_000,
    ...(keeps && { keeps }),
  });
  return {
    recall: (name: string) => recall(name, () => Promise.resolve(++reads)),
    wait: (ms: number) => (now = plus(now, ms)),
  };
}

describe('a memory', () => {
  it('reads once until its time is over', async () => {
    const { recall, wait } = aMemory();
    expect(await recall('a')).toBe(1);
    wait(999);
    expect(await recall('a')).toBe(1);
    wait(1);
    expect(await recall('a')).toBe(2);
  });

  it('keeps names apart', async () => {
    const { recall } = aMemory();
    expect([await recall('a'), await recall('b'), await recall('a')]).toEqual([1, 2, 1]);
  });

  it('reads again what is not worth keeping', async () => {
    const { recall } = aMemory((value) => value > 2);
    expect([await recall('a'), await recall('a'), await recall('a'), await recall('a')]).toEqual([
      1, 2, 3, 3,
    ]);
  });

  it('remembers nothing of a reading that failed', async () => {
    const recall = memory<number>({ clock: { now: () => START }, forMs: 1_000 });
    await expect(recall('a', () => Promise.reject(new Error('The wire was cut')))).rejects.toThrow(
      'The wire was cut',
    );
    expect(await recall('a', () => Promise.resolve(1))).toBe(1);
  });
});
