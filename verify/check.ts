import { concat, isSame, utf8, type Bytes, type Sha256 } from './bytes.ts';
import { HASH_BYTES, readCheckpoint, type Checkpoint } from './checkpoint.ts';
import {
  checkAccepted,
  checkCounts,
  checkNumbers,
  checkTold,
  checkWindows,
} from './digest-rules.ts';
import { readEntry } from './entry.ts';
import { factsOf, type Placed } from './facts.ts';
import {
  checkKeys,
  examine,
  readHistory,
  type Examinations,
  type Examined,
  type History,
} from './history.ts';
import { mapSome, readEarlier, readEntries, readKeys, readNewest, readTile } from './log.ts';
import type { Source } from './log.ts';
import { leafHash } from './merkle.ts';
import { readVerifierKey, type VerifierKey } from './note.ts';
import {
  checkReceipt,
  FINDINGS,
  findCheckpoint,
  missingVersions,
  readReceipt,
  type Receipt,
} from './receipt.ts';
import { Refusal } from './refusal.ts';
import { checkClosing, checkOrder } from './rules.ts';
import { levelsOf, tilePath, tilesOf, WIDTH } from './tiles.ts';
import { judge, RULES, unknown, type Rule, type Verdict } from './verdict.ts';
import { findingLine, missingLine } from './words.ts';

export interface Question {
  /** A checkpoint that was kept, or a mail that holds one. */
  readonly since?: string;
  /** The file of a receipt, or a mail that holds a checkpoint. */
  readonly receipt?: string;
  /** The verifier key that the caller trusts. */
  readonly key?: string;
  /** What happens later does not count. Without it: now, or later if the log is dated later. */
  readonly at?: string;
  readonly sha256: Sha256;
}

/**
 * What the answer rests on: a key or a checkpoint that the caller has from before, or nothing but
 * what the log says of itself today.
 */
export type Trust = 'key' | 'since' | 'first-use';

export interface Report {
  /** Where the log was read. */
  readonly log: string;
  readonly checkpoint: Checkpoint;
  /** The verifier keys that the entries name, the oldest first. */
  readonly keys: readonly string[];
  /** The moment for which the answer is. */
  readonly at: string;
  readonly trust: Trust;
  /** `pass` also if something is unknown. */
  readonly outcome: 'pass' | 'fail';
  readonly verdicts: readonly Verdict[];
}

/** What the caller has, read. */
interface Asked {
  readonly pinned: VerifierKey | null;
  readonly since: Checkpoint | null;
  /** `file`: null if it is a mail. */
  readonly receipt: { readonly checkpoint: Checkpoint; readonly file: Receipt | null } | null;
}

/** Without the entries, nothing is known of these. */
const PROMISE = ['order', 'closing', 'numbers', 'windows', 'told', 'counts', 'accepted'] as const;

/**
 * Reads a whole log and says of each rule whether it is kept. Throws Refusal if the question, the
 * newest checkpoint or the list of keys is malformed, and Unreadable if the log cannot be read.
 */
