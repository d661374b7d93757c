import { verifierKey } from '../log/checkpoint.ts';
import { type LogEntry, readEntry } from '../log/entry.ts';
import type { Seal } from '../log/state.ts';
import { HEIGHTS, TILE_WIDTH, type TileName, type TileRequest, widthIn } from '../log/tiles.ts';
import { appendLeaves, EMPTY, type Hash, leafHash, proveInclusion, rootOf } from '../log/tree.ts';
import type { LogReader } from '../ports/log.ts';

interface Needs {
  readonly store: LogReader;
}

/** An entry with the proof that it is in the tree of a checkpoint. */
export interface ProvenEntry {
  readonly place: number;
  /** Canonical JSON. */
  readonly entry: string;
  /** The proof of RFC 9162, section 2.1.3, from the leaf upwards. */
  readonly proof: readonly Hash[];
}

const LENGTH_BYTES = 2;

/**
 * Reads a log as it was last sealed: nothing beyond its newest checkpoint is shown to anybody.
 */
export function readLog({ store }: Needs) {
  return {
    /** Returns the newest seal, or null if nothing is sealed yet. */
    newest,
    /**
     * Returns every key that has signed the log, also under an earlier name, oldest first. Each is
     * written with the present name.
     */
    async keys(consultation: string): Promise<string[]> {
      const log = await store.findLog(consultation);
      if (log === null) return [];
      const { origin, keys } = log.state;
      return keys.map((key) => verifierKey(origin, Buffer.from(key, 'base64')));
    },

    /** Returns the bytes of a tile or an entry bundle, or null if there is none. */
    async tile(consultation: string, { level, number, width }: TileRequest) {
      const seal = await newest(consultation);
      const name = { level: level === 'entries' ? 0 : level, number };
      if (seal === null || widthIn(name, seal.size) < width) return null;
      if (level !== 'entries') return Buffer.concat(await tileOf(consultation, name, width));
      return bundleOf(await bundleEntries(consultation, number, width));
    },

    /** Returns the entry at the place with its proof, or null if the checkpoint does not hold it. */
    async entry(consultation: string, place: number, { size }: Seal): Promise<ProvenEntry | null> {
      if (place >= size) return null;
      const read = subtreeReader(consultation, size);
      const [[entry = ''], proof] = await Promise.all([
        Array.fromAsync(store.streamEntries(consultation, place, place + 1)),
        proveInclusion(place, size, read),
      ]);
      return { place, entry, proof };
    },

    /** Finds the first entry of a seal that is the wanted one, with its place. */
    async find(
      consultation: string,
      { first, size }: Seal,
      isWanted: (entry: LogEntry) => boolean,
    ): Promise<{ readonly place: number; readonly entry: LogEntry } | null> {
      let place = first;
      for await (const written of store.streamEntries(consultation, first, size)) {
        const entry = readEntry(written);
        if (isWanted(entry)) return { place, entry };
        place += 1;
      }
      return null;
    },
  };

  async function newest(consultation: string): Promise<Seal | null> {
    return (await store.newestSeals(consultation, 1))[0] ?? null;
  }

  async function bundleEntries(consultation: string, number: number, width: number) {
    const from = number * TILE_WIDTH;
    return Array.fromAsync(store.streamEntries(consultation, from, from + width));
  }

  /** Returns the first hashes of a tile. The entries give those of level 0. */
  async function tileOf(consultation: string, name: TileName, width: number): Promise<Hash[]> {
    if (name.level === 0) {
      return (await bundleEntries(consultation, name.number, width)).map(leafHash);
    }
    const hashes = await store.readTile(consultation, name);
    if (hashes.length < width) {
      throw new Error(`Tile ${name.level}/${name.number} of ${consultation} is incomplete`);
    }
    return hashes.slice(0, width);
  }

  /** Returns the hashes of complete subtrees, from tiles that are read once each. */
  function subtreeReader(consultation: string, size: number) {
    const tiles = new Map<string, Promise<Hash[]>>();
    const tile = async (name: TileName) => {
      const key = `${name.level} ${name.number}`;
      const known = tiles.get(key) ?? tileOf(consultation, name, widthIn(name, size));
      tiles.set(key, known);
      return known;
    };
    return async ({ from, to }: { readonly from: number; readonly to: number }): Promise<Hash> => {
      const level = Math.floor(Math.log2(to - from) / HEIGHTS);
      const leaves = TILE_WIDTH ** level;
      const [first, last] = [from / leaves, to / leaves];
      const number = Math.floor(first / TILE_WIDTH);
      const hashes = await tile({ level, number });
      const start = number * TILE_WIDTH;
      return rootOf(appendLeaves(EMPTY, hashes.slice(first - start, last - start)));
    };
  }
}

/** Returns entries one after the other, each with its length before it. */
function bundleOf(entries: readonly string[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const bytes = Buffer.from(entry);
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt16BE(bytes.length);
      return [length, bytes];
    }),
  );
}
