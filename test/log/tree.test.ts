import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from '../../shared/log/spans.ts';
import {
  appendLeaves,
  EMPTY,
  type Hash,
  leafHash,
  nodeHash,
  proveConsistency,
  proveInclusion,
  rootOf,
  type Subtree,
} from '../../shared/log/tree.ts';
import { rootByDefinition } from '../support/log.ts';
import { TEST_LEAVES, TEST_ROOTS } from '../support/test-tree.ts';

const KNOWN_LEAVES = TEST_LEAVES.map((hex) => Buffer.from(hex, 'hex').toString('utf8'));

const leaves = (count: number) => Array.from({ length: count }, (_, index) => `entry ${index}`);
const grow = (entries: readonly string[]) => appendLeaves(EMPTY, entries.map(leafHash));
const hex = (hash: Hash) => hash.toString('hex');

/** Reads subtrees of these entries, by the definition. */
const readOf = (entries: readonly string[]) => async (span: Span) =>
  Promise.resolve(rootByDefinition(entries.slice(span.from, span.to)));

describe('a tree', () => {
  it.each([...TEST_ROOTS.entries()])(
    'of %i leaves has the root of the specification',
    (size, root) => {
      expect(hex(rootOf(grow(KNOWN_LEAVES.slice(0, size))))).toBe(root);
    },
  );

  it('has the same root in whatever portions it grows', () => {
    const portions = fc.array(fc.nat(9), { maxLength: 8 });
    fc.assert(
      fc.property(portions, (sizes) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const entries = leaves(total);
        let [tree, from] = [EMPTY, 0];
        for (const size of sizes) {
          tree = appendLeaves(tree, entries.slice(from, from + size).map(leafHash));
          from += size;
        }
        expect(tree.size).toBe(total);
        const root = total === 0 ? TEST_ROOTS[0] : hex(rootByDefinition(entries));
        expect(hex(rootOf(tree))).toBe(root);
      }),
    );
  });

  it('tells of each complete subtree once, with its place', () => {
    const entries = leaves(11);
    const told: Subtree[] = [];
    appendLeaves(EMPTY, entries.map(leafHash), (one) => told.push(one));
    for (const { height, index, hash } of told) {
      const from = index * 2 ** height;
      expect(hash).toEqual(rootByDefinition(entries.slice(from, from + 2 ** height)));
    }
    const names = told.map(({ height, index }) => `${height}/${index}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith('1/'))).toHaveLength(5);
    expect(names.filter((name) => name.startsWith('3/'))).toEqual(['3/0']);
  });

  it('refuses a frontier that does not fit its size', () => {
    expect(() => appendLeaves({ size: 1, roots: [] }, [leafHash('x')])).toThrow(/does not fit/u);
  });
});

describe('a proof of inclusion', () => {
  /** RFC 9162, section 2.1.3.2, as it is written there. */
  function includes(hash: Hash, index: number, size: number, proof: readonly Hash[], root: Hash) {
    let [fn, sn, r] = [index, size - 1, hash];
    for (const p of proof) {
      if (sn === 0) return false;
      if (fn % 2 === 1 || fn === sn) {
        r = nodeHash(p, r);
        while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
      } else {
        r = nodeHash(r, p);
      }
      [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    }
    return sn === 0 && r.equals(root);
  }

  it('holds for every leaf of every small tree, and for no other', async () => {
    for (let size = 1; size <= 20; size++) {
      const entries = leaves(size);
      const root = rootByDefinition(entries);
      for (let index = 0; index < size; index++) {
        const proof = await proveInclusion(index, size, readOf(entries));
        const leaf = leafHash(entries[index] ?? '');
        expect(includes(leaf, index, size, proof, root)).toBe(true);
        expect(includes(leafHash('another'), index, size, proof, root)).toBe(false);
      }
    }
  });

  it('is refused for a leaf that the tree does not have', async () => {
    await expect(proveInclusion(3, 3, readOf(leaves(3)))).rejects.toThrow(RangeError);
    await expect(proveInclusion(-1, 3, readOf(leaves(3)))).rejects.toThrow(RangeError);
  });
});

describe('a proof of consistency', () => {
  /** RFC 9162, section 2.1.4.2, as it is written there. */
  function isConsistent(
    [first, second]: readonly [number, number],
    proof: readonly Hash[],
    [firstRoot, secondRoot]: readonly [Hash, Hash],
  ) {
    if (first === second) return proof.length === 0 && firstRoot.equals(secondRoot);
    const path = Number.isInteger(Math.log2(first)) ? [firstRoot, ...proof] : [...proof];
    let [fn, sn] = [first - 1, second - 1];
    while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    const [start, ...rest] = path;
    if (start === undefined) return false;
    let [fr, sr] = [start, start];
    for (const c of rest) {
      if (sn === 0) return false;
      if (fn % 2 === 1 || fn === sn) {
        [fr, sr] = [nodeHash(c, fr), nodeHash(c, sr)];
        while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
      } else {
        sr = nodeHash(sr, c);
      }
      [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    }
    return sn === 0 && fr.equals(firstRoot) && sr.equals(secondRoot);
  }

  it('holds between a tree and every longer one, and for no other', async () => {
    const entries = leaves(20);
    const other = rootByDefinition(['another']);
    for (let second = 1; second <= 20; second++) {
      for (let first = 1; first <= second; first++) {
        const proof = await proveConsistency(first, second, readOf(entries));
        const roots = [first, second].map((size) => rootByDefinition(entries.slice(0, size)));
        const [firstRoot = other, secondRoot = other] = roots;
        expect(isConsistent([first, second], proof, [firstRoot, secondRoot])).toBe(true);
        expect(isConsistent([first, second], proof, [other, secondRoot])).toBe(false);
      }
    }
  });

  it('is refused for a tree that is longer than the other', async () => {
    await expect(proveConsistency(4, 3, readOf(leaves(4)))).rejects.toThrow(RangeError);
  });
});