export async function checkLog(source: Source, question: Question): Promise<Report> {
  const { sha256 } = question;
  const asked = await readQuestion(question);
  const newest = await readNewest(source);
  const entries = await orRefusal(async () => readEntries(source, newest.size));
  const start = { log: source.name, checkpoint: newest };
  if (entries instanceof Refusal) {
    const rules = Object.keys(RULES) as Rule[];
    const verdicts = rules
      .filter((rule) => rule !== 'receipt' || asked.receipt !== null)
      .map((rule) => unknown(rule, 'The log does not serve all its entries.'))
      .map((verdict) =>
        verdict.rule === 'tree' ? failed('tree', `${entries.message}.`) : verdict,
      );
    const at = question.at ?? latestOf([]);
    return { ...start, keys: [], at, trust: 'first-use', outcome: 'fail', verdicts };
  }

  const { leaves, placed, verdict: readable } = await placeEntries(entries, sha256);
  const at = question.at ?? latestOf(placed);
  const { history, verdict: identity } = await readHistory(newest, { placed, leaves }, sha256);
  const earlier = await orRefusal(async () => readEarlier(source));
  const served = Array.isArray(earlier) ? earlier : [];
  const { since, receipt, pinned } = asked;
  const given = [since, receipt?.checkpoint ?? null].filter((one) => one !== null);
  const examined = await examine(history, [newest, ...given, ...served], sha256);
  const first = examined.get(newest) as Examined;
  const evidence = {
    served: await readKeys(source),
    pinned,
    examined: [...examined.values()],
    isComplete: Array.isArray(earlier),
  };
  const verdicts = [
    checkSignature(first),
    checkTree(newest, first),
    await checkTiles(source, history.leaves, sha256),
    readable,
    identity,
    await checkKeys(history, evidence, sha256),
    checkEarlier(earlier, examined),
    checkSince(since, examined, pinned !== null),
    ...(readable.outcome === 'pass'
      ? await checkPromise(placed, at, sha256)
      : PROMISE.map((rule) => unknown(rule, 'Some entries cannot be read.'))),
  ];
  if (receipt !== null) {
    const wrong = wrongOf(receipt.checkpoint, examined);
    verdicts.push(await checkKept(receipt.file, wrong, { history, entries, sha256 }));
  }
  const outcome = verdicts.some((verdict) => verdict.outcome === 'fail') ? 'fail' : 'pass';
  const isKept = since !== null && wrongOf(since, examined) === null;
  const trust = pinned !== null ? 'key' : isKept ? 'since' : 'first-use';
  const keys = history.keys.map(({ written }) => written);
  return { ...start, keys, at, trust, outcome, verdicts };
}

async function readQuestion({ since, receipt, key, sha256 }: Question): Promise<Asked> {
  return {
    pinned: key === undefined ? null : await readVerifierKey(key.trim(), sha256),
    since: since === undefined ? null : checkpointIn(since, '--since'),
    receipt: receipt === undefined ? null : receiptIn(receipt),
  };
}

function receiptIn(text: string): Asked['receipt'] {
  if (!text.trimStart().startsWith('{')) {
    return { checkpoint: checkpointIn(text, '--receipt'), file: null };
  }
  const file = readReceipt(text);
  return { checkpoint: file.checkpoint, file };
}

function checkpointIn(text: string, option: string): Checkpoint {
  const found = findCheckpoint(text);
  if (found === null)
    throw new Refusal(`There is no checkpoint in the file that you gave with ${option}`);
  return readCheckpoint(found);
}

/** Returns the refusal, if what was read is not as it should be. */
async function orRefusal<Read>(read: () => Promise<Read>): Promise<Read | Refusal> {
  try {
    return await read();
  } catch (fault) {
    if (fault instanceof Refusal) return fault;
    throw fault;
  }
}

function wrongOf(checkpoint: Checkpoint, examined: Examinations): string | null {
  return examined.get(checkpoint)?.wrong ?? null;
}

async function placeEntries(entries: readonly Bytes[], sha256: Sha256) {
  const { fail, verdict } = judge('entries');
  const placed: Placed[] = [];
  const leaves: Bytes[] = [];
  for (const [index, bytes] of entries.entries()) {
    const leaf = await leafHash(bytes, sha256);
    leaves.push(leaf);
    try {
      placed.push({ ...readEntry(bytes), index, leaf });
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      fail(`Entry ${index} ${fault.message}.`);
    }
  }
  return { placed, leaves, verdict: verdict() };
}

/** The clock of a stack that runs on one machine may be ahead. */
function latestOf(placed: readonly Placed[]): string {
  return placed.reduce((latest, { at }) => (at > latest ? at : latest), new Date().toISOString());
}

async function checkPromise(
  placed: readonly Placed[],
  at: string,
  sha256: Sha256,
): Promise<Verdict[]> {
  const facts = factsOf(placed, at);
  return [
    checkOrder(facts),
    checkClosing(facts),
    checkNumbers(facts),
    checkWindows(facts),
    checkTold(facts),
    await checkCounts(facts, sha256),
    checkAccepted(facts),
  ];
}

function failed(rule: Rule, reason: string): Verdict {
  return { rule, outcome: 'fail', reasons: [reason], more: 0 };
}

