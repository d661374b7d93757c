import * as z from 'zod/mini';

/** How many there are. */
export const Count = z.int().check(z.nonnegative());
/** A place in a log: 0 is the first entry. */
export const LogPlace = z.int().check(z.nonnegative());
export const SHA256 = /^[0-9a-f]{64}$/u;
/** A SHA-256 in lower-case hex. */
export const Sha256 = z.string().check(z.regex(SHA256));
