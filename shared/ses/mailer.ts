import { GetSendQuotaCommand, SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import { withoutCallLog } from '../aws-client.ts';
import type { Mail, ReadQuota, SendMail } from '../ports/mail.ts';
import { outcomeOf } from './outcome.ts';

/** The sender of the mails. */
export interface Sender {
  /** The name that a reader sees. */
  readonly name: string;
  /** A bare address in the sending domain. */
  readonly address: string;
}

interface Settings {
  readonly sender: Sender;
  /** A mail whose kind has no configuration set here is a programming error, and throws. */
  readonly configurationSets: { readonly digest?: string; readonly other?: string };
  /**
   * The longest wait for an answer, in milliseconds. If SES takes longer, the outcome is unknown.
   */
  readonly timeout?: number;
  /** The longest wait for a connection, in milliseconds. Without a connection nothing is sent. */
  readonly connectionTimeout?: number;
}

/** Sends through SES, one call per mail. */
export function sesMailer({
  sender,
  configurationSets,
  timeout = 15_000,
  connectionTimeout = 2_000,
}: Settings): SendMail {
  const client = withoutCallLog(
    new SESClient({
      // The SDK must not retry by itself. Only the policy of the delivery may send a second time.
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout,
        requestTimeout: timeout,
        // Without this the SDK would only warn, and go on waiting.
        throwOnRequestTimeout: true,
      },
    }),
  );
  return async (mail) => {
    const configurationSet =
      mail.tags['kind'] === 'digest' ? configurationSets.digest : configurationSets.other;
    if (configurationSet === undefined) {
      throw new Error(`No configuration set for a mail of kind ${String(mail.tags['kind'])}`);
    }
    const command = new SendRawEmailCommand({
      Source: sender.address,
      Destinations: [mail.to],
      RawMessage: { Data: await composeMessage(mail, sender) },
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

/**
 * Reads what the account may send. If SES is busy, the SDK asks again, because reading twice does
 * no harm.
 */
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

/**
 * Returns the MIME message: text/plain before text/html, RFC 2047 and 2231 encodings. Every line
 * ends with CRLF, because RFC 5322 and strict receivers demand it.
 */
export async function composeMessage(mail: Mail, sender: Sender): Promise<Uint8Array> {
  const composer = new MailComposer({
    from: { ...sender },
    to: { name: '', address: mail.to },
    ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { ...mail.headers },
    attachments: mail.attachments.map((attachment) => ({ ...attachment })),
    // The fields above hold everything that belongs to the mail. The composer must not fetch
    // anything.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return withCrlf(await composer.compile().build());
}

/**
 * The composer keeps line ends as they are, and its own CRLF option does not change a bare CR.
 * Encoded parts, such as attachments, already have CRLF only, so they stay as they are.
 */
function withCrlf(message: Buffer): Uint8Array {
  // In Latin-1 each byte is one character.
  const text = message.toString('latin1').replaceAll(/\r\n?|\n/gu, '\r\n');
  return Buffer.from(text, 'latin1');
}
