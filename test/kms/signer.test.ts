import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LogSigner } from '../../shared/ports/log-keys.ts';
import { kmsSigner } from '../../shared/kms/signer.ts';
import { inEnvironment } from '../support/environment.ts';
import { aClient, aKms, arnOf } from '../support/log-keys.ts';

const ARNS = [arnOf('Old'), arnOf('New')];
const MESSAGE = Buffer.from('sadzirdets.example/log/nap\n1\nAAAA\n');

/** The product's own signer at that address, with the access key of that function. */
function aSigner(endpoint: string, accessKey = 'local', arns: readonly string[] = ARNS): LogSigner {
  onTestFinished(
    inEnvironment({
      AWS_REGION: 'eu-north-1',
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_KMS: endpoint,
    }),
  );
  return kmsSigner(arns);
}

async function lastOf(signer: LogSigner): Promise<Uint8Array> {
  return (await signer.keys()).at(-1) ?? Buffer.of();
}

/** Says whether this is the key's signature of the message, by the key's 32 bytes alone. */
function isSigned(key: Uint8Array, signature: Uint8Array): boolean {
  const x = Buffer.from(key).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, MESSAGE, publicKey, signature);
}

interface Canned {
  readonly PublicKey?: Buffer;
  readonly Signature?: Buffer;
}

/** A KMS that gives these answers. Counts what it is asked for. */
async function aKmsThatAnswers(answers: Canned) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then(() => {
      asked.push(String(request.headers['x-amz-target']).replace('TrentService.', ''));
      const written = Object.entries(answers).map(([name, value]: [string, Buffer]) => [
        name,
        value.toString('base64'),
      ]);
      response.end(JSON.stringify(Object.fromEntries(written)));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { signer: aSigner(endpoint, 'local', [arnOf('Only')]), asked };
}

const spki = { type: 'spki', format: 'der' } as const;
const own = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const OWN = own.publicKey.export(spki);

describe('the signer', () => {
  it('tells the keys in the order of their ARNs, and asks KMS for each once', async () => {
    const { kms, permissions } = await aKms();
    const keys = await aSigner(kms.endpoint).keys();
    expect(keys.map(({ length }) => length)).toEqual([32, 32]);
    const turned = await aSigner(kms.endpoint, 'local', ARNS.toReversed()).keys();
    expect(turned).toEqual(keys.toReversed());
    const reader = aSigner(kms.endpoint, 'Reader', [arnOf('New')]);
    for (let time = 0; time < 3; time++) expect(await reader.keys()).toEqual([keys[1]]);
    expect(permissions.report().permissions).toMatchObject([{ calls: 1 }]);
  });

  it('signs with each of the keys, the same each time', async () => {
    const { kms } = await aKms();
    const signer = aSigner(kms.endpoint);
    const [old = Buffer.of(), young = Buffer.of()] = await signer.keys();
    const signature = await signer.sign(old, MESSAGE);
    expect(signature).toHaveLength(64);
    expect(isSigned(old, signature)).toBe(true);
    expect(isSigned(young, signature)).toBe(false);
    expect(isSigned(young, await signer.sign(young, MESSAGE))).toBe(true);
    expect(await aSigner(kms.endpoint).sign(old, MESSAGE)).toEqual(signature);
  });

  it('signs with no key but those of the log', async () => {
    const { kms, permissions } = await aKms();
    const foreign = await lastOf(aSigner(kms.endpoint, 'local', [arnOf('Old')]));
    const signer = aSigner(kms.endpoint, 'Reader', [arnOf('New')]);
    await expect(signer.sign(foreign, MESSAGE)).rejects.toThrow(
      `KMS has no key of the log that is ${Buffer.from(foreign).toString('hex')}`,
    );
    expect(permissions.report().refused).toEqual([]);
  });
});

describe('a fault of KMS', () => {
  it.each([
    ['an answer that is lost', 'drop-answer', 2],
    ['throttling', 'throttle', 2],
    ['an error of KMS', 'unavailable', 2],
    ['no connection', 'refuse-connection', 2],
  ] as const)('is overcome: %s', async (_, fault, times) => {
    const { kms } = await aKms();
    const signer = aSigner(kms.endpoint);
    kms.faults.order({ action: 'GetPublicKey', fault, times: 1 });
    const key = await lastOf(signer);
    kms.faults.order({ action: 'Sign', fault, times });
    expect(isSigned(key, await signer.sign(key, MESSAGE))).toBe(true);
    expect(kms.faults.orders).toEqual([]);
  });

  it('is overcome: an answer that does not come', async () => {
    const { kms } = await aKms();
    const requestHandler = { requestTimeout: 200, throwOnRequestTimeout: true };
    const signer = kmsSigner(ARNS, aClient(kms.endpoint, { maxAttempts: 3, requestHandler }));
    const key = await lastOf(signer);
    kms.faults.order({ action: 'Sign', fault: 'timeout', times: 2 });
    expect(isSigned(key, await signer.sign(key, MESSAGE))).toBe(true);
    expect(kms.faults.orders).toEqual([]);
  });

  it('that stays is thrown, and is not remembered', async () => {
    const { kms } = await aKms();
    const signer = aSigner(kms.endpoint);
    kms.faults.order({ action: '*', fault: 'throttle', times: 'always' });
    await expect(signer.keys()).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { attempts: 3 },
    });
    kms.faults.order({ action: '*', fault: null, times: 1 });
    const key = await lastOf(signer);
    kms.faults.order({ action: 'Sign', fault: 'disabled', times: 1 });
    await expect(signer.sign(key, MESSAGE)).rejects.toMatchObject({ name: 'DisabledException' });
    expect(isSigned(key, await signer.sign(key, MESSAGE))).toBe(true);
  });

  it('is a permission that is missing', async () => {
    const { kms } = await aKms();
    const signer = aSigner(kms.endpoint, 'Reader', [arnOf('New')]);
    const key = await lastOf(signer);
    await expect(signer.sign(key, MESSAGE)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: kms:Sign') as string,
    });
  });
});

