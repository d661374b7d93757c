import { parseArgs } from 'node:util';
import { measureAnnouncements } from './announcements.ts';
import { printCost } from './cost.ts';
import { measureDigests } from './digests.ts';
import { measureKills } from './kills.ts';
import { measurePages } from './pages.ts';
import { measureSubmissions } from './submissions.ts';

const USAGE =
  'Usage: npm run bench -- [--only submissions|digests|announcements|kills|pages] [--full]';

/**
 * In bytes: a submission of two opinions of 700 characters, with its keys, as DynamoDB counts it.
 */
const ITEM_BYTES = 2_400;
/** In ms: composing and sending a receipt, mostly waiting for SES. */
const SEND_MS = 150;
/** In ms: waiting for DynamoDB and SQS, in addition to the processor time that is measured. */
const SUBMIT_WAIT_MS = 15;

const { values } = parseArgs({
  options: { only: { type: 'string' }, full: { type: 'boolean', default: false } },
});
const wanted = (part: string) => values.only === undefined || values.only === part;
const PARTS = ['submissions', 'digests', 'announcements', 'kills', 'pages'];
if (values.only !== undefined && !PARTS.includes(values.only)) {
  console.error(USAGE);
  process.exit(2);
}

console.log(
  `Each line: ours / the yardstick = ratio. Node ${process.version}, two runs side by side.\n`,
);
if (wanted('submissions')) {
  const { warmCpuMs } = await measureSubmissions();
  printCost({ itemBytes: ITEM_BYTES, submitMs: warmCpuMs + SUBMIT_WAIT_MS, sendMs: SEND_MS });
  console.log();
}
if (wanted('digests')) await measureDigests(values.full);
if (wanted('announcements')) await measureAnnouncements();
if (wanted('kills')) await measureKills();
if (wanted('pages')) await measurePages();
