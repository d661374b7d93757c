import { GetSendQuotaCommand, SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail, ReadQuota, SendMail } from '../ports/mail.ts';
import { outcomeOf } from './outcome.ts';

/** Who the mails are from. */
export interface Sender {
  /** The name that a reader sees. */
  readonly name: string;
  /** A bare address, of the sending domain. */
  readonly address: string;
}

interface Settings {
  readonly sender: Sender;
  /** A mail of a kind that has no configuration set here is a programming error, and throws. */
  readonly configurationSets: { readonly digest?: string; readonly other?: string };
  /** The longest wait for an answer, in milliseconds: one that takes longer counts as unknown. */
  readonly timeout?: number;
  /** The longest wait for a connection, in milliseconds: without one nothing is sent. */
  readonly connectionTimeout?: number;
}

/** Sends through SES, one call per mail. */
export function sesMailer({
  sender,
  configurationSets,
  timeout = 15_000,
  connectionTimeout = 2_000,
}: Settings): SendMail {
  const client = new SESClient({
    // The SDK must not retry by itself: only the delivery's own policy may send a second time.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout,
      requestTimeout: timeout,
      // Without this it would only warn, and wait on.
      throwOnRequestTimeout: true,
    },
  });
  return async (mail) => {
    const configurationSet =
      mail.tags['kind'] === 'digest' ? configurationSets.digest : configurationSets.other;
    if (configurationSet === undefined) {
      throw new Error(`No configuration set for a mail of kind ${String(mail.tags['kind'])}`);
    }
    const command = new SendRawEmailCommand({
      Source: sender.address,
      Destinations: [mail.to],
      RawMessage: { Data: await composed(mail, sender) },
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

/**
 * The MIME message: text/plain before text/html, RFC 2047 and 2231 encodings. Every line ends with
 * CRLF, which RFC 5322 demands and strict receivers insist on.
 */
export async function composed(mail: Mail, sender: Sender): Promise<Uint8Array> {
  const composer = new MailComposer({
    from: { ...sender },
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
  return withCrlf(await composer.compile().build());
}

/**
 * The composer keeps line ends as they are, and its own option for CRLF leaves a bare CR alone. What
 * is encoded, such as an attachment, holds CRLF only and stays as it is.
 */
function withCrlf(message: Buffer): Uint8Array {
  // Latin-1 keeps each byte a character.
  const text = message.toString('latin1').replaceAll(/\r\n?|\n/gu, '\r\n');
  return Buffer.from(text, 'latin1');
}
