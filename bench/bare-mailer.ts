/*
 * The yardstick of an announcement. It composes each mail with nodemailer and posts it to SES, as
 * many at the same time as the product. It stores nothing and checks nothing.
 */
import { SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail } from '../shared/ports/mail.ts';

interface Page {
  readonly mail: Mail;
  readonly recipients: readonly string[];
}

const client = new SESClient({});
const LANES = 4;

export async function handler({ mail, recipients }: Page): Promise<void> {
  const waiting = [...recipients];
  const lane = async () => {
    for (let to = waiting.shift(); to !== undefined; to = waiting.shift()) {
      const { subject, text, html, headers, replyTo = '' } = mail;
      const composer = new MailComposer({
        from: process.env['SENDER'],
        to: { name: '', address: to },
        replyTo,
        subject,
        text,
        html,
        headers: { ...headers },
      });
      const Data = await composer.compile().build();
      await client.send(new SendRawEmailCommand({ Destinations: [to], RawMessage: { Data } }));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
