import { randomBytes } from 'node:crypto';
import type { NewSecret } from '../ports/keys.ts';

/** Makes 32 random bytes, in hex. */
export const newSecret: NewSecret = () => randomBytes(32).toString('hex');
