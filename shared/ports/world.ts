import type { Instant } from '../domain/time.ts';

export interface Clock {
  now(): Instant;
}

/**
 * A keyed hash under each key in use. The first one is under the key that signs: what is new stands
 * under it. What stands under another one was made before the keys were rotated.
 */
export type Hashes = readonly [string, ...string[]];

export interface Tokens {
  /** Makes a secret that nobody can guess: 32 random bytes, in lower-case hex. */
  newSecret(): string;
  /** Returns the lower-case hex SHA-256 of the UTF-8 text. Only for a text that nobody can guess. */
  fingerprint(text: string): string;
  /**
   * Returns a token that only this installation can make. Somebody who has the token proves that we
   * handed out `statement`. The token names its key, so that it stays valid when a newer key signs.
   */
  sign(statement: string): Promise<string>;
  /** Compares in constant time. Returns false for anything but the right token. */
  isSigned(statement: string, token: string): Promise<boolean>;
  /** Returns keyed hashes of 128 bits, in base64url, under the keys for addresses. */
  hashAddress(statement: string): Promise<Hashes>;
  /** Returns keyed hashes of 256 bits, in lower-case hex, under the keys for references. */
  hashContent(statement: string): Promise<Hashes>;
}

/** Waits that many milliseconds. */
export type Pause = (ms: number) => Promise<void>;
