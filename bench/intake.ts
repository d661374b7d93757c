import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { anOpinion } from './submissions.ts';
import { post, type RunningStack, withStack } from './stack.ts';

const COUNT = 2_000;
const CONNECTIONS = 16;

/** Opinions through the local stack, each with its receipt. */
export async function intake(): Promise<void> {
  await withStack(async (stack) => {
    const before = await stack.usage();
    const started = performance.now();
    await postAll(`${stack.url}/api/consultations/nap2-midterm-review/opinions`);
    const seconds = (performance.now() - started) / 1_000;
    const done = await receiptsOf(stack);
    const after = await stack.usage();
    console.log(
      `${(COUNT / seconds).toFixed(0)} a second, receipts after ${done.toFixed(0)} ms more, ${((after.cpuMs - before.cpuMs) / COUNT).toFixed(1)} ms each, ${(after.residentBytes / 2 ** 20).toFixed(0)} MB, before ${(before.residentBytes / 2 ** 20).toFixed(0)} MB`,
    );
  });
}

async function postAll(url: string): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < COUNT) await post(url, anOpinion(`NVO ${next++}`));
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
}

/** Waits until every receipt is in the inbox, and the stack is at rest. */
async function receiptsOf({ data, usage }: RunningStack): Promise<number> {
  const started = performance.now();
  const mails = () =>
    readdirSync(join(data, 'mail')).filter((name) => name.endsWith('.json')).length;
  while (mails() < COUNT) await setTimeout(50);
  const done = performance.now() - started;
  for (let last = 0; ;) {
    const { cpuMs } = await usage();
    if (cpuMs - last < 50) return done;
    last = cpuMs;
    await setTimeout(500);
  }
}
