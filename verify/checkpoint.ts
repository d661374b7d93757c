import { fromBase64, type Bytes } from './bytes.ts';
import { readNote, type Note } from './note.ts';
import { Refusal } from './refusal.ts';

/** The size and the root of a tree, signed by its log (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** The name of the log. */
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
  readonly note: Note;
  /** The note as it was read. */
  readonly written: string;
}

export const HASH_BYTES = 32;

/** Throws Refusal if the text is no checkpoint. It does not check the signatures. */
export function readCheckpoint(written: string): Checkpoint {
  const note = readNote(written);
  const [origin = '', size = '', root = '', ...extensions] = note.text.slice(0, -1).split('\n');
  const hash = fromBase64(root);
  if (origin === '') throw new Refusal('The first line of a checkpoint is the name of its log');
  if (!/^(?:0|[1-9]\d*)$/u.test(size) || !Number.isSafeInteger(Number(size))) {
    throw new Refusal(`The second line of a checkpoint is the size of the tree, not “${size}”`);
  }
  if (hash?.length !== HASH_BYTES) {
    throw new Refusal(`The third line of a checkpoint is a hash in base64, not “${root}”`);
  }
  if (extensions.includes('')) throw new Refusal('The text of a checkpoint has no empty line');
  return { origin, size: Number(size), root: hash, note, written };
}

/** The name that a log has for good, and how often it has begun anew: 1, then 2 after a restore. */
export interface LogName {
  readonly base: string;
  readonly epoch: number;
}

/** Reads `HOST/log/CONSULTATION` or `HOST/log/CONSULTATION/2`. Returns null for another text. */
export function readOrigin(origin: string): LogName | null {
  const [, base = '', epoch = '1'] =
    /^([^/\s+]+\/log\/[a-z0-9-]+)(?:\/([1-9]\d{0,8}))?$/u.exec(origin) ?? [];
  if (base === '' || origin.endsWith('/1')) return null;
  return { base, epoch: Number(epoch) };
}

export function writeOrigin({ base, epoch }: LogName): string {
  return epoch === 1 ? base : `${base}/${epoch}`;
}

/** Returns the consultation whose log it is. */
export function consultationOf({ base }: LogName): string {
  return base.slice(base.lastIndexOf('/') + 1);
}
