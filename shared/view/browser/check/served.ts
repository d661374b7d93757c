import type { Bytes } from '../../../../verify/bytes.ts';
import {
  type Checkpoint,
  consultationOf,
  readCheckpoint,
  readOrigin,
} from '../../../../verify/checkpoint.ts';
import { Refusal } from '../../../../verify/refusal.ts';
import { type Tile, tilePath } from '../../../../verify/tiles.ts';

/** A log as this site serves it. */
export interface ServedLog {
  readonly keys: readonly string[];
  readonly newest: Checkpoint;
  /** Throws Unreachable. */
  readonly readTile: (tile: Tile) => Promise<Bytes>;
}

/** The site does not answer as it should, or the network is down. */
export class Unreachable extends Error {}

/**
 * Opens the log to which the checkpoint belongs. These requests are all that the check asks for, and
 * none holds anything of what is checked but the name of the log. Returns null if this site has no such
 * log. Throws Unreachable.
 */
export async function openServed({ origin }: Checkpoint): Promise<ServedLog | null> {
  const name = readOrigin(origin);
  if (name === null) return null;
  const address = `/log/${consultationOf(name)}`;
  const written = await fetchOnce(`${address}/checkpoint`, 'no-store');
  if (written === null) return null;
  const newest = readNewest(await written.text());
  if (readOrigin(newest.origin)?.base !== name.base) return null;
  const keys = await fetchOnce(`${address}/keys`, 'no-store');
  if (keys === null) throw new Unreachable();
  return {
    keys: (await keys.text()).split('\n').filter((line) => line !== ''),
    newest,
    readTile: async (tile) => {
      const answer = await fetchOnce(`${address}/${tilePath(tile)}`, 'default');
      if (answer === null) throw new Unreachable();
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}

function readNewest(written: string): Checkpoint {
  try {
    return readCheckpoint(written);
  } catch (fault) {
    if (fault instanceof Refusal) throw new Unreachable();
    throw fault;
  }
}

/** Returns null if there is nothing at the address. */
async function fetchOnce(address: string, cache: RequestCache): Promise<Response | null> {
  const answer = await fetch(address, { cache, credentials: 'omit' }).catch(() => null);
  if (answer?.status === 404) return null;
  if (answer?.ok !== true) throw new Unreachable();
  return answer;
}
