import type { KeyInUse, KeyRing, Purpose, SecretKey } from '../domain/secret-key.ts';
import type { Instant } from '../domain/time.ts';

/** Keeps the secret keys of the installation. */
export interface KeyStore {
  /** Returns all keys of the purpose, retired ones too, oldest first. Strongly consistent. */
  listKeys(purpose: Purpose): Promise<readonly SecretKey[]>;
  /** `taken`: somebody else has made a key with this number. */
  addKey(purpose: Purpose, key: KeyInUse): Promise<'added' | 'taken'>;
  /** Removes the key's secret for good. `none`: no such key is in use. */
  retireKey(purpose: Purpose, number: number, now: Instant): Promise<'retired' | 'none'>;
}

/**
 * Returns the keys in use of a purpose. Throws while there are none: the first publication makes
 * the first key.
 */
export type ReadKeys = (purpose: Purpose) => Promise<KeyRing>;

/** Makes a secret that nobody can guess. */
export type NewSecret = () => string;
