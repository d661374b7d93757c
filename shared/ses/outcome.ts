import { SESServiceException } from '@aws-sdk/client-ses';
import type { SendOutcome } from '../domain/delivery.ts';

/** Error names of SES, without the word `Exception`, which SES writes at some of them. */
const TOO_FAST = new Set(['Throttling', 'TooManyRequests']);
/** SES says by the same error that a second and that a day is full. */
const DAY_IS_FULL = /daily message quota/iu;

/**
 * Nobody's mail would be taken now. AWS lists these under "Common Errors" of the SES API and as the
 * errors of SendRawEmail.
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

/** Why SES rejects a message although nothing is wrong with it. It says so only in words. */
const REJECTED_WITHOUT_FAULT = [
  { said: /address is not verified/iu, reason: 'identity-not-verified' },
  { said: /(?:sending|account)\b.*\b(?:paused|suspended|shut down)/iu, reason: 'account-paused' },
] as const;

/** A call of the system that fails before anything is sent. The same code, read later, proves nothing. */
const BEFORE_SENDING = new Set(['getaddrinfo', 'connect']);
/**
 * The SDK names a time-out before and one after the connection alike; only its words differ. Should
 * they change, the outcome is unknown, which is safe.
 */
const NEVER_CONNECTED = 'did not establish a connection';

/**
 * What a rejected call of SES means for the mail. SES answered 4xx: it has not taken it. It answered
 * 5xx, or the connection broke or timed out: nobody can tell, unless the request cannot have left
 * this machine.
 */
export function outcomeOf(fault: unknown): SendOutcome {
  if (!(fault instanceof Error)) throw new TypeError('SES client rejected with no error');
  if (fault instanceof SESServiceException) return outcomeOfAnswer(fault);
  if (fault.name === 'TimeoutError' && fault.message.includes(NEVER_CONNECTED)) {
    return { outcome: 'postponed', reason: 'connection-timeout' };
  }
  const code = 'code' in fault ? String(fault.code) : '';
  const reason = code === '' ? fault.name : code;
  return { outcome: neverLeft(fault) ? 'postponed' : 'unknown', reason };
}

/** Where a name has several addresses, Node gathers what became of each of them. */
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
