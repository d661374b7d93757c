import { type Bytes, webSha256 } from '../../../../verify/bytes.ts';
import type { Checkpoint } from '../../../../verify/checkpoint.ts';
import { isConsistent, nodeHash } from '../../../../verify/merkle.ts';
import { type ServedLog, Unreachable } from './served.ts';

const WIDTH = 256;
/** Heights of the tree between two levels of tiles. */
const HEIGHTS = 8;
const HASH_BYTES = 32;

/** The leaves from `from` to before `to`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Says whether the newest tree of the log begins with the tree of the checkpoint. The proof is put
 * together from tiles of the log, a few for each level. Throws Unreachable.
 */
export async function continues(checkpoint: Checkpoint, log: ServedLog): Promise<boolean> {
  const { newest } = log;
  if (checkpoint.size > newest.size) return false;
  const spans = spansOfProof(checkpoint.size, newest.size);
  const proof = await Promise.all(spans.map(async (span) => hashOf(span, log)));
  return isConsistent(checkpoint, newest, proof, webSha256);
}

/** Returns the subtrees whose hashes are the proof (RFC 9162, section 2.1.4.1). */
function spansOfProof(earlier: number, later: number): Span[] {
  if (earlier === 0 || earlier === later) return [];
  const spans: Span[] = [];
  let span: Span = { from: 0, to: later };
  // Whether what is left is the whole earlier tree, of which the verifier knows the hash.
  let isKnown = true;
  while (earlier < span.to) {
    const middle = middleOf(span);
    const [left, right] = [
      { from: span.from, to: middle },
      { from: middle, to: span.to },
    ];
    const goesLeft = earlier <= middle;
    spans.push(goesLeft ? right : left);
    if (!goesLeft) isKnown = false;
    span = goesLeft ? left : right;
  }
  return (isKnown ? spans : [...spans, span]).toReversed();
}

/** Returns where the left subtree ends: the largest power of two below the width. */
function middleOf({ from, to }: Span): number {
  let width = 1;
  while (width * 2 < to - from) width *= 2;
  return from + width;
}

async function hashOf(span: Span, log: ServedLog): Promise<Bytes> {
  if (Number.isInteger(Math.log2(span.to - span.from))) return readSubtree(span, log);
  const middle = middleOf(span);
  const [left, right] = await Promise.all([
    hashOf({ from: span.from, to: middle }, log),
    hashOf({ from: middle, to: span.to }, log),
  ]);
  return nodeHash(left, right, webSha256);
}

/** Returns the hash of a complete subtree, from the tile that holds what it consists of. */
async function readSubtree({ from, to }: Span, { newest, readTile }: ServedLog): Promise<Bytes> {
  const level = Math.floor(Math.log2(to - from) / HEIGHTS);
  const leaves = WIDTH ** level;
  const [first, last] = [from / leaves, to / leaves];
  const number = Math.floor(first / WIDTH);
  const start = number * WIDTH;
  const width = Math.min(WIDTH, Math.floor(newest.size / leaves) - start);
  const tile = await readTile({ level, number, width });
  if (tile.length !== width * HASH_BYTES) throw new Unreachable();
  const hashes = Array.from({ length: last - first }, (_, index) => {
    const at = (first - start + index) * HASH_BYTES;
    return tile.slice(at, at + HASH_BYTES);
  });
  return foldUp(hashes);
}

/** Returns the root over the hashes. Their number must be a power of two. */
async function foldUp(hashes: readonly Bytes[]): Promise<Bytes> {
  const [only, ...others] = hashes;
  if (only !== undefined && others.length === 0) return only;
  const half = hashes.length / 2;
  const [left, right] = await Promise.all([
    foldUp(hashes.slice(0, half)),
    foldUp(hashes.slice(half)),
  ]);
  return nodeHash(left, right, webSha256);
}
