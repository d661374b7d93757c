import type { PublicPart } from '../domain/public-part.ts';
import { type Place, placeOf } from '../domain/public-place.ts';
import type { PublicStore } from '../ports/public-parts.ts';
import type { DataFile } from './data-file.ts';

/**
 * In UTF-8 bytes. Our answers end at a megabyte. JSON in JSON, which is how Lambda hands an answer
 * on, takes up to twice as much.
 */
export const MAX_VOLUME_BYTES = 700_000;

/**
 * A volume also ends after a part with such an id: one in 529 has it, by chance. So a change of one
 * part moves the ends of the volumes around it, and not of all that follow.
 */
const ENDS_VOLUME = /^(.)\1\1/u;

type Store = Pick<PublicStore, 'streamPublic'>;

interface Volume {
  readonly body: string;
  /** Where the next volume begins, or null after the last part. */
  readonly next: Place | null;
}

/**
 * Reads the volume that begins after the place, or the first one. It holds at least one part if
 * there is one.
 */
export async function readVolume(
  store: Store,
  consultation: string,
  after: Place | undefined,
  file: DataFile,
  urlOf: (next: Place) => string,
): Promise<Volume> {
  const pieces = [file.head];
  let bytes = Buffer.byteLength(file.head);
  let last: PublicPart | null = null;
  for await (const part of store.streamPublic(consultation, after)) {
    const row = file.row(part, last === null);
    bytes += Buffer.byteLength(row);
    if (last !== null && (bytes > MAX_VOLUME_BYTES || ENDS_VOLUME.test(last.id))) {
      const next = placeOf(last);
      return { body: [...pieces, file.end(urlOf(next))].join(''), next };
    }
    pieces.push(row);
    last = part;
  }
  return { body: [...pieces, file.end(null)].join(''), next: null };
}

/** Writes all public data of a consultation as one file, in pieces. */
export async function* streamFile(
  store: Store,
  consultation: string,
  file: DataFile,
): AsyncGenerator<string, void, undefined> {
  yield file.head;
  let isFirst = true;
  for await (const part of store.streamPublic(consultation)) {
    yield file.row(part, isFirst);
    isFirst = false;
  }
  yield file.end(null);
}
