import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyInUse, Purpose } from '../domain/secret-key.ts';
import type { ReadKeys } from '../ports/keys.ts';
import type { Hashes, Tokens } from '../ports/world.ts';
import { newSecret } from './secrets.ts';

/** At least 128 bits in base64url: short enough for a link, far too long to guess. */
const SHORT_CHARS = 22;
/** The number of the key and a keyed hash. */
const TOKEN = /^(\d{1,6})-([\w-]{22})$/u;

/** Signs and hashes with the newest key of each purpose, and verifies with every key in use. */
export function tokens(readKeys: ReadKeys): Tokens {
  async function hashesOf(purpose: Purpose, hash: (key: KeyInUse) => string): Promise<Hashes> {
    const [signing, ...others] = await readKeys(purpose);
    return [hash(signing), ...others.map(hash)];
  }

  return {
    newSecret,

    fingerprint: (text) => createHash('sha256').update(text).digest('hex'),

    async sign(statement) {
      const [key] = await readKeys('links');
      return `${key.number}-${shortHash(key, statement)}`;
    },

    async isSigned(statement, token) {
      const [, number, given = ''] = TOKEN.exec(token) ?? [];
      if (number === undefined) return false;
      const key = (await readKeys('links')).find((one) => String(one.number) === number);
      if (key === undefined) return false;
      return timingSafeEqual(Buffer.from(shortHash(key, statement)), Buffer.from(given));
    },

    hashAddress: async (statement) => hashesOf('addresses', (key) => shortHash(key, statement)),

    hashContent: async (statement) =>
      hashesOf('references', ({ secret }) => hmac(secret, statement).digest('hex')),
  };
}

function shortHash({ secret }: KeyInUse, statement: string): string {
  return hmac(secret, statement).digest('base64url').slice(0, SHORT_CHARS);
}

function hmac(secret: string, statement: string) {
  return createHmac('sha256', secret).update(statement);
}
