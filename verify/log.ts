import { readUtf8, type Bytes } from './bytes.ts';
import { readCheckpoint, type Checkpoint } from './checkpoint.ts';
import { Refusal, Unreadable } from './refusal.ts';
import { bundlesOf, MAX_ENTRY_BYTES, readBundle, tilePath, WIDTH, type Tile } from './tiles.ts';

/** Where a log is read: over HTTP, or from files with the same paths. */
export interface Source {
  readonly name: string;
  /**
   * Returns null if there is nothing at the path. Throws Unreadable for more than `most`
   * bytes, or if nobody answers.
   */
  readonly read: (path: string, most: number) => Promise<Bytes | null>;
}

const MAX_NOTE_BYTES = 65_536;
const MAX_LIST_BYTES = 4_194_304;
/** A log of one consultation is far smaller. */
const MAX_ENTRIES = 5_000_000;
const MAX_PAGES = 5_000;
const AT_ONCE = 8;

/** Throws Unreadable if there is no checkpoint, or if it promises more than can be read. */
export async function readNewest({ name, read }: Source): Promise<Checkpoint> {
  const bytes = await read('checkpoint', MAX_NOTE_BYTES);
  if (bytes === null) {
    throw new Unreadable(`There is no log at ${name}: its file “checkpoint” is missing`);
  }
  const checkpoint = readCheckpoint(textOf(bytes, 'The checkpoint'));
  if (checkpoint.size > MAX_ENTRIES) {
    throw new Unreadable(`The log says that it has ${checkpoint.size} entries: that is too many`);
  }
  return checkpoint;
}

/** Returns the keys that the log serves, as they are written. Null: it serves none. */
export async function readKeys({ read }: Source): Promise<string[] | null> {
  const bytes = await read('keys', MAX_NOTE_BYTES);
  if (bytes === null) return null;
  return textOf(bytes, 'The list of keys')
    .split('\n')
    .filter((line) => line !== '');
}

/** Throws Refusal if the log does not serve each entry. */
export async function readEntries(source: Source, size: number): Promise<Bytes[]> {
  const bundles = await mapSome(bundlesOf(size), async (tile) => {
    const { bytes, held } = await readTile(source, tile, 2 + MAX_ENTRY_BYTES);
    if (bytes === null) throw new Refusal(`The log does not serve ${tilePath(tile)}`);
    return readBundle(bytes, tile, held);
  });
  return bundles.flat();
}

/**
 * Reads a tile whose items have at most `itemBytes` bytes each. If a partial tile is gone, reads
 * the full tile instead. Returns the bytes, and in `held` how many items they should hold.
 */
export async function readTile(
  { read }: Source,
  tile: Tile,
  itemBytes: number,
): Promise<{ readonly bytes: Bytes | null; readonly held: number }> {
  const bytes = await read(tilePath(tile), tile.width * itemBytes);
  if (bytes !== null || tile.width === WIDTH) return { bytes, held: tile.width };
  return { bytes: await read(tilePath({ ...tile, width: WIDTH }), WIDTH * itemBytes), held: WIDTH };
}

/** Returns the checkpoints that the log serves, the newest first. Null: it serves none. */
export async function readEarlier(source: Source): Promise<Checkpoint[] | null> {
  const earlier: Checkpoint[] = [];
  let after = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const bytes = await source.read(`checkpoints${after}`, MAX_LIST_BYTES);
    if (bytes === null) return page === 0 ? null : earlier;
    const read = readList(textOf(bytes, 'The list of checkpoints'));
    const least = earlier.at(-1)?.size ?? Infinity;
    const older = read.filter(({ size }) => size < least);
    earlier.push(...older);
    if (older.length === 0) break;
    after = `?after=${earlier.at(-1)?.size}`;
  }
  return earlier;
}

function readList(text: string): Checkpoint[] {
  const notes = (parseJson(text) as { checkpoints?: unknown } | null)?.checkpoints;
  if (!Array.isArray(notes)) throw new Refusal('The list of checkpoints is not as it should be');
  return notes.map((item: unknown) => {
    const { size, checkpoint } = (item ?? {}) as { size?: unknown; checkpoint?: unknown };
    if (typeof checkpoint !== 'string') throw new Refusal('A served checkpoint is no text');
    const read = readCheckpoint(checkpoint);
    if (read.size !== size) {
      throw new Refusal(`A served checkpoint of size ${read.size} is listed as ${String(size)}`);
    }
    return read;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function textOf(bytes: Bytes, what: string): string {
  const text = readUtf8(bytes);
  if (text === null) throw new Refusal(`${what} is not UTF-8`);
  return text;
}

/** Maps the items, a few at a time. */
export async function mapSome<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(map))));
  }
  return results;
}
