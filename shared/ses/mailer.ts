import {
  GetSendQuotaCommand,
  SendRawEmailCommand,
  SESClient,
  SESServiceException,
} from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { SendOutcome } from '../domain/delivery.ts';
import type { Mail, ReadQuota, SendMail } from '../ports.ts';

interface Settings {
  /** The fixed From address, of the sending domain. */
  readonly sender: string;
  readonly configurationSet: string;
  /** The longest wait for an answer, in milliseconds: one that takes longer counts as unknown. */
  readonly timeout?: number;
}

/** Sends through SES, one call per mail. */
export function sesMailer({ sender, configurationSet, timeout = 15_000 }: Settings): SendMail {
  const client = new SESClient({
    // The SDK must not retry by itself: only the delivery's own policy may send a second time.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: timeout,
      // Without this it would only warn, and wait on.
      throwOnRequestTimeout: true,
    },
  });
  return async (mail) => {
    const raw = await composed(mail, sender);
    const command = new SendRawEmailCommand({
      Source: sender,
      Destinations: [mail.to],
      RawMessage: { Data: raw },
      ConfigurationSetName: configurationSet,
      Tags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
    });
    try {
      const { MessageId } = await client.send(command);
      return { outcome: 'accepted', messageId: MessageId ?? '' };
    } catch (fault) {
      return outcomeOf(fault);
    }
  };
}

/** Reads what the account may send. It is asked again where SES is busy: reading twice harms nobody. */
export function sesQuota(): ReadQuota {
  const client = new SESClient({
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: 5_000,
      throwOnRequestTimeout: true,
    },
  });
  return async () => {
    const answer = await client.send(new GetSendQuotaCommand({}));
    const { Max24HourSend = 0, MaxSendRate = 0, SentLast24Hours = 0 } = answer;
    const daily = Max24HourSend === -1 ? Infinity : Max24HourSend;
    return { rate: MaxSendRate, daily, left: daily - SentLast24Hours };
  };
}

/** The MIME message: text/plain before text/html, RFC 2047 and 2231 encodings, CRLF line ends. */
export async function composed(mail: Mail, sender: string): Promise<Uint8Array> {
  const composer = new MailComposer({
    from: sender,
    to: { name: '', address: mail.to },
    ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { ...mail.headers },
    attachments: mail.attachments.map((attachment) => ({ ...attachment })),
    // What a mail holds is given above; nothing is ever fetched for it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** Not accepted, and worth another try later. */
const POSTPONED = new Set(['Throttling', 'ThrottlingException', 'TooManyRequestsException']);
/** SES says by the same error that a second and that a day is full. */
const DAY_IS_FULL = /daily message quota/iu;
/** The request never left: the name was not found or nobody took the connection. */
const UNREACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * SES answered 4xx: it has not taken the mail. It answered 5xx, or the connection broke or timed
 * out: nobody can tell, unless the request cannot have left this machine.
 */
function outcomeOf(fault: unknown): SendOutcome {
  if (!(fault instanceof Error)) throw new TypeError('SES client rejected with no error');
  const reason = fault.name;
  if (fault instanceof SESServiceException) {
    if (POSTPONED.has(fault.name)) {
      return DAY_IS_FULL.test(fault.message)
        ? { outcome: 'held', reason: 'daily-quota' }
        : { outcome: 'postponed', reason };
    }
    const refused = (fault.$metadata.httpStatusCode ?? 500) < 500;
    return { outcome: refused ? 'refused' : 'unknown', reason };
  }
  const code = 'code' in fault ? String(fault.code) : '';
  if (UNREACHED.has(code)) return { outcome: 'postponed', reason: code };
  return { outcome: 'unknown', reason: code === '' ? reason : code };
}
