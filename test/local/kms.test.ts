import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetPublicKeyCommand,
  type KMSClient,
  ListKeysCommand,
  SignCommand,
  type SignCommandInput,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { LocalKms } from '../../local/kms.ts';
import { aFolder, anAssembly } from '../support/assembly.ts';
import { aKms, arnOf } from '../support/log-keys.ts';

const MESSAGE = Buffer.from('sadzirdets.example/log/nap\n1\nAAAA\n');

function toSign(changes: Partial<SignCommandInput> = {}): SignCommand {
  return new SignCommand({
    KeyId: arnOf('New'),
    Message: MESSAGE,
    MessageType: 'RAW',
    SigningAlgorithm: 'ED25519_SHA_512',
    ...changes,
  });
}

const toRead = (KeyId = arnOf('New')) => new GetPublicKeyCommand({ KeyId });

async function publicKeyOf(client: KMSClient, id: string): Promise<Buffer> {
  return Buffer.from((await client.send(toRead(arnOf(id)))).PublicKey ?? []);
}

describe('a key', () => {
  it('is described as AWS describes it', async () => {
    const { client } = await aKms();
    expect(await client().send(toRead())).toMatchObject({
      KeyId: arnOf('New'),
      KeySpec: 'ECC_NIST_EDWARDS25519',
      CustomerMasterKeySpec: 'ECC_NIST_EDWARDS25519',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: ['ED25519_PH_SHA_512', 'ED25519_SHA_512'],
    });
    const own = await publicKeyOf(client(), 'New');
    const read = createPublicKey({ key: own, format: 'der', type: 'spki' });
    expect(read.asymmetricKeyType).toBe('ed25519');
    expect(await publicKeyOf(client(), 'Old')).not.toEqual(own);
  });

  it('signs a message of up to 4,096 bytes, an empty one too, under its ARN and its id', async () => {
    const { client } = await aKms();
    const key = await publicKeyOf(client(), 'New');
    const publicKey = createPublicKey({ key, format: 'der', type: 'spki' });
    for (const Message of [Buffer.of(), MESSAGE, Buffer.alloc(4_096, 7)]) {
      for (const KeyId of [arnOf('New'), 'New']) {
        const answer = await client().send(toSign({ KeyId, Message }));
        expect(answer).toMatchObject({ KeyId: arnOf('New'), SigningAlgorithm: 'ED25519_SHA_512' });
        expect(verify(null, Message, publicKey, answer.Signature ?? Buffer.of())).toBe(true);
      }
    }
  });

  it('is in the template what it is on AWS', async () => {
    const { assembly } = await aKms();
    expect(assembly.resolve({ Ref: 'New' })).toBe('New');
    expect(assembly.resolve({ 'Fn::GetAtt': ['New', 'Arn'] })).toBe(arnOf('New'));
  });

  it.each([
    [{ KeySpec: 'ECC_NIST_P256' }, 'KeySpec'],
    [{ KeyUsage: 'ENCRYPT_DECRYPT' }, 'KeyUsage'],
  ])('of another kind (%j) stops the start', async (properties, what) => {
    await expect(aKms({ properties })).rejects.toThrow(what);
  });
});

describe('the material of a key', () => {
  it('is made once, for its owner’s eyes only, and outlives the stack', async () => {
    const folder = join(aFolder(), 'keys');
    const first = await aKms({ folder });
    const made = await publicKeyOf(first.client(), 'New');
    expect(readdirSync(folder).toSorted()).toEqual(['New.pem', 'Old.pem']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'New.pem')).mode & 0o777).toBe(0o600);
    const before = readFileSync(join(folder, 'New.pem'), 'utf8');
    const second = await aKms({ folder });
    expect(await publicKeyOf(second.client(), 'New')).toEqual(made);
    expect(readFileSync(join(folder, 'New.pem'), 'utf8')).toBe(before);
  });

  it('is not what a killed process has left half written', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'New.pem.part'), '-----BEGIN PRIV');
    const { client } = await aKms({ folder });
    expect(await publicKeyOf(client(), 'New')).toHaveLength(44);
    expect(readdirSync(folder).toSorted()).toEqual(['New.pem', 'Old.pem']);
  });

  it.each([
    ['no key', 'nothing'],
    [
      'another kind of key',
      generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ],
  ])('is never replaced: a file with %s stops the start', async (_, content) => {
    const folder = aFolder();
    const path = join(folder, 'New.pem');
    writeFileSync(path, content);
    await expect(aKms({ folder })).rejects.toThrow(`${path} holds no Ed25519 key: put the file`);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
});

