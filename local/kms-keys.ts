import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ACCOUNT } from './account.ts';
import type { Assembly } from './template.ts';

/** The one kind of key that this stack can make. Another one in the template throws. */
export const KEY_SPEC = 'ECC_NIST_EDWARDS25519';
export const KEY_USAGE = 'SIGN_VERIFY';

const KeyProperties = z.object({
  KeySpec: z.literal(KEY_SPEC),
  KeyUsage: z.literal(KEY_USAGE),
  Enabled: z._default(z.boolean(), true),
});

/** A key of the template. */
export interface LocalKey {
  readonly arn: string;
  readonly isEnabled: boolean;
  readonly privateKey: KeyObject;
  /** DER, as a SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
}

/**
 * The keys of the template. The material of a key is made when the key is met for the first time,
 * and stays in a file of the folder under the key's logical id. Without the file, what the key has
 * signed cannot be carried on.
 */
export class LocalKeys {
  readonly #keys = new Map<string, LocalKey>();

  constructor(assembly: Assembly, folder: string) {
    for (const id of assembly.idsOf('AWS::KMS::Key')) {
      assembly.become(id, { ref: id, attributes: { Arn: arnOf(id, assembly.region), KeyId: id } });
    }
    for (const { id, properties } of assembly.of('AWS::KMS::Key')) {
      const { Enabled } = KeyProperties.parse(properties);
      const privateKey = materialIn(folder, id);
      const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
      const arn = arnOf(id, assembly.region);
      this.#keys.set(id, { arn, isEnabled: Enabled, privateKey, publicKey });
    }
  }

  /** Finds a key by its ARN or its id. An alias finds none. */
  find(name: string): LocalKey | null {
    const byId = this.#keys.get(name);
    return byId ?? [...this.#keys.values()].find(({ arn }) => arn === name) ?? null;
  }
}

function arnOf(id: string, region: string): string {
  return `arn:aws:kms:${region}:${ACCOUNT}:key/${id}`;
}

function materialIn(folder: string, id: string): KeyObject {
  const path = join(folder, `${id}.pem`);
  if (!existsSync(path)) make(folder, path);
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path);
}

/** Makes the file in one step. A process that is killed meanwhile leaves no half key. */
function make(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ed25519');
  const unfinished = `${path}.part`;
  const material = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(unfinished, material, { mode: 0o600, flush: true });
  renameSync(unfinished, path);
}

function unreadable(path: string, cause?: unknown): Error {
  return new Error(
    `${path} holds no Ed25519 key: put the file back, or choose another --data`,
    cause === undefined ? {} : { cause },
  );
}
