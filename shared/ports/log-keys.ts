/** Signs checkpoints. Nobody can take out a private key, so each signature is a call. */
export interface LogSigner {
  /** Returns the public keys, 32 bytes each (RFC 8032), oldest first. The last one signs. */
  keys(): Promise<readonly Uint8Array[]>;
  /**
   * Returns the signature of Ed25519, 64 bytes. The same message always gets the same signature.
   * Throws for a key that is not among {@link keys}.
   */
  sign(key: Uint8Array, message: Uint8Array): Promise<Uint8Array>;
}