describe('a call is refused', () => {
  it.each<[string, Partial<SignCommandInput>, string, RegExp]>([
    [
      'for a message that is too long',
      { Message: Buffer.alloc(4_097) },
      'ValidationException',
      /'message' failed to satisfy constraint: Member must have length less than or equal to 4096/u,
    ],
    [
      'for an algorithm of another kind of key',
      { SigningAlgorithm: 'ECDSA_SHA_256' },
      'InvalidKeyUsageException',
      /^Algorithm ECDSA_SHA_256 is incompatible with key spec ECC_NIST_EDWARDS25519\.$/u,
    ],
    [
      'for an algorithm that does not exist',
      { SigningAlgorithm: 'ED25519' as never },
      'ValidationException',
      /'ED25519' at 'signingAlgorithm' failed/u,
    ],
    [
      'for a digest with the algorithm for messages',
      { MessageType: 'DIGEST', Message: Buffer.alloc(64) },
      'ValidationException',
      /^Message type DIGEST is incompatible with algorithm ED25519_SHA_512\.$/u,
    ],
    [
      'for a message with the algorithm for digests',
      { SigningAlgorithm: 'ED25519_PH_SHA_512' },
      'ValidationException',
      /^Message type RAW is incompatible with algorithm ED25519_PH_SHA_512\.$/u,
    ],
    [
      'for what only AWS can do',
      { SigningAlgorithm: 'ED25519_PH_SHA_512', MessageType: 'DIGEST', Message: Buffer.alloc(64) },
      'UnsupportedOperationException',
      /cannot sign with ED25519_PH_SHA_512/u,
    ],
    [
      'for a key that does not exist',
      { KeyId: arnOf('Gone') },
      'NotFoundException',
      /^Key 'arn:aws:kms:eu-north-1:000000000000:key\/Gone' does not exist$/u,
    ],
    [
      'for an alias',
      { KeyId: 'alias/New' },
      'NotFoundException',
      /^Key 'alias\/New' does not exist$/u,
    ],
    ['without a key', { KeyId: '' }, 'ValidationException', /'KeyId'/u],
    [
      'with a parameter that this stack does not know',
      { GrantTokens: ['x'] },
      'SerializationException',
      /does not understand the request GrantTokens/u,
    ],
  ])('%s', async (_, changes, name, message) => {
    const { client } = await aKms();
    await expect(client().send(toSign(changes))).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message) as string,
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
  });

  it('for a key that the template has disabled', async () => {
    const { client } = await aKms({ properties: { Enabled: false } });
    const refusal = { name: 'DisabledException', message: `${arnOf('New')} is disabled.` };
    await expect(client().send(toSign())).rejects.toMatchObject(refusal);
    await expect(client().send(toRead())).rejects.toMatchObject(refusal);
  });

  it('if this stack does not know it, or cannot read it', async () => {
    const { client, kms } = await aKms();
    await expect(client().send(new ListKeysCommand())).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    for (const body of ['{', '[]', ' '.repeat(100_001)]) {
      const headers = { 'x-amz-target': 'TrentService.GetPublicKey' };
      const answer = await fetch(kms.endpoint, { method: 'POST', headers, body });
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
      expect(await answer.json()).toMatchObject({ __type: 'SerializationException' });
    }
  });

  it('in AWS’s words where a role lacks the permission, and the call is reported', async () => {
    const { client, permissions } = await aKms();
    const credentials = { accessKeyId: 'Reader', secretAccessKey: 'local' };
    const reader = client({ credentials });
    expect(await reader.send(toRead())).toMatchObject({ KeyId: arnOf('New') });
    const why = (action: string, id: string) =>
      `User: arn:aws:sts::000000000000:assumed-role/Role/Reader is not authorized to perform: kms:${action} on resource: ${arnOf(id)} because no identity-based policy allows the kms:${action} action`;
    await expect(reader.send(toSign({ KeyId: 'New' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: why('Sign', 'New'),
    });
    await expect(reader.send(toRead(arnOf('Old')))).rejects.toMatchObject({
      message: why('GetPublicKey', 'Old'),
    });
    expect(permissions.report()).toMatchObject({
      permissions: [{ action: 'kms:GetPublicKey', resource: arnOf('New'), calls: 1 }],
      refused: [
        { action: 'kms:Sign', resource: arnOf('New'), calls: 1 },
        { action: 'kms:GetPublicKey', resource: arnOf('Old'), calls: 1 },
      ],
    });
  });
});

describe('an ordered fault', () => {
  it.each([
    ['throttle', { name: 'ThrottlingException' }],
    ['unavailable', { name: 'KMSInternalException', $metadata: { httpStatusCode: 500 } }],
    ['disabled', { name: 'DisabledException', message: `${arnOf('New')} is disabled.` }],
    ['deleting', { name: 'KMSInvalidStateException' }],
    ['refuse-connection', { name: expect.stringMatching(/./u) as string }],
    ['drop-answer', { name: expect.stringMatching(/./u) as string }],
    ['timeout', { name: 'TimeoutError' }],
  ] as const)('%s is met by the next call', async (fault, met) => {
    const { client, kms } = await aKms();
    kms.faults.order({ action: '*', fault, times: 1 });
    const requestHandler =
      fault === 'timeout' ? { requestTimeout: 200, throwOnRequestTimeout: true } : {};
    const once = client({ maxAttempts: 1, requestHandler });
    await expect(once.send(toSign())).rejects.toMatchObject(met);
    expect(kms.faults.orders).toEqual([]);
    expect((await once.send(toSign())).Signature).toHaveLength(64);
  });

  it('is met as often as ordered, by the calls that are meant, until the order ends', async () => {
    const { client, kms } = await aKms();
    const once = client({ maxAttempts: 1 });
    kms.faults.order({ action: 'Sign', fault: 'throttle', times: 2 });
    kms.faults.order({ action: '*', fault: 'disabled', times: 'always' });
    expect(kms.faults.orders).toEqual([
      { action: 'Sign', fault: 'throttle', left: 2 },
      { action: '*', fault: 'disabled', left: 'always' },
    ]);
    await expect(once.send(toRead())).rejects.toThrow('is disabled');
    await expect(once.send(toSign())).rejects.toThrow('Rate exceeded');
    await expect(once.send(toSign())).rejects.toThrow('Rate exceeded');
    await expect(once.send(toSign())).rejects.toThrow('is disabled');
    kms.faults.order({ action: '*', fault: null, times: 1 });
    expect((await once.send(toSign())).Signature).toHaveLength(64);
  });
});

it('a template without keys needs no folder', async () => {
  const folder = join(aFolder(), 'keys');
  const kms = await LocalKms.start(anAssembly({ Resources: {} }), folder);
  await kms.close();
  expect(() => statSync(folder)).toThrow('ENOENT');
});
