import { createHash } from 'node:crypto';

/** Returns the SHA-256 of a file of a digest, in hex, as the digest's entry in the log holds it. */
export function fileHash(csv: string): string {
  return createHash('sha256').update(csv).digest('hex');
}
