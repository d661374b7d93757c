import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureAnnouncements } from './announcements.ts';
import { reportCost } from './cost.ts';
import { measureDigests } from './digests.ts';
import { measureIntake } from './intake.ts';
import { measureKills } from './kills.ts';
import { measurePages } from './pages.ts';
import { pageOf } from './report.ts';
import { measureSubmissions } from './submissions.ts';

const PARTS = {
  submissions: measureSubmissions,
  intake: measureIntake,
  pages: measurePages,
  digests: async () => measureDigests(values.full),
  announcements: measureAnnouncements,
  kills: measureKills,
  cost: () => {
    reportCost();
  },
};

const USAGE = `Usage: npm run bench -- [--only ${Object.keys(PARTS).join('|')}] [--full] [--write]

  --only   measures one part
  --full   makes digests of a million opinions, where a hundred thousand are enough otherwise
  --write  writes what was measured to docs/benchmarks.md`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const { only, write } = values;
if ((only !== undefined && !Object.hasOwn(PARTS, only)) || (only !== undefined && write)) {
  console.error(USAGE);
  process.exit(2);
}

console.log('Each line: ours / the yardstick = ratio, both measured side by side.\n');
for (const [name, measure] of Object.entries(PARTS)) {
  if (only === undefined || only === name) await measure();
}
if (write) {
  const day = new Date().toISOString().slice(0, 10);
  const machine = `on ${day}, on ${availableParallelism()} cores with Node ${process.version}`;
  writeFileSync('docs/benchmarks.md', pageOf(machine));
}
