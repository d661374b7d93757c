import * as z from 'zod/mini';
import { Instant } from '../domain/time.ts';
import type { Seal } from '../log/state.ts';
import { readTilePath, type TileRequest } from '../log/tiles.ts';
import type { Hash } from '../log/tree.ts';
import type { Request } from './chain.ts';
import { logText, type Response } from './respond.ts';

/** Checkpoints in one answer. */
export const MAX_LISTED_CHECKPOINTS = 50;

/** Checkpoints of a log, newest first. */
export const CheckpointList = z.strictObject({
  checkpoints: z.array(
    z.strictObject({
      /** How many entries the log had. */
      size: z.int(),
      sealedAt: Instant,
      /** A signed note (C2SP tlog-checkpoint). */
      checkpoint: z.string(),
    }),
  ),
});

/** An entry with the proof that it is in the tree of the checkpoint. */
export const EntryView = z.strictObject({
  index: z.int(),
  /** Canonical JSON: the text is what was hashed. */
  entry: z.string(),
  /** Base64, from the leaf upwards (RFC 9162, section 2.1.3). */
  proof: z.array(z.string()),
  checkpoint: z.string(),
});

/** C2SP tlog-tiles has this type for a checkpoint, and `application/octet-stream` for tiles. */
const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json';
/** No log has more than a billion entries. */
const NUMBER = /^(?:0|[1-9]\d{0,8})$/u;

/** Reads a place in a log or a size. A number has only one spelling. Null: it is none. */
export function readLogNumber(text = ''): number | null {
  return NUMBER.test(text) ? Number(text) : null;
}

/** Reads which tile or entry bundle is asked for. Null: there is no such address. */
export function tileOf({ parameters }: Pick<Request, 'parameters'>): TileRequest | null {
  const { level, a, b, c } = parameters;
  return readTilePath([level, a, b, c].filter((step) => step !== undefined));
}

export function checkpointAnswer({ checkpoint }: Pick<Seal, 'checkpoint'>): Response {
  return logText(checkpoint, TEXT);
}

export function checkpointsAnswer(seals: readonly Seal[]): Response {
  const list: z.infer<typeof CheckpointList> = {
    checkpoints: seals.map(({ size, sealedAt, checkpoint }) => ({ size, sealedAt, checkpoint })),
  };
  return logText(JSON.stringify(list), JSON_TYPE);
}

/** Answers with verifier keys, one in a line. */
export function keysAnswer(keys: readonly string[]): Response {
  return logText(keys.map((key) => `${key}\n`).join(''), TEXT);
}

export function entryAnswer(
  { place, entry, proof }: { place: number; entry: string; proof: readonly Hash[] },
  { checkpoint }: Pick<Seal, 'checkpoint'>,
): Response {
  const view: z.infer<typeof EntryView> = {
    index: place,
    entry,
    proof: proof.map((hash) => hash.toString('base64')),
    checkpoint,
  };
  return logText(JSON.stringify(view), JSON_TYPE);
}
