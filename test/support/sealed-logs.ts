import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { Consultation } from '../../shared/domain/consultation.ts';
import { noteOf, signedNote } from '../../shared/log/checkpoint.ts';
import type { Seal } from '../../shared/log/state.ts';
import type { SealedLog } from '../../shared/ports/writers.ts';
import { at } from './builders.ts';
import { aKeyPair } from './log.ts';

/** What an Ed25519 public key looks like before its 32 bytes (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
/** The root of no tree in particular. */
const ROOT = createHash('sha256').update('root').digest();

/** A seal as the sealing makes it, signed with the keys that follow from the seeds, newest first. */
export function aSeal(consultation: string, seeds: readonly number[] = [1], size = 1_024): Seal {
  const head = { origin: `sadzirdets.example/log/${consultation}`, size, root: ROOT };
  const signatures = seeds.map((seed) => {
    const { publicKey: key, privateKey } = aKeyPair(seed);
    return { key, signature: sign(null, Buffer.from(noteOf(head)), privateKey) };
  });
  return {
    first: size - 1,
    size,
    upTo: at('2026-11-30T07:40:00+02:00'),
    sealedAt: at('2026-11-30T07:45:02+02:00'),
    checkpoint: signedNote(head, signatures),
  };
}

export function aSealedLog(consultation: Consultation, seeds?: readonly number[]): SealedLog {
  return { consultation, seal: aSeal(consultation.id, seeds) };
}

/** Returns every signed note that stands in a text, as it would be copied from there. */
export function notesIn(text: string): string[] {
  const note = /^\S+\n\d+\n[A-Za-z0-9+/=]{44}\n\n(?:— \S+ [A-Za-z0-9+/=]+\n)+/gmu;
  return [...text.matchAll(note)].map(([found]) => found);
}

/** Says whether the line of a note with that place is a signature of the key (C2SP signed-note). */
export function isSignedBy(note: string, seed: number, place = 0): boolean {
  const end = note.indexOf('\n\n') + 1;
  const line = note.slice(end + 1).split('\n')[place] ?? '';
  const signature = Buffer.from(line.split(' ')[2] ?? '', 'base64').subarray(4);
  const der = Buffer.concat([SPKI_PREFIX, aKeyPair(seed).publicKey]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify(null, Buffer.from(note.slice(0, end)), key, signature);
}