function checkSignature({ unsigned }: Examined): Verdict {
  const { fail, verdict } = judge('signature');
  if (unsigned !== null) fail(`The newest checkpoint does not count: ${unsigned}.`);
  return verdict();
}

function checkTree({ size }: Checkpoint, { isSameTree }: Examined): Verdict {
  const { fail, verdict } = judge('tree');
  if (!isSameTree) {
    fail(`The ${size} entries that the log serves are not those of its checkpoint.`);
  }
  return verdict();
}

async function checkTiles(
  source: Source,
  leaves: readonly Bytes[],
  sha256: Sha256,
): Promise<Verdict> {
  const { fail, leaveOpen, verdict } = judge('tiles');
  const levels = await levelsOf(leaves, sha256);
  const compared = await mapSome(tilesOf(leaves.length), async (tile) => {
    const { bytes } = await readTile(source, tile, HASH_BYTES);
    const hashes = levels[Number(tile.level)]?.slice(tile.number * WIDTH).slice(0, tile.width);
    const served = bytes?.slice(0, tile.width * HASH_BYTES);
    const isRight = served !== undefined && isSame(served, concat(hashes ?? []));
    return {
      path: tilePath(tile),
      state: bytes === null ? 'missing' : isRight ? 'right' : 'wrong',
    };
  });
  if (compared.length > 0 && compared.every(({ state }) => state === 'missing')) {
    leaveOpen('No tiles are served. The entries are enough to check the log.');
    return verdict();
  }
  for (const { path, state } of compared) {
    if (state === 'missing') fail(`The log does not serve ${path}.`);
    if (state === 'wrong') fail(`${path} is not what follows from the entries.`);
  }
  return verdict();
}

function checkEarlier(
  earlier: readonly Checkpoint[] | Refusal | null,
  examined: Examinations,
): Verdict {
  const { fail, leaveOpen, verdict } = judge('checkpoints');
  if (earlier === null) {
    leaveOpen('No list of earlier checkpoints is served.');
  } else if (earlier instanceof Refusal) {
    fail(`${earlier.message}.`);
  } else {
    for (const checkpoint of earlier) {
      const wrong = wrongOf(checkpoint, examined);
      if (wrong !== null) fail(`The earlier checkpoint of size ${checkpoint.size}: ${wrong}.`);
    }
  }
  return verdict();
}

function checkSince(since: Checkpoint | null, examined: Examinations, isPinned: boolean): Verdict {
  const { fail, leaveOpen, verdict } = judge('since');
  if (since !== null) {
    const wrong = wrongOf(since, examined);
    if (wrong !== null) fail(`Your checkpoint of size ${since.size}: ${wrong}.`);
  } else if (isPinned) {
    leaveOpen(
      'You gave no checkpoint from before (--since), so a log with two histories can hide one of them from you.',
    );
  } else {
    leaveOpen(
      'You gave no checkpoint from before (--since) and no key (--key), so this rests on what the log says of itself today. Keep the checkpoint, and give it the next time.',
    );
  }
  return verdict();
}

/** Holds a receipt, or the checkpoint of a mail, against the log. */
async function checkKept(
  file: Receipt | null,
  wrong: string | null,
  log: { readonly history: History; readonly entries: readonly Bytes[]; readonly sha256: Sha256 },
): Promise<Verdict> {
  const { fail, leaveOpen, note, verdict } = judge('receipt');
  if (wrong !== null) fail(`The checkpoint of your receipt does not count: ${wrong}.`);
  if (file === null) return verdict();
  const keys = log.history.keys.map(({ written }) => written);
  for (const finding of await checkReceipt(file, { keys, sha256: log.sha256 })) {
    const outcome = FINDINGS[finding.what];
    if (outcome === 'fail') fail(findingLine(finding));
    if (outcome === 'unknown') leaveOpen(findingLine(finding));
  }
  for (const gap of missingVersions(file)) note(missingLine(gap));
  for (const { content, sealed } of file.versions) {
    const served = sealed === null ? undefined : log.entries[sealed.index];
    if (sealed === null || (served !== undefined && isSame(served, utf8(sealed.entry)))) continue;
    fail(`Version ${content.version}: the log has something else as entry ${sealed.index}.`);
  }
  return verdict();
}
