import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import {
  GetPublicKeyCommand,
  KMSClient,
  MessageType,
  SignCommand,
  SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { withoutCallLog } from '../aws-client.ts';
import type { LogSigner } from '../ports/log-keys.ts';

/**
 * Both calls may be made again without harm: a signature of Ed25519 is the same each time. Three
 * attempts of the SDK take less than eight seconds.
 */
const CLIENT = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true },
};

/**
 * What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo: DER has one way
 * only to write it (RFC 8410, section 4).
 */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

interface KnownKey {
  readonly arn: string;
  readonly bytes: Uint8Array;
  readonly publicKey: KeyObject;
}

/**
 * Signs with the keys of AWS KMS that have these ARNs, oldest first. A public key is read once: it
 * never changes. `endpoint` and `region` come from the environment unless `client` says otherwise.
 */
export function kmsSigner(
  arns: readonly string[],
  client = withoutCallLog(new KMSClient(CLIENT)),
): LogSigner {
  const known = new Map<string, KnownKey>();

  async function read(arn: string): Promise<KnownKey> {
    const before = known.get(arn);
    if (before !== undefined) return before;
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: arn }));
    const key = keyOf(arn, PublicKey ?? Buffer.of());
    known.set(arn, key);
    return key;
  }

  const readAll = async () => Promise.all(arns.map(read));

  return {
    async keys() {
      return (await readAll()).map(({ bytes }) => bytes);
    },

    async sign(key, message) {
      const found = (await readAll()).find(({ bytes }) => Buffer.compare(bytes, key) === 0);
      if (found === undefined) {
        throw new Error(`KMS has no key of the log that is ${Buffer.from(key).toString('hex')}`);
      }
      const { Signature = Buffer.of() } = await client.send(
        new SignCommand({
          KeyId: found.arn,
          Message: message,
          MessageType: MessageType.RAW,
          SigningAlgorithm: SigningAlgorithmSpec.ED25519_SHA_512,
        }),
      );
      // A wrong signature would make a checkpoint that nobody accepts, and that cannot be replaced.
      if (!verify(null, message, found.publicKey, Signature)) {
        throw new Error(`KMS answered with a signature that is not of ${found.arn}`);
      }
      return Signature;
    },
  };
}

/** Reads a public key as KMS gives it. Throws if it is anything but an Ed25519 key. */
function keyOf(arn: string, spki: Uint8Array): KnownKey {
  const prefix = spki.subarray(0, SPKI_PREFIX.length);
  const bytes = spki.slice(SPKI_PREFIX.length);
  if (Buffer.compare(prefix, SPKI_PREFIX) !== 0 || bytes.length !== KEY_BYTES) {
    throw new Error(`The public key of ${arn} is no Ed25519 key`);
  }
  const publicKey = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return { arn, bytes, publicKey };
}
