import { concat, fromBase64, fromHex, isSame, toHex, utf8, webSha256 } from './bytes.ts';
import type { Bytes, Sha256 } from './bytes.ts';
import { canonicalJson } from './canonical-json.ts';
import { consultationOf, readCheckpoint, readOrigin, type Checkpoint } from './checkpoint.ts';
import { readEntry, type SubmissionEntry } from './entry.ts';
import { isIncluded, leafHash } from './merkle.ts';
import { readVerifierKey, signersOf, verifierKey, type VerifierKey } from './note.ts';
import { Refusal } from './refusal.ts';
import type { Outcome } from './verdict.ts';

/*
 * Checks a receipt by itself: that the log holds what its author sent. It runs in a browser too, so
 * a finding is a word, and whoever shows it says it in the language of its reader.
 */

const FORMAT = 'sadzirdets-receipt-1';
const SALT_BYTES = 32;
const MAX_CHARS = 4_000_000;
const MAX_KEYS = 100;
const MAX_VERSIONS = 1_000;
const MAX_PROOF = 64;

export interface Receipt {
  /** The address of the log. */
  readonly log: string;
  /** The verifier keys that the log had, the oldest first. */
  readonly keys: readonly string[];
  readonly checkpoint: Checkpoint;
  readonly versions: readonly ReceiptVersion[];
}

interface ReceiptVersion {
  readonly content: ReceiptContent;
  readonly salt: Bytes;
  /** Null: it was not in the log yet. */
  readonly sealed: {
    readonly index: number;
    readonly entry: string;
    readonly proof: readonly Bytes[];
  } | null;
}

/** What was sent. Only what is checked has a name here; the commitment is over all of it. */
interface ReceiptContent {
  readonly consultation: string;
  readonly version: number;
  readonly parts: readonly { readonly unit: string }[];
}

/** What a receipt shows, and what is wrong with it. */
export const FINDINGS = {
  signed: 'pass',
  'not-signed': 'fail',
  'key-not-trusted': 'fail',
  'in-the-log': 'pass',
  'not-sealed': 'unknown',
  'entry-unreadable': 'fail',
  'content-differs': 'fail',
  'version-differs': 'fail',
  'unit-missing': 'fail',
  'other-consultation': 'fail',
  'other-submission': 'fail',
  'proof-wrong': 'fail',
  'newest-same': 'pass',
  'newest-later': 'pass',
  'newest-shorter': 'fail',
  'newest-differs': 'fail',
  'newest-other-name': 'unknown',
  'newest-other-key': 'unknown',
} as const satisfies Readonly<Record<string, Outcome>>;

export interface Finding {
  readonly what: keyof typeof FINDINGS;
  /** The version of the submission, or null if the finding is about the checkpoint. */
  readonly version: number | null;
  /** The entry of the version. */
  readonly index: number | null;
}

/** What a receipt is held against. */
export interface HeldAgainst {
  /** Verifier keys of the log from somewhere else. Without them, those of the receipt are taken. */
  readonly keys?: readonly string[];
  /** The newest checkpoint of the log, as it is served. */
  readonly newest?: string;
  readonly sha256?: Sha256;
}

/** Versions that follow each other. */
export interface Gap {
  readonly first: number;
  readonly last: number;
}

/**
 * Returns the versions that the receipt leaves out, up to its last one. It proves nothing of them. A
 * receipt that has grown too long holds the newest versions only.
 */
export function missingVersions({ versions }: Receipt): Gap[] {
  const gaps: Gap[] = [];
  let next = 1;
  for (const version of versions.map(({ content }) => content.version).toSorted((a, b) => a - b)) {
    if (version > next) gaps.push({ first: next, last: version - 1 });
    next = Math.max(next, version + 1);
  }
  return gaps;
}

export function outcomeOf(findings: readonly Finding[]): Outcome {
  const outcomes = findings.map(({ what }) => FINDINGS[what]);
  if (outcomes.includes('fail')) return 'fail';
  return outcomes.includes('unknown') ? 'unknown' : 'pass';
}

/** Reads the file of a receipt. Throws Refusal if it is none. */
export function readReceipt(text: string): Receipt {
  if (text.length > MAX_CHARS) throw new Refusal('The file is too long for a receipt');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('The file is no receipt: it is not JSON');
  }
  const receipt = membersOf(value);
  if (receipt['format'] !== FORMAT) throw new Refusal(`The file is no receipt (${FORMAT})`);
  return {
    log: textIn(receipt, 'log'),
    keys: listIn(receipt, 'keys', MAX_KEYS).map((key) => String(key)),
    checkpoint: readCheckpoint(textIn(receipt, 'checkpoint')),
    versions: listIn(receipt, 'versions', MAX_VERSIONS).map(readVersion),
  };
}

