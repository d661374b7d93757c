import { concat, isSame, type Bytes, type Sha256 } from './bytes.ts';

/*
 * The Merkle tree of RFC 9162, section 2.1 (the same as in RFC 6962) over SHA-256. Sizes and places
 * are numbers up to 2^53, so they are halved by division: bit operations end at 2^32.
 */

const [LEAF, NODE, NOTHING] = [Uint8Array.of(0), Uint8Array.of(1), new Uint8Array()];

export async function leafHash(entry: Bytes, sha256: Sha256): Promise<Bytes> {
  return sha256(concat([LEAF, entry]));
}

export async function nodeHash(left: Bytes, right: Bytes, sha256: Sha256): Promise<Bytes> {
  return sha256(concat([NODE, left, right]));
}

interface Tree {
  readonly size: number;
  readonly root: Bytes;
}

/** What shows that a leaf is in a tree. */
interface Inclusion {
  readonly index: number;
  readonly leaf: Bytes;
  readonly proof: readonly Bytes[];
}

const isOdd = (number: number) => number % 2 === 1;
const half = (number: number) => Math.floor(number / 2);

/** Says whether the leaf is in the tree at that place (RFC 9162, section 2.1.3.2). */
export async function isIncluded(
  { index, leaf, proof }: Inclusion,
  { size, root }: Tree,
  sha256: Sha256,
): Promise<boolean> {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) return false;
  let [place, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      hash = await nodeHash(sibling, hash, sha256);
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      hash = await nodeHash(hash, sibling, sha256);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && isSame(hash, root);
}

/** Says whether the later tree begins with the earlier one (RFC 9162, section 2.1.4.2). */
export async function isConsistent(
  earlier: Tree,
  later: Tree,
  proof: readonly Bytes[],
  sha256: Sha256,
): Promise<boolean> {
  if (earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && isSame(earlier.root, later.root);
  if (earlier.size === 0) return proof.length === 0 && isSame(earlier.root, await sha256(NOTHING));
  let [place, last] = [earlier.size - 1, later.size - 1];
  while (isOdd(place)) [place, last] = [half(place), half(last)];
  // If the earlier tree is a complete subtree, its root begins the path.
  const [first, ...path] = place === 0 ? [earlier.root, ...proof] : proof;
  if (first === undefined) return false;
  let [before, after] = [first, first];
  for (const hash of path) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      before = await nodeHash(hash, before, sha256);
      after = await nodeHash(hash, after, sha256);
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      after = await nodeHash(after, hash, sha256);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && isSame(before, earlier.root) && isSame(after, later.root);
}

/** Returns the roots of the trees of the first `size` leaves, for each of the sizes. */
export async function rootsAt(
  leaves: readonly Bytes[],
  sizes: Iterable<number>,
  sha256: Sha256,
): Promise<Map<number, Bytes>> {
  const wanted = new Set(sizes);
  const roots = new Map<number, Bytes>();
  if (wanted.has(0)) roots.set(0, await sha256(NOTHING));
  // The roots of the complete subtrees, from the largest to the smallest.
  const edge: Bytes[] = [];
  for (const [index, leaf] of leaves.entries()) {
    let hash = leaf;
    for (let place = index; isOdd(place); place = half(place)) {
      hash = await nodeHash(edge.pop() as Bytes, hash, sha256);
    }
    edge.push(hash);
    if (wanted.has(index + 1)) roots.set(index + 1, await foldEdge(edge, sha256));
  }
  return roots;
}

async function foldEdge(edge: readonly Bytes[], sha256: Sha256): Promise<Bytes> {
  const [smallest, ...larger] = edge.toReversed() as [Bytes, ...Bytes[]];
  let root = smallest;
  for (const left of larger) root = await nodeHash(left, root, sha256);
  return root;
}
