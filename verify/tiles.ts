import { nodeHash } from './merkle.ts';
import type { Bytes, Sha256 } from './bytes.ts';
import { Refusal } from './refusal.ts';

/*
 * C2SP tlog-tiles: a log in files. A tile holds up to 256 hashes, a bundle up to 256 entries, each
 * with its length in two bytes before it.
 */

/** Hashes in a full tile, and entries in a full bundle. */
export const WIDTH = 256;
export const MAX_ENTRY_BYTES = 65_535;

export interface Tile {
  /** 0: the hashes of the entries. */
  readonly level: number | 'entries';
  readonly number: number;
  /** How many hashes or entries it holds: 256 if it is full. */
  readonly width: number;
}

/** Returns the path of a tile below the prefix of its log. */
export function tilePath({ level, number, width }: Tile): string {
  const digits = String(number);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/gu) ?? [];
  const path = groups.map((group) => `x${group}`).join('/');
  // All groups but the last begin with an x.
  const [start, end] = [path.slice(0, -4), path.slice(-3)];
  return `tile/${level}/${start}${end}${width === WIDTH ? '' : `.p/${width}`}`;
}

/** Returns the bundles of a log of that size. */
export function bundlesOf(size: number): Tile[] {
  return splitLevel('entries', size);
}

/** Returns the tiles of a tree of that size, of all levels. */
export function tilesOf(size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / WIDTH)) {
    tiles.push(...splitLevel(level, hashes));
  }
  return tiles;
}

function splitLevel(level: Tile['level'], hashes: number): Tile[] {
  return Array.from({ length: Math.ceil(hashes / WIDTH) }, (_, number) => {
    return { level, number, width: Math.min(WIDTH, hashes - number * WIDTH) };
  });
}

/** Returns the hashes of each level of tiles over these leaves. */
export async function levelsOf(leaves: readonly Bytes[], sha256: Sha256): Promise<Bytes[][]> {
  const levels = [[...leaves]];
  for (let below = levels[0] ?? []; below.length >= WIDTH; below = levels.at(-1) ?? []) {
    const level: Bytes[] = [];
    for (let end = WIDTH; end <= below.length; end += WIDTH) {
      let row = below.slice(end - WIDTH, end);
      while (row.length > 1) row = await pairUp(row, sha256);
      level.push(...row);
    }
    levels.push(level);
  }
  return levels;
}

async function pairUp(row: readonly Bytes[], sha256: Sha256): Promise<Bytes[]> {
  const above: Bytes[] = [];
  for (let place = 0; place + 1 < row.length; place += 2) {
    above.push(await nodeHash(row[place] as Bytes, row[place + 1] as Bytes, sha256));
  }
  return above;
}

/**
 * Reads a bundle that must hold exactly `held` entries, and returns its first `width`. Throws
 * Refusal if the bundle is shorter or longer.
 */
export function readBundle(bundle: Bytes, { number, width }: Tile, held = width): Bytes[] {
  const entries: Bytes[] = [];
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  let start = 0;
  while (entries.length < held) {
    const end = start + 2 <= bundle.length ? start + 2 + view.getUint16(start) : Infinity;
    if (end > bundle.length) {
      throw new Refusal(`Bundle ${number} ends within its entry ${entries.length}`);
    }
    entries.push(bundle.slice(start + 2, end));
    start = end;
  }
  if (start < bundle.length) {
    throw new Refusal(`Bundle ${number} holds more than its ${held} entries`);
  }
  return entries.slice(0, width);
}
