import { concat, fromBase64, toBase64, toHex, utf8, type Bytes, type Sha256 } from './bytes.ts';
import { Refusal } from './refusal.ts';

/*
 * Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature. Only
 * Ed25519 (type 1) is known here; a signature by any other key is left aside, as the specification
 * asks for.
 */

const ED25519 = 1;
const KEY_BYTES = 32;
const ID_BYTES = 4;
/** The specification asks for at least 16. */
const MAX_SIGNATURES = 64;
const NAME = /^[^\s+]+$/u;

/** A public key, and the name under which it signs. `id`: four bytes in hex. */
export interface VerifierKey {
  readonly name: string;
  readonly id: string;
  readonly key: Bytes;
}

export interface Note {
  /** What is signed. It ends with a line end. */
  readonly text: string;
  readonly signatures: readonly {
    readonly name: string;
    readonly id: string;
    readonly signature: Bytes;
  }[];
}

export async function verifierKey(name: string, key: Bytes, sha256: Sha256): Promise<VerifierKey> {
  const hash = await sha256(concat([utf8(`${name}\n`), Uint8Array.of(ED25519), key]));
  return { name, id: toHex(hash.subarray(0, ID_BYTES)), key };
}

/** Reads `name+id+base64`. Throws Refusal if it is no key, or if its id does not belong to it. */
export async function readVerifierKey(written: string, sha256: Sha256): Promise<VerifierKey> {
  const [, name = '', id = '', base64 = ''] = /^([^+]*)\+([^+]*)\+(.*)$/u.exec(written) ?? [];
  const typed = fromBase64(base64);
  if (!NAME.test(name) || typed === null) {
    throw new Refusal(`“${written}” is no verifier key: it should read NAME+ID+BASE64`);
  }
  if (typed[0] !== ED25519 || typed.length !== 1 + KEY_BYTES) {
    throw new Refusal(`The verifier key of ${name} is no Ed25519 key`);
  }
  const known = await verifierKey(name, typed.slice(1), sha256);
  if (known.id !== id) {
    throw new Refusal(`The verifier key of ${name} has the id ${known.id}, but says ${id}`);
  }
  return known;
}

export function writeVerifierKey({ name, id, key }: VerifierKey): string {
  return `${name}+${id}+${toBase64(concat([Uint8Array.of(ED25519), key]))}`;
}

/** Throws Refusal if the text is no signed note. It does not check the signatures. */
export function readNote(written: string): Note {
  // The specification allows no other control character than the line end.
  if (/[\0-\t\v-\x1f]/u.test(written)) throw new Refusal('A note holds no control characters');
  const end = written.lastIndexOf('\n\n');
  if (end < 1 || !written.endsWith('\n')) {
    throw new Refusal('A note ends with an empty line and its signatures');
  }
  const lines = written.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) {
    throw new Refusal(`A note with more than ${MAX_SIGNATURES} signatures is not read`);
  }
  return { text: written.slice(0, end + 1), signatures: lines.map(readSignature) };
}

function readSignature(line: string): Note['signatures'][number] {
  const [, name = '', base64 = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
  const bytes = fromBase64(base64);
  if (!NAME.test(name) || bytes === null || bytes.length <= ID_BYTES) {
    throw new Refusal(`“${line}” is no line of a signature: it should read — NAME BASE64`);
  }
  return { name, id: toHex(bytes.subarray(0, ID_BYTES)), signature: bytes.slice(ID_BYTES) };
}

/**
 * Returns those of the keys that have signed the note. Throws Refusal if a line names one of the
 * keys and its signature is wrong.
 */
export async function signersOf(
  { text, signatures }: Note,
  keys: readonly VerifierKey[],
): Promise<VerifierKey[]> {
  const signers: VerifierKey[] = [];
  for (const { name, id, signature } of signatures) {
    const key = keys.find((one) => one.name === name && one.id === id);
    if (key === undefined) continue;
    if (!(await isSignedBy(key.key, utf8(text), signature))) {
      throw new Refusal(`The signature of ${name} (key ${id}) is wrong`);
    }
    signers.push(key);
  }
  return signers;
}

/**
 * Says whether the signature is right (RFC 8032). Throws an error with the name `NotSupportedError`
 * in a browser that does not know Ed25519.
 */
export async function isSignedBy(key: Bytes, text: Bytes, signature: Bytes): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, signature, text);
  } catch (fault) {
    // Anything else means that these bytes are no key.
    if (fault instanceof Error && fault.name === 'NotSupportedError') throw fault;
    return false;
  }
}
