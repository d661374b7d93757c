import { parseArgs } from 'node:util';
import { outliveReader } from '../local/standard-output.ts';
import { momentInRiga } from '../shared/domain/time.ts';

const USAGE = `Usage: npm start -- [--port N] [--data DIR] [--clock ISO8601]

  --port   where the site stands, 4000 unless said otherwise; 0: any that is free
  --data   the folder of the data, .local unless said otherwise
  --clock  the time at which the stack's clock starts, such as 2027-01-11T08:00 (Riga)`;

const ORPHAN_CHECK_MS = 500;
const DAY = String.raw`\d{4}-\d{2}-\d{2}`;
const TIME = String.raw`T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?`;
const WITH_OFFSET = new RegExp(String.raw`^${DAY}${TIME}(?:Z|[+-]\d{2}:\d{2})$`, 'u');
const WITHOUT_OFFSET = new RegExp(`^${DAY}(?:${TIME})?$`, 'u');

/**
 * Returns milliseconds since 1970, or NaN. A time without an offset is a time in Riga. A date alone
 * means midnight there.
 */
function timeOf(typed: string): number {
  if (!isDay(typed.slice(0, 10))) return NaN;
  if (WITH_OFFSET.test(typed)) return Date.parse(typed);
  if (!WITHOUT_OFFSET.test(typed)) return NaN;
  const shown = typed.includes('T') ? typed : `${typed}T00:00`;
  return Number.isNaN(Date.parse(`${shown}Z`)) ? NaN : Date.parse(momentInRiga(shown));
}

/** Says whether the day exists. `Date` alone takes 30 February for 2 March. */
function isDay(typed: string): boolean {
  const midnight = new Date(`${typed}T00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(typed);
}

/** Reads the options. Throws an error whose message is for the person who typed them. */
function readSettings() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4000' },
      data: { type: 'string', default: '.local' },
      clock: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/u.test(values.port) || port > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not ${values.port}`);
  }
  const typed = values.clock ?? null;
  const clock = typed === null ? null : timeOf(typed);
  if (Number.isNaN(clock)) {
    throw new Error(`--clock must be a time in ISO 8601, not ${typed ?? ''}`);
  }
  return { port, clock, data: values.data, help: values.help };
}

async function main(): Promise<void> {
  outliveReader();
  const { help, ...asked } = settingsOrExit();
  if (help) {
    console.log(USAGE);
    return;
  }
  // The stack takes a second to load: who has mistyped an option is told at once.
  const [{ startStack }, { publishDataFiles }] = await Promise.all([
    import('../local/stack.ts'),
    import('./seed.ts'),
  ]);
  const stack = await startStack({ ...asked, seed: publishDataFiles, say: console.log });
  // From a terminal a signal comes twice, once directly and once from npm. The second changes
  // nothing.
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= stack.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  // A person who kills npm wants to stop the stack. If it kept running, it would hold its port and
  // its data, and nobody would notice.
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event'] !== undefined) {
    setInterval(() => {
      if (process.ppid !== parent) stop();
    }, ORPHAN_CHECK_MS).unref();
  }
  console.log(`The inbox and the schedules: ${stack.url}/local/`);
  console.log(`Ready: ${stack.url}/lv/`);
}

function settingsOrExit() {
  try {
    return readSettings();
  } catch (fault) {
    console.error(`${messageOf(fault)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

try {
  await main();
} catch (fault) {
  console.error(messageOf(fault));
  process.exit(1);
}
