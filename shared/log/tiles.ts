import type { Hash, Subtree } from './tree.ts';

/*
 * The tiles of C2SP tlog-tiles: the hashes of a tree, 256 beside each other. Tile `number` of a
 * level holds the roots of the complete subtrees of 256^level leaves, from `number` · 256 on.
 */

export const TILE_WIDTH = 256;
/** A level of tiles is this many heights of the tree above the level below it. */
export const HEIGHTS = 8;
export const HASH_BYTES = 32;

export interface TileName {
  /** 0: the hashes of the entries themselves. */
  readonly level: number;
  readonly number: number;
}

/** Some hashes of a tile, from the place `first` on. */
export interface TilePart extends TileName {
  readonly first: number;
  readonly hashes: readonly Hash[];
}

/**
 * A tile or an entry bundle that a client asks for. `width`: how many hashes or entries it asks
 * for.
 */
export interface TileRequest {
  readonly level: number | 'entries';
  readonly number: number;
  readonly width: number;
}

/**
 * Gathers the tiles that grow when subtrees come to their end. Level 0 is left out: its hashes follow
 * from the entries.
 */
export function tileGrowth() {
  const grown = new Map<string, { readonly part: TilePart; readonly hashes: Hash[] }>();
  return {
    add({ height, index, hash }: Subtree): void {
      if (height === 0 || height % HEIGHTS !== 0) return;
      const name = { level: height / HEIGHTS, number: Math.floor(index / TILE_WIDTH) };
      const key = `${name.level} ${name.number}`;
      const known = grown.get(key);
      if (known === undefined) {
        const hashes = [hash];
        grown.set(key, { part: { ...name, first: index % TILE_WIDTH, hashes }, hashes });
      } else {
        known.hashes.push(hash);
      }
    },
    parts: (): readonly TilePart[] => [...grown.values()].map(({ part }) => part),
  };
}

/** Returns how many hashes the tile has in a tree of that size: 256 if it is full, 0 if it is none. */
export function widthIn({ level, number }: TileName, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level) - number * TILE_WIDTH;
  return Math.max(0, Math.min(TILE_WIDTH, hashes));
}

/**
 * Reads the end of a tile's address, after `tile/`, step by step. Null: it is no address of a tile.
 * A number has only one spelling.
 */
export function readTilePath([level = '', ...steps]: readonly string[]): TileRequest | null {
  const partial = /^(?<last>\d{3})[.]p$/u.exec(steps.at(-2) ?? '')?.groups?.['last'];
  const numbers = partial === undefined ? steps : [...steps.slice(0, -2), partial];
  const width = partial === undefined ? TILE_WIDTH : readNumber(steps.at(-1) ?? '', TILE_WIDTH - 1);
  const number = readIndex(numbers);
  const at = level === 'entries' ? level : readNumber(level, 63);
  if (number === null || width === null || width === 0 || at === null) return null;
  return { level: at, number, width };
}

/** Returns the end of the tile's address, after `tile/`. */
export function writeTilePath({ level, number, width }: TileRequest): string {
  const digits = String(number);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/gu) ?? [];
  const steps = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group));
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `${level}/${steps.join('/')}${partial}`;
}

function readNumber(text: string, most: number): number | null {
  if (!/^(?:0|[1-9]\d{0,2})$/u.test(text)) return null;
  const number = Number(text);
  return number <= most ? number : null;
}

function readIndex(steps: readonly string[]): number | null {
  const [last = '', ...others] = steps.toReversed();
  const isWritten = /^\d{3}$/u.test(last) && others.every((step) => /^x\d{3}$/u.test(step));
  if (!isWritten || others.at(-1) === 'x000') return null;
  return Number(steps.join('').replaceAll('x', ''));
}
