import {
  checkCheckpoint,
  checkReceipt,
  type Finding,
  FINDINGS,
  missingVersions,
  type Receipt,
} from '../../../../verify/receipt.ts';
import { Refusal } from '../../../../verify/refusal.ts';
import type { Conclusion, Mark, Remark } from '../../receipt-check.ts';
import { continues } from './continues.ts';
import { type Given, readGiven } from './given.ts';
import { openServed, type ServedLog, Unreachable } from './served.ts';

/** One thing that was found, with what its sentence names. */
interface Remarked {
  readonly what: Remark;
  readonly mark: Mark;
  readonly named: Readonly<Record<string, string | number | null>>;
}

export interface Result {
  readonly conclusion: Conclusion;
  readonly remarks: readonly Remarked[];
}

const MARKS: Readonly<Record<Remark, Mark>> = {
  ...FINDINGS,
  'newest-consistent': 'pass',
  'newest-forked': 'fail',
  'other-log': 'unknown',
  unreachable: 'unknown',
  'no-signatures': 'unknown',
  'left-out': 'note',
  'nothing-found': 'unknown',
  'too-large': 'unknown',
};

/** Longer than any receipt. */
export const MAX_BYTES = 4_000_000;

/** Says what a receipt or the checkpoint in a mail shows, held against the log of this site. */
export async function examine(text: string): Promise<Result> {
  if (text.length > MAX_BYTES) return tooLarge();
  const given = readGiven(text);
  if (given === null) return conclude([remark('nothing-found')]);
  // Web Crypto is there only on a page that came over a connection that nobody can change.
  if (!isSecureContext) return conclude([remark('no-signatures')]);
  try {
    return conclude(await compare(given), given);
  } catch (fault) {
    if (fault instanceof Error && fault.name === 'NotSupportedError') {
      return conclude([remark('no-signatures')]);
    }
    throw fault;
  }
}

export function tooLarge(): Result {
  return conclude([remark('too-large')]);
}

async function compare(given: Given): Promise<Remarked[]> {
  let log: ServedLog | null = null;
  let missing: Remarked[] = [];
  try {
    log = await openServed(given.checkpoint);
    if (log === null) missing = [remark('other-log')];
  } catch (fault) {
    if (!(fault instanceof Unreachable)) throw fault;
    missing = [remark('unreachable')];
  }
  const findings = await verify(given, log);
  const isSigned = findings.some(({ what }) => what === 'signed');
  // What the log has not signed says nothing of its history: anybody may have made it.
  const telling = findings.filter(({ what }) => isSigned || !what.startsWith('newest-'));
  const remarks = telling.map(async (finding) => remarkOn(finding, given, log));
  // First, because a list of versions is long.
  return [...leftOutOf(given.receipt), ...(await Promise.all(remarks)), ...missing];
}

/** Says which versions the receipt leaves out, if it does. */
function leftOutOf(receipt: Receipt | null): Remarked[] {
  const gaps = receipt === null ? [] : missingVersions(receipt);
  const last = gaps.at(-1)?.last;
  if (last === undefined) return [];
  const versions = gaps.map((gap) =>
    gap.first === gap.last ? gap.last : `${gap.first}–${gap.last}`,
  );
  const count = gaps.reduce((sum, gap) => sum + gap.last - gap.first + 1, 0);
  return [remark('left-out', { versions: versions.join(', '), count, last })];
}

/** Without a log of this site, a receipt is held against its own keys, and a mail against nothing. */
async function verify({ checkpoint, receipt }: Given, log: ServedLog | null): Promise<Finding[]> {
  const trust = log === null ? {} : { keys: log.keys, newest: log.newest.written };
  try {
    if (receipt !== null) return await checkReceipt(receipt, trust);
    return log === null ? [] : await checkCheckpoint(checkpoint, log.keys, trust);
  } catch (fault) {
    // A key in the receipt is none.
    if (fault instanceof Refusal) return [about('not-signed')];
    throw fault;
  }
}

async function remarkOn(
  { what, version, index }: Finding,
  { checkpoint }: Given,
  log: ServedLog | null,
): Promise<Remarked> {
  const isEarlier = what === 'newest-later' || what === 'newest-other-name';
  if (log === null || !isEarlier) {
    return what === 'newest-later' ? remark('unreachable') : remark(what, { version, index });
  }
  try {
    const goesOn = await continues(checkpoint, log);
    if (what === 'newest-later') return remark(goesOn ? 'newest-consistent' : 'newest-forked');
    // A log that was restored from a backup may go on from before the checkpoint.
    const [signed] = await checkCheckpoint(log.newest, log.keys);
    return remark(goesOn && signed?.what === 'signed' ? 'newest-consistent' : what);
  } catch (fault) {
    if (fault instanceof Unreachable) return remark('unreachable');
    throw fault;
  }
}

function conclude(remarks: readonly Remarked[], given?: Given): Result {
  const open = remarks.filter(({ mark }) => mark === 'unknown');
  if (remarks.some(({ mark }) => mark === 'fail')) return { conclusion: 'wrong', remarks };
  if (open.length === 0) return { conclusion: given?.receipt ? 'proven' : 'kept', remarks };
  const isEarly = open.every(({ what }) => what === 'not-sealed');
  return { conclusion: isEarly ? 'not-sealed' : 'open', remarks };
}

function remark(what: Remark, named: Remarked['named'] = {}): Remarked {
  return { what, named, mark: MARKS[what] };
}

function about(what: Finding['what']): Finding {
  return { what, version: null, index: null };
}
