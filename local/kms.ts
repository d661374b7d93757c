import { sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';
import { KMS_ACTIONS, type KmsAction, type KmsFault, KmsFaults } from './kms-faults.ts';
import { KEY_SPEC, KEY_USAGE, type LocalKey, LocalKeys } from './kms-keys.ts';
import { answerJson, bodyOf, type KmsRefusal, refuse } from './kms-wire.ts';
import { accessKeyOf, messageOf, Permissions } from './permissions.ts';
import type { Assembly } from './template.ts';

const ALGORITHM = 'ED25519_SHA_512';
/** KMS signs with it too, but Node cannot. */
const PREHASHED = 'ED25519_PH_SHA_512';
/** The other algorithms of KMS, for other kinds of keys. */
const OTHER_ALGORITHM =
  /^(?:RSASSA_(?:PSS|PKCS1_V1_5)_SHA_(?:256|384|512)|ECDSA_SHA_(?:256|384|512)|SM2DSA|ML_DSA_SHAKE_256)$/u;
const MAX_MESSAGE_BYTES = 4_096;

/** Strict: a parameter that this stack does not know is refused, not ignored. */
const KEY_ID = { KeyId: z.string().check(z.minLength(1), z.maxLength(2_048)) };
const REQUESTS = {
  GetPublicKey: z.strictObject(KEY_ID),
  Sign: z.strictObject({
    ...KEY_ID,
    Message: z.base64(),
    MessageType: z._default(z.enum(['RAW', 'DIGEST', 'EXTERNAL_MU']), 'RAW'),
    SigningAlgorithm: z.string(),
  }),
};
type SignRequest = z.infer<typeof REQUESTS.Sign>;

/**
 * The part of AWS KMS that the product uses, over its wire protocol: JSON 1.1. It signs with the
 * Ed25519 keys of the template, whose material lies in a folder.
 */
export class LocalKms {
  readonly #keys: LocalKeys;
  readonly #permissions: Permissions;
  readonly #server: Server;
  /** The orders of a person or a test. */
  readonly faults = new KmsFaults();

  private constructor(keys: LocalKeys, permissions: Permissions) {
    this.#keys = keys;
    this.#permissions = permissions;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => request.socket.destroy());
    });
  }

  /**
   * Starts a KMS with the keys of the template. It makes the material of new keys in `folder`. A
   * function may do what `permissions` allow it.
   */
  static async start(
    assembly: Assembly,
    folder: string,
    permissions = new Permissions(),
  ): Promise<LocalKms> {
    const kms = new LocalKms(new LocalKeys(assembly, folder), permissions);
    await new Promise<void>((resolve) => kms.#server.listen(0, '127.0.0.1', resolve));
    return kms;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = String(request.headers['x-amz-target']);
    const action = KMS_ACTIONS.find((one) => target === `TrentService.${one}`);
    const body = await bodyOf(request);
    if (action === undefined) {
      refuse(response, [400, 'UnknownOperationException', `This stack has no ${target}`]);
      return;
    }
    const parsed = z.safeParse(REQUESTS[action], body);
    if (!parsed.success) {
      refuse(response, invalid(parsed.error.issues[0]));
      return;
    }
    const { KeyId } = parsed.data;
    const key = this.#keys.find(KeyId);
    if (key === null) {
      refuse(response, [400, 'NotFoundException', `Key '${KeyId}' does not exist`]);
      return;
    }
    const denial = this.#denialOf(action, key, request);
    if (denial !== null) {
      refuse(response, denial);
      return;
    }
    const fault = this.faults.faultFor(action);
    if (fault === 'refuse-connection') {
      request.socket.destroy();
      return;
    }
    const refusal =
      refusalFor(fault, key) ?? ('Message' in parsed.data ? refusalOf(parsed.data) : null);
    if (refusal !== null) {
      refuse(response, refusal);
      return;
    }
    const result = 'Message' in parsed.data ? signed(key, parsed.data) : describe(key);
    if (fault === 'timeout') return;
    if (fault === 'drop-answer') request.socket.destroy();
    else answerJson(response, result);
  }

  #denialOf(action: KmsAction, { arn }: LocalKey, { headers }: IncomingMessage): KmsRefusal | null {
    const asked = { action: `kms:${action}`, resources: [arn] };
    const denial = this.#permissions.denialOf(accessKeyOf(headers.authorization), asked);
    return denial === null ? null : [400, 'AccessDeniedException', messageOf(denial)];
  }
}

function describe({ arn, publicKey }: LocalKey) {
  return {
    KeyId: arn,
    PublicKey: publicKey.toString('base64'),
    CustomerMasterKeySpec: KEY_SPEC,
    KeySpec: KEY_SPEC,
    KeyUsage: KEY_USAGE,
    SigningAlgorithms: [PREHASHED, ALGORITHM],
  };
}

function signed({ arn, privateKey }: LocalKey, { Message }: SignRequest) {
  const signature = sign(null, Buffer.from(Message, 'base64'), privateKey);
  return { KeyId: arn, Signature: signature.toString('base64'), SigningAlgorithm: ALGORITHM };
}

/** Returns how KMS refuses to sign this, on any account. */
function refusalOf({ Message, MessageType, SigningAlgorithm }: SignRequest): KmsRefusal | null {
  if (Buffer.byteLength(Message, 'base64') > MAX_MESSAGE_BYTES) {
    return [
      400,
      'ValidationException',
      `1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to ${MAX_MESSAGE_BYTES}`,
    ];
  }
  if (OTHER_ALGORITHM.test(SigningAlgorithm)) {
    const message = `Algorithm ${SigningAlgorithm} is incompatible with key spec ${KEY_SPEC}.`;
    return [400, 'InvalidKeyUsageException', message];
  }
  if (SigningAlgorithm !== ALGORITHM && SigningAlgorithm !== PREHASHED) {
    return [
      400,
      'ValidationException',
      `1 validation error detected: Value '${SigningAlgorithm}' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set`,
    ];
  }
  if (MessageType !== (SigningAlgorithm === ALGORITHM ? 'RAW' : 'DIGEST')) {
    const message = `Message type ${MessageType} is incompatible with algorithm ${SigningAlgorithm}.`;
    return [400, 'ValidationException', message];
  }
  return SigningAlgorithm === PREHASHED
    ? [400, 'UnsupportedOperationException', `This stack cannot sign with ${PREHASHED}.`]
    : null;
}

/** Returns how KMS refuses a call that meets the fault, or whose key is disabled. */
function refusalFor(fault: KmsFault | null, { arn, isEnabled }: LocalKey): KmsRefusal | null {
  if (fault === 'disabled' || !isEnabled) return [400, 'DisabledException', `${arn} is disabled.`];
  switch (fault) {
    case 'deleting':
      return [400, 'KMSInvalidStateException', `${arn} is pending deletion.`];
    case 'throttle':
      return [400, 'ThrottlingException', 'Rate exceeded'];
    case 'unavailable':
      return [500, 'KMSInternalException', 'The service is not available.'];
    default:
      return null;
  }
}

function invalid(issue: z.core.$ZodIssue | undefined): KmsRefusal {
  if (issue === undefined || issue.path.length === 0) {
    const what = issue?.code === 'unrecognized_keys' ? ` ${issue.keys.join(', ')}` : '';
    return [400, 'SerializationException', `This stack does not understand the request${what}`];
  }
  const member = issue.path.join('.');
  return [
    400,
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${issue.message}`,
  ];
}