describe('an answer of KMS', () => {
  const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export(spki);
  const X25519 = generateKeyPairSync('x25519').publicKey.export(spki);
  /** The same key, its length written in two bytes: BER, but not DER. */
  const LOOSE = Buffer.concat([Buffer.from('30812a', 'hex'), OWN.subarray(2)]);

  it.each<[string, Canned]>([
    ['of P-256', { PublicKey: EC }],
    ['of X25519', { PublicKey: X25519 }],
    ['with a byte too much', { PublicKey: Buffer.concat([OWN, Buffer.of(0)]) }],
    ['with a byte too few', { PublicKey: OWN.subarray(0, -1) }],
    ['that is not DER', { PublicKey: LOOSE }],
    ['without its wrapping', { PublicKey: OWN.subarray(-32) }],
    ['that is missing', {}],
  ])('with a public key %s is refused', async (_, answers) => {
    const { signer } = await aKmsThatAnswers(answers);
    await expect(signer.keys()).rejects.toThrow(
      `The public key of ${arnOf('Only')} is no Ed25519 key`,
    );
  });

  it.each<[string, Canned]>([
    ['of another key', { Signature: sign(null, MESSAGE, other.privateKey) }],
    ['of another message', { Signature: sign(null, Buffer.of(1), own.privateKey) }],
    ['that is too short', { Signature: sign(null, MESSAGE, own.privateKey).subarray(0, 63) }],
    ['that is missing', {}],
  ])('with a signature %s never leaves the signer', async (_, answers) => {
    const { signer, asked } = await aKmsThatAnswers({ PublicKey: OWN, ...answers });
    const key = await lastOf(signer);
    await expect(signer.sign(key, MESSAGE)).rejects.toThrow(
      `KMS answered with a signature that is not of ${arnOf('Only')}`,
    );
    expect(asked).toEqual(['GetPublicKey', 'Sign']);
  });

  it('with the right signature is taken', async () => {
    const Signature = sign(null, MESSAGE, own.privateKey);
    const { signer } = await aKmsThatAnswers({ PublicKey: OWN, Signature });
    expect(Buffer.from(await signer.sign(await lastOf(signer), MESSAGE))).toEqual(Signature);
  });
});
