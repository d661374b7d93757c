import { createHash } from 'node:crypto';
import type { Hash } from './tree.ts';

/*
 * Checkpoints as C2SP tlog-checkpoint has them: the size and the root of a tree, as a note that is
 * signed with Ed25519 (C2SP signed-note). The name of a key is the origin of its log.
 */

/** The type of an Ed25519 signature in a signed note. */
const ED25519 = Buffer.of(1);
const KEY_ID_BYTES = 4;

/** A tree of the log at a moment. `origin`: the name of the log, unique in the world. */
export interface TreeHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** A public key of Ed25519: 32 bytes (RFC 8032). */
export type PublicKey = Uint8Array;

/** Returns the text that is signed. It ends with a line end. */
export function noteOf({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** Returns the note with its signatures: the newest key first. */
export function signedNote(
  { origin, ...head }: TreeHead,
  signatures: readonly { readonly key: PublicKey; readonly signature: Uint8Array }[],
): string {
  const lines = signatures.map(({ key, signature }) => {
    const signed = Buffer.concat([keyIdOf(origin, key), signature]);
    return `— ${origin} ${signed.toString('base64')}\n`;
  });
  return `${noteOf({ origin, ...head })}\n${lines.join('')}`;
}

/** Returns the key as verifiers write it down: name, id, and type with key, joined by plus signs. */
export function verifierKey(origin: string, key: PublicKey): string {
  const typed = Buffer.concat([ED25519, key]);
  return `${origin}+${keyIdOf(origin, key).toString('hex')}+${typed.toString('base64')}`;
}

function keyIdOf(name: string, key: PublicKey): Buffer {
  const hash = createHash('sha256').update(`${name}\n`).update(ED25519).update(key);
  return hash.digest().subarray(0, KEY_ID_BYTES);
}
