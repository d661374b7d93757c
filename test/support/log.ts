import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { leafHash, nodeHash, type Hash } from '../../shared/log/tree.ts';
import { type LogEntry, readEntry } from '../../shared/log/entry.ts';
import type { LogSigner } from '../../shared/ports/log-keys.ts';
import type { LogReader } from '../../shared/ports/log.ts';

/** What a private key of Ed25519 looks like before its 32 bytes (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * A key pair that follows from its 32 secret bytes, or from one byte that stands for all of them. So
 * the checkpoints of a test are always the same.
 */
export function aKeyPair(secret: Uint8Array | number) {
  const bytes = typeof secret === 'number' ? Buffer.alloc(32, secret) : secret;
  const der = Buffer.concat([PKCS8_PREFIX, bytes]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { privateKey, publicKey: new Uint8Array(spki.subarray(-32)) };
}

/** Signs with these keys: the last one is the newest. */
export function aSigner(...seeds: readonly number[]): LogSigner {
  const pairs = seeds.map((seed) => aKeyPair(seed));
  return {
    keys: () => Promise.resolve(pairs.map(({ publicKey }) => publicKey)),
    async sign(key, message) {
      const pair = pairs.find(({ publicKey }) => Buffer.compare(publicKey, key) === 0);
      if (pair === undefined) throw new Error('Not one of our keys');
      return Promise.resolve(new Uint8Array(sign(null, message, pair.privateKey)));
    },
  };
}

export const LOG_SIGNER = aSigner(1);

/** Reads all entries of a log. */
export async function entriesOf(store: LogReader, consultation: string): Promise<LogEntry[]> {
  const log = await store.findLog(consultation);
  const written = store.streamEntries(consultation, 0, log?.state.size ?? 0);
  return (await Array.fromAsync(written)).map(readEntry);
}

/** The root of a tree by the definition of RFC 6962, section 2.1. */
export function rootByDefinition(entries: readonly string[]): Hash {
  const [only, ...others] = entries;
  if (only === undefined) throw new Error('An empty tree');
  if (others.length === 0) return leafHash(only);
  const half = 2 ** (Math.ceil(Math.log2(entries.length)) - 1);
  return nodeHash(rootByDefinition(entries.slice(0, half)), rootByDefinition(entries.slice(half)));
}
