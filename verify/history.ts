import { isSame, toHex, type Bytes, type Sha256 } from './bytes.ts';
import { readOrigin, writeOrigin, type Checkpoint, type LogName } from './checkpoint.ts';
import { isKind, type Placed } from './facts.ts';
import { rootsAt } from './merkle.ts';
import { readVerifierKey, signersOf, verifierKey, type VerifierKey } from './note.ts';
import { Refusal } from './refusal.ts';
import { judge, type Verdict } from './verdict.ts';

/*
 * What makes the entries one history: the names of the log, its keys, and the roots that its
 * checkpoints must have.
 */

/** A key of the log: it signs from the entry `index` on. */
interface SigningKey {
  readonly index: number;
  readonly key: Bytes;
  readonly written: string;
}

/** What the entries say of who signs, and of what was restored. */
export interface History {
  readonly name: LogName;
  readonly size: number;
  readonly leaves: readonly Bytes[];
  readonly keys: readonly SigningKey[];
  /** The size of the log at the end of each epoch but the current one. */
  readonly ends: readonly number[];
}

/**
 * The first entries are a key and the dates. Between them stands a restore if the table was restored
 * before anything was sealed. Each restore says the name that the log had before, and
 * how long it was. The newest checkpoint has the name that follows from this.
 */
export async function readHistory(
  newest: Checkpoint,
  { placed, leaves }: { readonly placed: readonly Placed[]; readonly leaves: readonly Bytes[] },
  sha256: Sha256,
): Promise<{ readonly history: History; readonly verdict: Verdict }> {
  const { fail, verdict } = judge('identity');
  const [first, ...others] = placed;
  const second = others.find(({ kind }) => kind !== 'restored');
  for (const [entry, kind] of [[first, 'key'] as const, [second, 'dates'] as const]) {
    if (entry !== undefined && entry.kind !== kind) {
      fail(`Entry ${entry.index} is a ${entry.kind} entry, not ${kind}.`);
    }
  }
  const name = readOrigin(newest.origin);
  if (name === null) fail(`The name of the log is ${newest.origin}, not HOST/log/CONSULTATION.`);
  const { base, epoch } = name ?? { base: newest.origin, epoch: 1 };
  const restored = placed.filter(isKind('restored'));
  for (const [place, { index, origin, size }] of restored.entries()) {
    const before = writeOrigin({ base, epoch: place + 1 });
    if (origin !== before) fail(`Entry ${index} says that ${origin} was restored, not ${before}.`);
    const between = placed.filter((entry) => entry.index >= size && entry.index < index);
    if (size > index || between.some(({ kind }) => kind !== 'key')) {
      fail(`Entry ${index} says that the log was restored at the size ${size}, not at its place.`);
    }
  }
  if (epoch !== restored.length + 1) {
    fail(`The log is named ${newest.origin}, but it was restored ${restored.length} times.`);
  }
  const keys: SigningKey[] = [];
  for (const { index, key: written } of placed.filter(isKind('key'))) {
    try {
      const key = await readVerifierKey(written, sha256);
      if (readOrigin(key.name)?.base !== base) throw new Refusal(`it is a key of ${key.name}`);
      keys.push({ index, key: key.key, written });
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      fail(`Entry ${index} holds no key of this log: ${fault.message}.`);
    }
  }
  const history = {
    name: { base, epoch },
    size: newest.size,
    leaves,
    keys,
    ends: restored.map(({ size }) => size),
  };
  return { history, verdict: verdict() };
}

/** What was found of a checkpoint that may be of the history. */
export interface Examined {
  readonly size: number;
  /** The keys that have signed it, in hex. */
  readonly signers: ReadonlySet<string>;
  /** Whether the first entries of this history, as many as it has, make its root. */
  readonly isSameTree: boolean;
  /** Whether it has the name that this history had at its size, and the same tree. */
  readonly isOurs: boolean;
  /** What is wrong with its signatures. Null: nothing. */
  readonly unsigned: string | null;
  /** Anything that is wrong. Null: it is a checkpoint of this history. */
  readonly wrong: string | null;
}

export type Examinations = ReadonlyMap<Checkpoint, Examined>;

