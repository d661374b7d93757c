import type { Instant } from '../domain/time.ts';

export interface Clock {
  now(): Instant;
}

export interface Tokens {
  /** Returns the lower-case hex SHA-256 of the UTF-8 text. */
  fingerprint(text: string): string;
  /**
   * Returns a token that only this installation can make. Somebody who has the token proves that we
   * handed out `statement`.
   */
  sign(statement: string): Promise<string>;
  /** Compares in constant time. Returns false for anything but the right token. */
  isSigned(statement: string, token: string): Promise<boolean>;
}

/** Waits that many milliseconds. */
export type Pause = (ms: number) => Promise<void>;
