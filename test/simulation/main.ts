import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { playHistory, HISTORIES } from './history.ts';
import { brokenPromises } from './promise.ts';

const USAGE = `Usage: npm run simulate -- [--histories N] [--seed S] [--path P]

  --histories  how many, 1000 unless said otherwise
  --seed       of the first one, so that a run can be repeated; a new one unless said otherwise
  --path       of fast-check, as it was printed with the history that broke the promise`;

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(USAGE);
} else {
  const seed = values.seed === undefined ? Date.now() % 0x7fffffff : Number(values.seed);
  const startedAt = Date.now();
  let histories = 0;
  let steps = 0;
  console.log(`Seed ${seed}`);
  const property = fc.asyncProperty(HISTORIES, async (history) => {
    const rested = await playHistory(history);
    histories += 1;
    steps += rested.world.machine.steps;
    const broken = await brokenPromises(rested);
    if (broken.length > 0) throw new Error(broken.join('\n'));
  });
  const { path } = values;
  const result = await fc.check(property, {
    seed,
    numRuns: Number(values.histories),
    ...(path === undefined ? {} : { path }),
  });
  const seconds = (Date.now() - startedAt) / 1_000;
  console.log(`${histories} histories, ${steps} steps, ${seconds.toFixed(1)} s`);
  if (result.failed) {
    console.error(fc.defaultReportMessage(result));
    console.error(result.errorInstance);
    process.exitCode = 1;
  }
}
