import type { Denial } from './permissions.ts';
import type { Fault } from './ses-account.ts';
import type { ConfigurationSet, SesIdentity } from './ses-identity.ts';
import { hasOverlongHeader, headersOf } from './ses-message.ts';
import { destinationsOf, type Refusal, tagsOf } from './ses-wire.ts';

/** A mail that SES is asked to send, from a request in which nothing is wrong. */
export interface SendRequest {
  readonly to: string;
  readonly source: string;
  readonly message: Buffer;
  readonly tags: Readonly<Record<string, string>>;
  /** Empty when the request names none. */
  readonly setName: string;
  readonly set: ConfigurationSet | null;
}

const MAX_MESSAGE_BYTES = 10 * 1_024 * 1_024;
const MAX_RECIPIENTS = 50;
const TAG = /^[A-Za-z0-9_-]{1,256}$/u;

/**
 * The refusal of a message that is too large, also when the whole request is too large to be read.
 */
export const TOO_LARGE = invalid('Message length is more than 10485760 bytes long.');

/** Reads the request. Returns a refusal when SES would refuse it on any account. */
export function requestOf(fields: URLSearchParams, identity: SesIdentity): SendRequest | Refusal {
  const [to = '', ...others] = destinationsOf(fields);
  const data = fields.get('RawMessage.Data');
  if (to === '' || data === null) return invalid('The message or its destination is missing.');
  if (others.length >= MAX_RECIPIENTS) return invalid('Recipient count exceeds 50.');
  if (others.length > 0) return invalid('This stack sends to one destination at a time.');
  const message = Buffer.from(data, 'base64');
  if (message.length > MAX_MESSAGE_BYTES) return TOO_LARGE;
  if (hasOverlongHeader(message)) return invalid('A header line is longer than 998 bytes.');
  const tags = tagsOf(fields);
  const wrong = Object.entries(tags).find((tag) => tag.some((part) => !TAG.test(part)));
  if (wrong !== undefined) return invalid(`Invalid tag <${wrong.join('=')}>.`);
  const setName = fields.get('ConfigurationSetName') ?? '';
  const set = identity.configurationSet(setName);
  if (setName !== '' && set === null) {
    return [400, 'ConfigurationSetDoesNotExist', `Configuration set <${setName}> does not exist.`];
  }
  const from = headersOf(message).find(({ name }) => name.toLowerCase() === 'from')?.value ?? '';
  const source = fields.get('Source') ?? from;
  return { to, source, message, tags, setName, set };
}

/**
 * Returns how SES refuses a mail that meets the fault. Returns null when SES takes the mail or does
 * not answer.
 */
export function refusalFor(
  fault: Fault | null,
  { to, setName }: SendRequest,
  region: string,
): Refusal | null {
  switch (fault) {
    case 'reject':
      return [400, 'MessageRejected', 'The message was rejected because it contained a virus.'];
    case 'paused':
      return [
        400,
        'MessageRejected',
        'Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
      ];
    case 'set-paused':
      return [
        400,
        'ConfigurationSetSendingPausedException',
        `Email sending is disabled for configuration set <${setName}>.`,
      ];
    case 'sandbox':
      return notVerified(to, region);
    case 'throttle':
      return [400, 'Throttling', 'Maximum sending rate exceeded.'];
    case 'quota':
      return [400, 'Throttling', 'Daily message quota exceeded.'];
    case 'unavailable':
      return [503, 'ServiceUnavailable', 'The service is not available.'];
    default:
      return null;
  }
}

/**
 * The refusal by which SES names an unverified sender, and in the sandbox an unverified recipient.
 */
export function notVerified(address: string, region: string): Refusal {
  const where = region.toUpperCase();
  return [
    400,
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region ${where}: ${address}`,
  ];
}

/** The refusal of a call that the caller may not make. SES has quotation marks of its own. */
export function notAllowed({ user, action, resource }: Denial): Refusal {
  const what = `perform \`${action}' on resource \`${resource}'`;
  return [403, 'AccessDenied', `User \`${user}' is not authorized to ${what}`];
}

function invalid(message: string): Refusal {
  return [400, 'InvalidParameterValue', message];
}