/** Holds checkpoints of whatever origin against the history. */
export async function examine(
  history: History,
  checkpoints: readonly Checkpoint[],
  sha256: Sha256,
): Promise<Examinations> {
  const sizes = checkpoints.map(({ size }) => size);
  const roots = await rootsAt(history.leaves, sizes, sha256);
  const examined = new Map<Checkpoint, Examined>();
  for (const checkpoint of checkpoints) {
    const { signers, unsigned } = await readSigners(history, checkpoint, sha256);
    const root = roots.get(checkpoint.size);
    const isSameTree = root !== undefined && isSame(root, checkpoint.root);
    const forked = `its ${checkpoint.size} entries are others than those of this log: there are two histories`;
    const misfit = misplaced(history, checkpoint);
    const isOurs = misfit === null && isSameTree;
    const wrong = misfit ?? unsigned ?? (isSameTree ? null : forked);
    const { size } = checkpoint;
    examined.set(checkpoint, { size, signers, isSameTree, isOurs, unsigned, wrong });
  }
  return examined;
}

function misplaced({ name, size, ends }: History, checkpoint: Checkpoint): string | null {
  const its = readOrigin(checkpoint.origin);
  if (its?.base !== name.base) return `it is of another log, ${checkpoint.origin}`;
  const isCurrent = its.epoch === name.epoch;
  const end = isCurrent ? size : ends[its.epoch - 1];
  if (end === undefined)
    return `its log has begun anew more often than this one: ${checkpoint.origin}`;
  if (checkpoint.size <= end) return null;
  const more = `it has ${checkpoint.size} entries`;
  return isCurrent
    ? `${more}, but the log shows only ${size}: it was rolled back`
    : `${more}, but the log was restored from a backup with ${end}: ${checkpoint.size - end} entries were lost`;
}

async function readSigners(
  { keys }: History,
  { origin, size, note }: Checkpoint,
  sha256: Sha256,
): Promise<Pick<Examined, 'signers' | 'unsigned'>> {
  // The same key may sign under the name of each epoch.
  const named = new Map<string, VerifierKey>();
  for (const { key } of keys) named.set(toHex(key), await verifierKey(origin, key, sha256));
  try {
    const signing = await signersOf(note, [...named.values()]);
    const signers = new Set(signing.map(({ key }) => toHex(key)));
    const inForce = keys.findLast(({ index }) => index < size);
    const isSigned = inForce !== undefined && signers.has(toHex(inForce.key));
    const wanted = inForce?.written ?? 'for it names none';
    return {
      signers,
      unsigned: isSigned ? null : `it is not signed by the key of the log, ${wanted}`,
    };
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    return { signers: new Set(), unsigned: fault.message };
  }
}

/** What is known of the keys besides the entries. */
export interface KeyEvidence {
  /** What the log serves as its keys. Null: nothing. */
  readonly served: readonly string[] | null;
  /** The key that the caller trusts. */
  readonly pinned: VerifierKey | null;
  readonly examined: readonly Examined[];
  /** Whether all checkpoints that the log has are among them. */
  readonly isComplete: boolean;
}

/**
 * Each key after the first was put in the log while the key before it signed: that key has signed a
 * checkpoint that contains the new one.
 */
export async function checkKeys(
  { keys, name }: History,
  { served, pinned, examined, isComplete }: KeyEvidence,
  sha256: Sha256,
): Promise<Verdict> {
  const { fail, leaveOpen, verdict } = judge('keys');
  const changes = keys.filter(({ key }, place) => {
    const before = keys[place - 1];
    return before === undefined || !isSame(before.key, key);
  });
  for (const [place, { index, written }] of changes.entries()) {
    const before = changes[place - 1];
    if (before === undefined) continue;
    const isVouched = examined.some(({ size, signers, isOurs }) => {
      return isOurs && size > index && signers.has(toHex(before.key));
    });
    if (isVouched) continue;
    const what = `Entry ${index} brings the key ${written}`;
    if (isComplete) fail(`${what}, but the key before it, ${before.written}, has not signed this.`);
    else leaveOpen(`${what}: without the earlier checkpoints, nobody can say who vouched for it.`);
  }
  if (pinned !== null) {
    const isOurs = readOrigin(pinned.name)?.base === name.base;
    if (!isOurs || !keys.some(({ key }) => isSame(key, pinned.key))) {
      fail('The key that you trust is not among the keys of this log.');
    }
  }
  if (served === null) {
    leaveOpen('The log serves no list of its keys: they were read from its entries.');
  } else {
    const said = await Promise.all(served.map(async (line) => keyIn(line, sha256)));
    const distinct = said.filter((key, place) => key === null || key !== said[place - 1]);
    if (distinct.join() !== changes.map(({ key }) => toHex(key)).join()) {
      fail('The list of keys that the log serves is not that of its entries.');
    }
  }
  return verdict();
}

async function keyIn(line: string, sha256: Sha256): Promise<string | null> {
  try {
    return toHex((await readVerifierKey(line, sha256)).key);
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    return null;
  }
}
