import { parseArgs } from 'node:util';
import { announcements } from './announcements.ts';
import { cost } from './cost.ts';
import { digests } from './digests.ts';
import { kills } from './kills.ts';
import { pages } from './pages.ts';
import { submissions } from './submissions.ts';

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
  const { warmCpuMs } = await submissions();
  cost({ itemBytes: ITEM_BYTES, submitMs: warmCpuMs + SUBMIT_WAIT_MS, sendMs: SEND_MS });
  console.log();
}
if (wanted('digests')) await digests(values.full);
if (wanted('announcements')) await announcements();
if (wanted('kills')) await kills();
if (wanted('pages')) await pages();
