import { hash } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Sha256 } from './bytes.ts';
import { checkLog } from './check.ts';
import { readUtf8 } from './bytes.ts';
import { isInstant } from './entry.ts';
import { Refusal, Unreadable } from './refusal.ts';
import { reportJson, reportLines } from './report.ts';
import { openSource, readFileAtMost } from './source.ts';

const USAGE = `Usage: npm run verify -- URL | FOLDER [--receipt FILE] [--since FILE] [--key KEY] [--at INSTANT] [--json]
       URL, FOLDER  the address of a log, https://HOST/log/CONSULTATION/, or a folder with a copy of its files
       --receipt    the file of a receipt, or a mail that holds a checkpoint: is it in the log?
       --since      a checkpoint that you kept, or a mail that holds one: is it the same history?
       --key        the key that you trust, NAME+ID+BASE64
       --at         the moment for which the answer is, such as 2027-01-04T08:00+02:00; now without it
       --json       for programs
Exit code: 0 no rule is broken, 1 a rule is broken, 2 the question or the log cannot be read,
           3 the check itself failed`;

const OPTIONS = {
  receipt: { type: 'string' },
  since: { type: 'string' },
  key: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const MAX_FILE_BYTES = 8_000_000;

/** Node's own hash is many times as fast as that of Web Crypto. */
const sha256: Sha256 = (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer'));

try {
  process.exitCode = await run();
} catch (fault) {
  if (fault instanceof Refusal || fault instanceof Unreadable || isMisuse(fault)) {
    console.error(`${fault.message}.${isMisuse(fault) ? `\n${USAGE}` : ''}`);
    process.exitCode = 2;
  } else {
    console.error('The check itself failed, so nothing is known of the log:', fault);
    process.exitCode = 3;
  }
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [target, ...more] = positionals;
  if (target === undefined || more.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const { receipt, since, key, at } = values;
  const report = await checkLog(await openSource(target), {
    sha256,
    ...(key === undefined ? {} : { key }),
    ...(at === undefined ? {} : { at: momentOf(at) }),
    ...(since === undefined ? {} : { since: await readText(since) }),
    ...(receipt === undefined ? {} : { receipt: await readText(receipt) }),
  });
  console.log(values.json ? reportJson(report) : reportLines(report).join('\n'));
  return report.outcome === 'pass' ? 0 : 1;
}

async function readText(path: string): Promise<string> {
  const bytes = await readFileAtMost(path, MAX_FILE_BYTES);
  if (bytes === null) throw new Unreadable(`There is no file “${path}”`);
  const text = readUtf8(bytes);
  if (text === null) throw new Unreadable(`The file “${path}” is no text in UTF-8`);
  return text;
}

function momentOf(written: string): string {
  // A time without an offset would be another moment on each machine.
  const time = /(?:Z|[+-]\d\d:\d\d)$/u.test(written) ? Date.parse(written) : Number.NaN;
  const moment = Number.isNaN(time) ? '' : new Date(time).toISOString();
  if (!isInstant(moment)) {
    throw new Refusal(`“${written}” is no moment: write it as 2027-01-04T08:00+02:00`);
  }
  return moment;
}

function isMisuse(fault: unknown): fault is Error {
  return (
    fault instanceof TypeError && 'code' in fault && String(fault.code).startsWith('ERR_PARSE')
  );
}
