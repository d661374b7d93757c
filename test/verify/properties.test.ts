import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { commitTo, type CommittedContent } from '../../shared/log/commitment.ts';
import { noteOf, signedNote, verifierKey as houseKey } from '../../shared/log/checkpoint.ts';
import { writeTilePath } from '../../shared/log/tiles.ts';
import type { Span } from '../../shared/log/spans.ts';
import {
  appendLeaves,
  EMPTY,
  leafHash as houseLeaf,
  proveConsistency,
  proveInclusion,
  rootOf,
  type Hash,
} from '../../shared/log/tree.ts';
import { concat, fromHex, toHex, utf8, webSha256, type Bytes } from '../../verify/bytes.ts';
import { canonicalJson } from '../../verify/canonical-json.ts';
import { readCheckpoint } from '../../verify/checkpoint.ts';
import { readEntry } from '../../verify/entry.ts';
import { isConsistent, isIncluded, leafHash, rootsAt } from '../../verify/merkle.ts';
import { readVerifierKey, signersOf } from '../../verify/note.ts';
import { Refusal } from '../../verify/refusal.ts';
import { levelsOf, tilePath, tilesOf } from '../../verify/tiles.ts';
import { writeEntry, type LogEntry } from '../../shared/log/entry.ts';
import { aSigner, honestEntries, serveLog } from '../support/log-builder.ts';

/*
 * The two implementations, `verify/` and `shared/log/`, share no code. Here one is held against the
 * other.
 */

const MAX_LEAVES = 70;
const LEAVES = Array.from({ length: MAX_LEAVES }, (_, index) => houseLeaf(`entry ${index}`));
const bytesOf = (hash: Hash) => new Uint8Array(hash);
const houseRoot = (to: number, from = 0) => rootOf(appendLeaves(EMPTY, LEAVES.slice(from, to)));
const readSubtree = async ({ from, to }: Span) => Promise.resolve(houseRoot(to, from));
const tree = (size: number) => ({ size, root: bytesOf(houseRoot(size)) });

function flip(bytes: Bytes, bit: number): Bytes {
  const place = Math.floor(bit / 8) % bytes.length;
  return bytes.with(place, (bytes[place] ?? 0) ^ (1 << (bit % 8)));
}

test('any leaf is included in any tree that has it, and in no other', async () => {
  const place = fc.integer({ min: 1, max: MAX_LEAVES }).chain((size) => {
    return fc.tuple(fc.constant(size), fc.nat({ max: size - 1 }), fc.nat());
  });
  await fc.assert(
    fc.asyncProperty(place, async ([size, index, bit]) => {
      const proof = (await proveInclusion(index, size, readSubtree)).map(bytesOf);
      const leaf = await leafHash(utf8(`entry ${index}`), webSha256);
      expect(await isIncluded({ index, leaf, proof }, tree(size), webSha256)).toBe(true);
      const { root } = tree(size);
      expect(await isIncluded({ index, leaf: flip(leaf, bit), proof }, tree(size), webSha256)).toBe(
        false,
      );
      expect(
        await isIncluded({ index, leaf, proof }, { size, root: flip(root, bit) }, webSha256),
      ).toBe(false);
      for (const [at, hash] of proof.entries()) {
        const flipped = { index, leaf, proof: proof.with(at, flip(hash, bit)) };
        expect(await isIncluded(flipped, tree(size), webSha256)).toBe(false);
      }
    }),
  );
});

test('any prefix is consistent with any longer tree, and nothing else is', async () => {
  const sizes = fc.integer({ min: 1, max: MAX_LEAVES }).chain((later) => {
    return fc.tuple(fc.nat({ max: later }), fc.constant(later), fc.nat());
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ([earlier, later, bit]) => {
      const proof = (await proveConsistency(earlier, later, readSubtree)).map(bytesOf);
      const [before, after] = [tree(earlier), tree(later)];
      const holds = async (one: typeof before, other: typeof after, path = proof) =>
        isConsistent(one, other, path, webSha256);
      expect(await holds(before, after)).toBe(true);
      expect(await holds({ ...before, root: flip(before.root, bit) }, after)).toBe(false);
      // Any tree begins with the empty one, so nothing speaks against a later root.
      if (earlier > 0) {
        expect(await holds(before, { ...after, root: flip(after.root, bit) })).toBe(false);
      }
      for (const [at, hash] of proof.entries()) {
        expect(await holds(before, after, proof.with(at, flip(hash, bit)))).toBe(false);
      }
    }),
  );
});

