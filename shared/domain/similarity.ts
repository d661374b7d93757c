/*
 * How alike two texts are, by MinHash: A. Broder, "On the resemblance and containment of documents"
 * (1997); J. Leskovec, A. Rajaraman, J. Ullman, "Mining of Massive Datasets", chapter 3. A text is
 * taken as the set of its shingles, which are all runs of a few words. Two texts are as alike as
 * the share of shingles that they have in common (Jaccard). To compare texts without keeping them,
 * each one is reduced to a signature: for each of many hash functions, the least hash of all
 * shingles. The share of places in which two signatures agree estimates the share of common
 * shingles. Of each hash, one byte is kept: P. Li, C. König, "b-Bit Minwise Hashing" (2010).
 *
 * Nothing here is random: the same text has the same signature on every machine, at any time.
 */

import { fnv1a } from './fnv1a.ts';

/**
 * One byte for each hash function. With 84, the standard error of an estimate is at most 0.055.
 */
export const SIGNATURE_BYTES = 84;
/** Words in a shingle. Two letters on one subject share many words, but few runs of three. */
const SHINGLE_WORDS = 3;
/** A text with fewer words has too few shingles to compare: it counts as equal or different. */
export const SHORT_TEXT_WORDS = 12;
/** A short text stands as this many shingles that no other text has. */
const SHORT_TEXT_SHINGLES = 8;

/** 2^32 by the golden ratio. It is odd, so that multiplying by it loses nothing. */
const GOLDEN = 0x9e37_79b1;

/** One hash function for each byte of a signature. */
const SEEDS = Int32Array.from({ length: SIGNATURE_BYTES }, (_, index) =>
  mix(Math.imul(index + 1, GOLDEN)),
);

/**
 * Returns the words of a text as they are compared: compatible forms of letters are one, and case,
 * diacritical marks, spaces, punctuation and typographic variants are left out.
 */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Returns the form of an organisation's name that all of its spellings have in common, also those
 * without diacritics. A digest counts by it: two organisations that it takes for one cost a remark.
 * What everybody sees is listed by `nameWithDiacritics`.
 */
export function nameWithoutDiacritics(written: string): string {
  return wordsOf(written).join(' ') || written;
}

/**
 * Returns the signature of a text, or null for a text without words. Shingles that are `known` do
 * not count, unless there are no others: what many quote does not make them alike.
 */
export function signatureOf(text: string, known?: ReadonlySet<number>): Uint8Array | null {
  const words = wordsOf(text);
  if (words.length === 0) return null;
  const all = words.length < SHORT_TEXT_WORDS ? wholeOf(words) : shinglesOf(words);
  const own = known === undefined ? all : all.filter((shingle) => !known.has(shingle));
  return leastOf(own.length === 0 ? all : own);
}

/** Returns the shingles of texts that many may quote. */
export function knownShingles(texts: readonly string[]): Set<number> {
  return new Set(texts.flatMap((text) => [...shinglesOf(wordsOf(text))]));
}

function leastOf(shingles: Int32Array): Uint8Array {
  const least = new Int32Array(SIGNATURE_BYTES).fill(0x7fff_ffff);
  for (const shingle of shingles) {
    for (let place = 0; place < SIGNATURE_BYTES; place++) {
      const hash = mix(shingle ^ (SEEDS[place] ?? 0));
      if (hash < (least[place] ?? 0)) least[place] = hash;
    }
  }
  return Uint8Array.from(least);
}

/**
 * Returns the estimated share of common shingles, from 0 to 1, of the signatures that begin at these
 * bytes.
 */
export function similarityOf(
  one: Uint8Array,
  other: Uint8Array,
  oneStart = 0,
  otherStart = 0,
): number {
  let same = 0;
  for (let place = 0; place < SIGNATURE_BYTES; place++) {
    if (one[oneStart + place] === other[otherStart + place]) same += 1;
  }
  return same / SIGNATURE_BYTES;
}

function shinglesOf(words: readonly string[]): Int32Array {
  const hashes = Int32Array.from(words, (word) => hashOf(word));
  const count = Math.max(0, words.length - SHINGLE_WORDS + 1);
  return Int32Array.from({ length: count }, (_, start) => {
    let sum = 0;
    for (let place = start; place < start + SHINGLE_WORDS; place++) {
      sum = mix(Math.imul(sum, GOLDEN) + (hashes[place] ?? 0));
    }
    return sum;
  });
}

/** Returns several hashes of the whole text: if one of them is that of another text, the others are not. */
function wholeOf(words: readonly string[]): Int32Array {
  const text = words.join(' ');
  return Int32Array.from({ length: SHORT_TEXT_SHINGLES }, (_, salt) => hashOf(text, salt));
}

/** Returns a hash of a text in 32 bits, with a sign. Another `salt` gives another hash. */
export function hashOf(text: string, salt = 0): number {
  return mix(fnv1a(text, mix(salt)));
}

/** Spreads a number over 32 bits, with a sign, one to one: the last step of MurmurHash3. */
export function mix(number: number): number {
  let hash = number;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
