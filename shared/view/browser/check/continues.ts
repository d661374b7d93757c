import { type Bytes, webSha256 } from '../../../../verify/bytes.ts';
import { type Checkpoint, HASH_BYTES } from '../../../../verify/checkpoint.ts';
import { isConsistent, nodeHash } from '../../../../verify/merkle.ts';
import { WIDTH } from '../../../../verify/tiles.ts';
import { hashOf, type Span, spansOfConsistency } from '../../../log/spans.ts';
import { type ServedLog, Unreachable } from './served.ts';

/** Heights of the tree between two levels of tiles. */
const HEIGHTS = 8;

/**
 * Says whether the newest tree of the log begins with the tree of the checkpoint. The proof is put
 * together from tiles of the log, a few for each level. Throws Unreachable.
 */
export async function continues(checkpoint: Checkpoint, log: ServedLog): Promise<boolean> {
  const { newest } = log;
  if (checkpoint.size > newest.size) return false;
  const hashing = { read: async (span: Span) => readSubtree(span, log), join };
  const spans = spansOfConsistency(checkpoint.size, newest.size);
  const proof = await Promise.all(spans.map(async (span) => hashOf(span, hashing)));
  return isConsistent(checkpoint, newest, proof, webSha256);
}

async function join(left: Bytes, right: Bytes): Promise<Bytes> {
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
  return join(left, right);
}
