import { createHash } from 'node:crypto';
import { halvesOf, type Hashing, hashOf, type Span, spansOfConsistency } from './spans.ts';

/*
 * The Merkle tree of RFC 6962, section 2.1, and RFC 9162, section 2.1, over SHA-256. A hash has 32
 * bytes. A tree is never held as a whole: a frontier is enough to append, and tiles are enough to
 * prove.
 */

const [LEAF, NODE] = [Buffer.of(0), Buffer.of(1)];

/** A SHA-256 hash: 32 bytes. */
export type Hash = Buffer;

export function leafHash(entry: string): Hash {
  return createHash('sha256').update(LEAF).update(entry, 'utf8').digest();
}

export function nodeHash(left: Hash, right: Hash): Hash {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** A complete subtree: 2^height leaves, of which the first is leaf index · 2^height. */
export interface Subtree {
  readonly height: number;
  readonly index: number;
  readonly hash: Hash;
}

/**
 * The right edge of a tree: the roots of the complete subtrees that it consists of, from the largest
 * to the smallest. There is one for each bit that is set in the size.
 */
export interface Frontier {
  readonly size: number;
  readonly roots: readonly Hash[];
}

export const EMPTY: Frontier = { size: 0, roots: [] };

/**
 * Appends leaves one by one. Each complete subtree that comes to its end is given to `completed`,
 * from the leaf upwards.
 */
export function appendLeaves(
  frontier: Frontier,
  leaves: Iterable<Hash>,
  completed: (subtree: Subtree) => void = () => undefined,
): Frontier {
  const roots = [...frontier.roots];
  let { size } = frontier;
  for (const leaf of leaves) {
    let subtree: Subtree = { height: 0, index: size, hash: leaf };
    completed(subtree);
    // A subtree with an odd index is the right child of one that is complete with it.
    while (subtree.index % 2 === 1) {
      const left = roots.pop();
      if (left === undefined) throw new Error(`The frontier does not fit its size ${size}`);
      const index = (subtree.index - 1) / 2;
      subtree = { height: subtree.height + 1, index, hash: nodeHash(left, subtree.hash) };
      completed(subtree);
    }
    roots.push(subtree.hash);
    size += 1;
  }
  return { size, roots };
}

/** Returns the root of the tree. The root of an empty tree is the hash of nothing. */
export function rootOf({ roots }: Frontier): Hash {
  const [smallest, ...larger] = roots.toReversed();
  if (smallest === undefined) return createHash('sha256').digest();
  return larger.reduce((right, left) => nodeHash(left, right), smallest);
}

/** Returns the hash over the leaves of a span that stands in the tree as a complete subtree. */
export type ReadSubtree = Hashing<Hash>['read'];

/**
 * Returns the proof that the leaf `index` is in the tree of that size (RFC 9162, section 2.1.3.1),
 * from the leaf upwards. Throws RangeError if the tree has no such leaf.
 */
export async function proveInclusion(
  index: number,
  size: number,
  read: ReadSubtree,
): Promise<Hash[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`No leaf ${index} among ${size}`);
  const siblings: Span[] = [];
  let span: Span = { from: 0, to: size };
  while (span.to - span.from > 1) {
    const [left, right] = halvesOf(span);
    const goesLeft = index < left.to;
    siblings.push(goesLeft ? right : left);
    span = goesLeft ? left : right;
  }
  const hashing = { read, join: nodeHash };
  return Promise.all(siblings.toReversed().map(async (sibling) => hashOf(sibling, hashing)));
}

/**
 * Returns the proof that the tree of the size `later` begins with the tree of the size `earlier`
 * (RFC 9162, section 2.1.4.1). Throws RangeError if it cannot begin with it.
 */
export async function proveConsistency(
  earlier: number,
  later: number,
  read: ReadSubtree,
): Promise<Hash[]> {
  if (!(earlier >= 0 && earlier <= later)) throw new RangeError(`${earlier} is not in ${later}`);
  const hashing = { read, join: nodeHash };
  const spans = spansOfConsistency(earlier, later);
  return Promise.all(spans.map(async (span) => hashOf(span, hashing)));
}