function readVersion(value: unknown): ReceiptVersion {
  const version = membersOf(value);
  const salt = fromHex(textIn(version, 'salt'));
  if (salt?.length !== SALT_BYTES) throw new Refusal('A salt of the receipt is not 64 hex digits');
  const content = membersOf(version['content']);
  textIn(content, 'consultation');
  countIn(content, 'version');
  for (const part of listIn(content, 'parts', MAX_VERSIONS)) textIn(membersOf(part), 'unit');
  const of = { content: content as unknown as ReceiptContent, salt };
  if (version['sealed'] === null) return { ...of, sealed: null };
  const sealed = membersOf(version['sealed']);
  const proof = listIn(sealed, 'proof', MAX_PROOF).map((hash) => {
    const bytes = fromBase64(String(hash));
    if (bytes === null) throw new Refusal('A proof of the receipt is not base64');
    return bytes;
  });
  const [index, entry] = [countIn(sealed, 'index'), textIn(sealed, 'entry')];
  return { ...of, sealed: { index, entry, proof } };
}

/**
 * Says what the receipt shows. Throws Refusal if a key or the newest checkpoint cannot be read, and
 * an error with the name `NotSupportedError` in a browser that does not know Ed25519.
 */
export async function checkReceipt(receipt: Receipt, trust: HeldAgainst = {}): Promise<Finding[]> {
  const sha256 = trust.sha256 ?? webSha256;
  const findings = await checkCheckpoint(receipt.checkpoint, receipt.keys, trust);
  const names = new Set<string>();
  for (const version of receipt.versions) {
    const { what, entry } = await checkVersion(version, receipt.checkpoint, sha256);
    // All versions of a submission have one name in the log.
    if (entry !== null) names.add(entry.submission);
    const isStranger = what === 'in-the-log' && names.size > 1;
    findings.push({
      what: isStranger ? 'other-submission' : what,
      version: version.content.version,
      index: version.sealed?.index ?? null,
    });
  }
  return findings;
}

/**
 * Says whether the checkpoint is signed by one of the keys, and whether the newest one can be of the
 * same history. To be sure of the history, one needs the entries between them.
 */
export async function checkCheckpoint(
  checkpoint: Checkpoint,
  keys: readonly string[],
  { keys: trusted, newest: written, sha256 = webSha256 }: HeldAgainst = {},
): Promise<Finding[]> {
  const own = await keysNamed(checkpoint.origin, keys, sha256);
  const known = trusted === undefined ? own : await keysNamed(checkpoint.origin, trusted, sha256);
  const findings = [about(await checkSigner(checkpoint, known, own))];
  if (written === undefined) return findings;
  return [...findings, about(await compare(checkpoint, readCheckpoint(written), known))];
}

async function checkSigner(
  checkpoint: Checkpoint,
  known: readonly VerifierKey[],
  own: readonly VerifierKey[],
): Promise<Finding['what']> {
  if (await isSignedByOne(checkpoint, known)) return 'signed';
  return (await isSignedByOne(checkpoint, own)) ? 'key-not-trusted' : 'not-signed';
}

async function compare(
  checkpoint: Checkpoint,
  newest: Checkpoint,
  keys: readonly VerifierKey[],
): Promise<Finding['what']> {
  if (newest.origin !== checkpoint.origin) return 'newest-other-name';
  if (!(await isSignedByOne(newest, keys))) return 'newest-other-key';
  if (newest.size < checkpoint.size) return 'newest-shorter';
  if (newest.size > checkpoint.size) return 'newest-later';
  return isSame(newest.root, checkpoint.root) ? 'newest-same' : 'newest-differs';
}

async function isSignedByOne({ note }: Checkpoint, keys: readonly VerifierKey[]): Promise<boolean> {
  try {
    return (await signersOf(note, keys)).length > 0;
  } catch (fault) {
    if (fault instanceof Refusal) return false;
    throw fault;
  }
}