test('roots, tiles and their paths are the same', async () => {
  const sizes = Array.from({ length: MAX_LEAVES + 1 }, (_, size) => size);
  const roots = await rootsAt(LEAVES.map(bytesOf), sizes, webSha256);
  expect(sizes.map((size) => toHex(roots.get(size) as Bytes))).toEqual(
    sizes.map((size) => houseRoot(size).toString('hex')),
  );
  const tile = fc.record({
    level: fc.oneof(fc.constant('entries' as const), fc.nat({ max: 63 })),
    number: fc.nat({ max: 10 ** 9 }),
    width: fc.integer({ min: 1, max: 256 }),
  });
  fc.assert(
    fc.property(tile, (one) => {
      expect(tilePath(one)).toBe(`tile/${writeTilePath(one)}`);
    }),
  );
});

test('the tiles of a log follow from its entries', async () => {
  const entries = Array.from({ length: 700 }, (_, index) => `{"entry":${index}}`);
  const leaves = entries.map((entry) => bytesOf(houseLeaf(entry)));
  for (const size of [1, 255, 256, 257, 511, 512, 700]) {
    const files = serveLog({ entries: entries.slice(0, size) });
    const levels = await levelsOf(leaves.slice(0, size), webSha256);
    const tiles = tilesOf(size);
    expect(tiles.map(tilePath).toSorted()).toEqual(
      [...files.keys()].filter((path) => /^tile\/\d/u.test(path)).toSorted(),
    );
    for (const tile of tiles) {
      const hashes = levels[Number(tile.level)]?.slice(
        tile.number * 256,
        tile.number * 256 + tile.width,
      );
      expect(toHex(concat(hashes ?? []))).toBe(toHex(files.get(tilePath(tile)) as Bytes));
    }
  }
});

test('a checkpoint of the house is read, and its signature found', async () => {
  const head = fc.record({
    origin: fc.constantFrom('localhost:4000/log/a', 'sadzirdets.example/log/nap2/2'),
    size: fc.nat({ max: 2 ** 31 }),
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
    secret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    bit: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(head, async ({ origin, size, root, secret, bit }) => {
      const { publicKey, sign } = aSigner(secret);
      const signature = new Uint8Array(sign(noteOf({ origin, size, root })));
      const write = (signed: Bytes) =>
        signedNote({ origin, size, root }, [{ key: publicKey, signature: signed }]);
      const checkpoint = readCheckpoint(write(signature));
      expect(checkpoint).toMatchObject({ origin, size, root: bytesOf(root) });
      const key = await readVerifierKey(houseKey(origin, publicKey), webSha256);
      expect(await signersOf(checkpoint.note, [key])).toEqual([key]);
      const flipped = readCheckpoint(write(flip(signature, bit)));
      await expect(signersOf(flipped.note, [key])).rejects.toThrow(Refusal);
    }),
    { numRuns: 30 },
  );
});

test('canonical JSON is that of the package which the house uses', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 }), (value) => {
      expect(canonicalJson(value)).toBe(canonicalize(value));
    }),
  );
});

test('every kind of entry that the house writes is read, and a flipped bit never passes as the same', () => {
  const all: LogEntry[] = [
    ...honestEntries(),
    { ...honestEntries()[0], kind: 'restored', origin: 'a/log/b', size: 3 } as unknown as LogEntry,
  ];
  const kinds = new Set(all.map(({ kind }) => kind));
  expect(kinds.size).toBe(9);
  fc.assert(
    fc.property(fc.constantFrom(...all.slice(0, -1)), fc.nat(), (entry, bit) => {
      const written = utf8(writeEntry(entry));
      expect(readEntry(written)).toEqual(entry);
      const flipped = flip(written, bit);
      let read: unknown;
      try {
        read = readEntry(flipped);
      } catch (fault) {
        expect(fault).toBeInstanceOf(Refusal);
      }
      expect(read).not.toEqual(entry);
    }),
    { numRuns: 300 },
  );
});

test('a commitment of the house is computed anew', async () => {
  const content: CommittedContent = {
    consultation: 'nap2-midterm-review',
    reference: 'ABCD-EFGH-JKLM',
    version: 1,
    organisation: 'Biedrība “Ābele”',
    publication: 'named',
    parts: [
      {
        commitment: 3,
        unit: 'change-management',
        answers: { text: 'Ļoti labi!\n', list: ['a'], none: null },
      },
    ],
  };
  const salt = '0f'.repeat(32);
  const bytes = concat([fromHex(salt) as Bytes, utf8(canonicalJson(content))]);
  expect(toHex(await webSha256(bytes))).toBe(commitTo(content, salt));
});
