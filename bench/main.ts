import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureAnnouncements } from './announcements.ts';
import { measureCampaigns } from './campaigns.ts';
import { reportCost } from './cost.ts';
import { measureDigests } from './digests.ts';
import { measureIntake } from './intake.ts';
import { measureKills } from './kills.ts';
import { measureLog } from './log.ts';
import { measureOpenData } from './open-data.ts';
import { measurePages } from './pages.ts';
import { measurePublic } from './public.ts';
import { keepResults, pageOf } from './report.ts';
import { measureSubmissions } from './submissions.ts';

const PARTS = {
  submissions: measureSubmissions,
  intake: measureIntake,
  pages: measurePages,
  digests: async () => measureDigests(values.full),
  campaigns: () => {
    measureCampaigns();
  },
  opendata: async () => measureOpenData(values.full),
  announcements: async () => measureAnnouncements(values.full),
  public: async () => measurePublic(values.full),
  log: async () => measureLog(values.full),
  kills: measureKills,
  cost: () => {
    reportCost();
  },
};

const USAGE = `Usage: npm run bench -- [--only ${Object.keys(PARTS).join('|')}] [--full] [--write]

  --only   measures one part
  --full   measures digests and exports of a million opinions instead of a hundred thousand, announcements
           to a hundred thousand addresses instead of twenty thousand, a million public opinions, and a log
           with a million entries
  --write  writes docs/benchmarks.md from the last results of every part`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const { only, write } = values;
if (only !== undefined && !Object.hasOwn(PARTS, only)) {
  console.error(USAGE);
  process.exit(2);
}

console.log('Each line: ours / the yardstick = ratio, both measured side by side.\n');
for (const [name, measure] of Object.entries(PARTS)) {
  if (only !== undefined && only !== name) continue;
  await measure();
  keepResults(name);
}
if (write) {
  const machine = `on ${availableParallelism()} cores with Node ${process.version}`;
  writeFileSync('docs/benchmarks.md', pageOf(Object.keys(PARTS), machine));
}
