import { SESServiceException } from '@aws-sdk/client-ses';
import type { SendOutcome } from '../domain/delivery.ts';

/** Error names of SES, without the word `Exception`, which SES adds to some of them. */
const TOO_FAST = new Set(['Throttling', 'TooManyRequests']);
/**
 * SES uses the same error for the quota of a second and the quota of a day. Only the words differ.
 */
const DAY_IS_FULL = /daily message quota/iu;

/**
 * SES would take no mail of the account now. AWS lists these errors under "Common Errors" of the
 * SES API and as the errors of SendRawEmail.
 */
const ACCOUNT_MAY_NOT = new Set([
  'AccessDenied',
  'AccountSendingPaused',
  'ConfigurationSetDoesNotExist',
  'ConfigurationSetSendingPaused',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'MailFromDomainNotVerified',
  'MissingAuthenticationToken',
  'NotAuthorized',
  'OptInRequired',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClient',
]);

/**
 * Reasons why SES rejects a message although nothing is wrong with it. Only the words of the error
 * tell them apart.
 */
const REJECTED_WITHOUT_FAULT = [
  { said: /address is not verified/iu, reason: 'identity-not-verified' },
  { said: /(?:sending|account)\b.*\b(?:paused|suspended|shut down)/iu, reason: 'account-paused' },
] as const;

/**
 * System calls that fail before anything is sent. The same error code from a `read` afterwards
 * proves nothing.
 */
const BEFORE_SENDING = new Set(['getaddrinfo', 'connect']);
/**
 * The SDK gives a time-out before the connection and one after it the same name. Only the words
 * differ. If AWS changes the words, the outcome is unknown, which is safe.
 */
const NEVER_CONNECTED = 'did not establish a connection';

/**
 * Says what a rejected call of SES means for the mail. If SES answered 4xx, it has not taken the
 * mail. If SES answered 5xx, or the connection broke or timed out, nobody can tell, unless the
 * request cannot have left this machine.
 */
export function outcomeOf(fault: unknown): SendOutcome {
  if (!(fault instanceof Error))
    throw new TypeError('The SES client rejected with a value that is no Error');
  if (fault instanceof SESServiceException) return outcomeOfAnswer(fault);
  if (fault.name === 'TimeoutError' && fault.message.includes(NEVER_CONNECTED)) {
    return { outcome: 'postponed', reason: 'connection-timeout' };
  }
  const code = 'code' in fault ? String(fault.code) : '';
  const reason = code === '' ? fault.name : code;
  return { outcome: neverLeft(fault) ? 'postponed' : 'unknown', reason };
}

/**
 * If a host name has several addresses, Node collects the errors of all of them in one
 * AggregateError.
 */
function neverLeft(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  if (fault instanceof AggregateError) return fault.errors.every(neverLeft);
  return 'syscall' in fault && BEFORE_SENDING.has(String(fault.syscall));
}

function outcomeOfAnswer({ name, message, $metadata }: SESServiceException): SendOutcome {
  const status = $metadata.httpStatusCode ?? 500;
  const error = name.replace(/Exception$/u, '');
  if (TOO_FAST.has(error)) {
    return DAY_IS_FULL.test(message)
      ? { outcome: 'held', reason: 'daily-quota' }
      : { outcome: 'postponed', reason: name };
  }
  if (status >= 500) return { outcome: 'unknown', reason: name };
  if (ACCOUNT_MAY_NOT.has(error)) return { outcome: 'held', reason: name };
  const innocent =
    error === 'MessageRejected'
      ? REJECTED_WITHOUT_FAULT.find(({ said }) => said.test(message))
      : undefined;
  return innocent === undefined
    ? { outcome: 'refused', reason: name }
    : { outcome: 'held', reason: innocent.reason };
}
