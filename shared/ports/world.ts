import type { Instant } from '../domain/time.ts';

export interface Clock {
  now(): Instant;
}

export interface Tokens {
  /** Lower-case hex SHA-256 of the UTF-8 text. */
  fingerprint(text: string): string;
  /** A token that only this installation can make: holding it proves that we handed out `statement`. */
  sign(statement: string): Promise<string>;
  /** Compares in constant time; anything but the right token is simply false. */
  isSigned(statement: string, token: string): Promise<boolean>;
}

/** Waits that many milliseconds. */
export type Pause = (ms: number) => Promise<void>;
