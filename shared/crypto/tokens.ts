import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Tokens } from '../ports/world.ts';

/** At least 128 bits in base64url: short enough for a link, far too long to guess. */
const TOKEN_CHARS = 22;

/** Asks for `secret` at the first signature, and keeps it. */
export function tokens(secret: () => Promise<string>): Tokens {
  let known: string | undefined;

  async function sign(statement: string): Promise<string> {
    known ??= await secret();
    const mac = createHmac('sha256', known).update(statement).digest('base64url');
    return mac.slice(0, TOKEN_CHARS);
  }

  return {
    fingerprint: (text) => createHash('sha256').update(text).digest('hex'),
    sign,
    async isSigned(statement, token) {
      const right = Buffer.from(await sign(statement));
      const given = Buffer.from(token);
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}
