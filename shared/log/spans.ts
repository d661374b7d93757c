/*
 * Which subtrees make up a tree and its proofs (RFC 9162, section 2.1). It computes no hash itself,
 * so it also serves the check in the browser.
 */

/** The leaves from `from` to before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Returns both subtrees of a span. The left one has the largest power of two below its width. */
export function halvesOf({ from, to }: Span): readonly [left: Span, right: Span] {
  let width = 1;
  while (width * 2 < to - from) width *= 2;
  const middle = from + width;
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** How the hash of a span is found. */
export interface Hashing<Hash> {
  /** Returns the hash over the leaves of a span that stands in the tree as a complete subtree. */
  readonly read: (span: Span) => Promise<Hash>;
  /** Returns the hash over two subtrees. */
  readonly join: (left: Hash, right: Hash) => Hash | Promise<Hash>;
}

/** Returns the hash over any span that begins where a subtree does. */
export async function hashOf<Hash>(span: Span, hashing: Hashing<Hash>): Promise<Hash> {
  // Only powers of two are complete subtrees.
  if (Number.isInteger(Math.log2(span.to - span.from))) return hashing.read(span);
  const [left, right] = halvesOf(span);
  return hashing.join(...(await Promise.all([hashOf(left, hashing), hashOf(right, hashing)])));
}

/**
 * Returns the subtrees whose hashes prove that the tree of the size `later` begins with the tree of
 * the size `earlier` (RFC 9162, section 2.1.4.1).
 */
export function spansOfConsistency(earlier: number, later: number): Span[] {
  if (earlier === 0 || earlier === later) return [];
  const spans: Span[] = [];
  let span: Span = { from: 0, to: later };
  // Whether what is left is the whole earlier tree, of which the verifier knows the hash.
  let isKnown = true;
  while (earlier < span.to) {
    const [left, right] = halvesOf(span);
    const goesLeft = earlier <= left.to;
    spans.push(goesLeft ? right : left);
    if (!goesLeft) isKnown = false;
    span = goesLeft ? left : right;
  }
  return (isKnown ? spans : [...spans, span]).toReversed();
}