/** Returns the keys of that log, under the name that it has in the checkpoint. */
async function keysNamed(
  origin: string,
  keys: readonly string[],
  sha256: Sha256,
): Promise<VerifierKey[]> {
  const read = await Promise.all(keys.map(async (key) => readVerifierKey(key, sha256)));
  const base = readOrigin(origin)?.base;
  const ours = read.filter(({ name }) => base !== undefined && readOrigin(name)?.base === base);
  const named = ours.map(async ({ key }) => verifierKey(origin, key, sha256));
  const unique = new Map((await Promise.all(named)).map((one) => [one.id, one]));
  return [...unique.values()];
}

function about(what: Finding['what']): Finding {
  return { what, version: null, index: null };
}

async function checkVersion(
  { content, salt, sealed }: ReceiptVersion,
  checkpoint: Checkpoint,
  sha256: Sha256,
): Promise<{ readonly what: Finding['what']; readonly entry: SubmissionEntry | null }> {
  const log = readOrigin(checkpoint.origin);
  if (log === null || consultationOf(log) !== content.consultation) {
    return { what: 'other-consultation', entry: null };
  }
  if (sealed === null) return { what: 'not-sealed', entry: null };
  const entry = submissionIn(sealed.entry);
  if (entry === null) return { what: 'entry-unreadable', entry };
  const commitment = await sha256(concat([salt, utf8(canonicalJson(content))]));
  if (toHex(commitment) !== entry.content) return { what: 'content-differs', entry };
  if (entry.version !== content.version) return { what: 'version-differs', entry };
  // All that a first version holds is new, so each of its units must be told.
  const isUntold = content.parts.some(({ unit }) => !entry.units.includes(unit));
  if (entry.version === 1 && isUntold) return { what: 'unit-missing', entry };
  const leaf = await leafHash(utf8(sealed.entry), sha256);
  const isThere = await isIncluded({ ...sealed, leaf }, checkpoint, sha256);
  return { what: isThere ? 'in-the-log' : 'proof-wrong', entry };
}

function submissionIn(entry: string): SubmissionEntry | null {
  try {
    const read = readEntry(utf8(entry));
    return read.kind === 'submission' ? read : null;
  } catch (fault) {
    if (fault instanceof Refusal) return null;
    throw fault;
  }
}

/** An Ed25519 signature and the id of its key are 68 bytes, and a witness adds eight. */
const SIGNATURE = /^(?:[A-Za-z0-9+/]{91}=|[A-Za-z0-9+/]{102}==)$/u;

/**
 * Finds a checkpoint in a text, such as a mail that somebody has pasted: mail programs mark quoted
 * lines, move them to the right and break long ones. Returns null if there is none.
 */
export function findCheckpoint(text: string): string | null {
  if (text.length > MAX_CHARS) return null;
  const lines = text.split(/\r\n|\r|\n/u).map((line) => line.replace(/^[\s>|]+|\s+$/gu, ''));
  for (const [place, size] of lines.entries()) {
    const [origin = '', root = ''] = [lines[place - 1], lines[place + 1]];
    if (!/^\d{1,16}$/u.test(size) || !/^[A-Za-z0-9+/]{43}=$/u.test(root)) continue;
    const signatures = signaturesIn(lines.slice(place + 2, place + 40));
    if (readOrigin(origin) === null || signatures.length === 0) continue;
    return `${origin}\n${size}\n${root}\n\n${signatures.join('')}`;
  }
  return null;
}

function signaturesIn(lines: readonly string[]): string[] {
  const words = lines.join(' ').split(/\s+/u);
  const signatures: string[] = [];
  for (let place = words[0] === '' ? 1 : 0; words[place] === '—';) {
    const name = words[place + 1] ?? '';
    let base64 = '';
    for (place += 2; !base64.endsWith('=') && base64.length < 104; place++) {
      base64 += words[place] ?? '=';
    }
    if (!SIGNATURE.test(base64)) break;
    signatures.push(`— ${name} ${base64}\n`);
  }
  return signatures;
}

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('The file is no receipt: an object is missing');
  }
  return value as Members;
}

function textIn(members: Members, name: string): string {
  const text = members[name];
  if (typeof text !== 'string') throw new Refusal(`The receipt does not say “${name}”`);
  return text;
}

function countIn(members: Members, name: string): number {
  const count = members[name];
  if (!Number.isSafeInteger(count)) throw new Refusal(`The receipt does not say “${name}”`);
  return Number(count);
}

function listIn(members: Members, name: string, most: number): readonly unknown[] {
  const list: unknown = members[name];
  if (!Array.isArray(list) || list.length > most) {
    throw new Refusal(`The receipt has no list “${name}” of at most ${most}`);
  }
  return list;
}
