import { randomUUID } from 'node:crypto';
import { ACCOUNT } from './account.ts';
import type { PutEvent } from './event-bus.ts';
import type { Fault } from './ses-account.ts';

/** A mail that SES has taken, with what its events tell. */
export interface TakenMail {
  readonly messageId: string;
  /** As they stand in the message, unfolded. Encoded words stay as they were sent. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly to: string;
  readonly source: string;
  readonly configurationSet: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The event types by the names that a configuration set uses. */
export type EventType = 'send' | 'delivery' | 'bounce' | 'complaint' | 'reject';

interface SesEvent {
  readonly type: EventType;
  readonly event: PutEvent;
}

const ON_THE_LIST =
  'Amazon SES did not send the message: the address is on the suppression list of the account.';

/** Returns what SES would report of the mail, in the order in which SES would report it. */
export function eventsOf(mail: TakenMail, fault: Fault | null): SesEvent[] {
  const at = new Date().toISOString();
  const common = { mail: mailOf(mail, at) };
  const event = (
    type: EventType,
    detailType: string,
    eventType: string,
    own: object,
  ): SesEvent => ({
    type,
    event: {
      id: randomUUID(),
      source: 'aws.ses',
      detailType,
      detail: { eventType, ...common, [type]: own },
    },
  });
  const sent = event('send', 'Email Sent', 'Send', {});
  const delivered = event('delivery', 'Email Delivered', 'Delivery', {
    timestamp: at,
    processingTimeMillis: 120,
    recipients: [mail.to],
    smtpResponse: '250 2.0.0 Ok: queued',
    reportingMTA: 'local.amazonses.com',
  });
  const bounced = (
    bounceType: string,
    bounceSubType: string,
    status: string,
    diagnosticCode: string,
  ) =>
    event('bounce', 'Email Bounced', 'Bounce', {
      feedbackId: randomUUID(),
      bounceType,
      bounceSubType,
      bouncedRecipients: [{ emailAddress: mail.to, action: 'failed', status, diagnosticCode }],
      timestamp: at,
      reportingMTA: 'dns; local.amazonses.com',
    });
  const complained = event('complaint', 'Email Complaint Received', 'Complaint', {
    feedbackId: randomUUID(),
    complaintSubType: null,
    complainedRecipients: [{ emailAddress: mail.to }],
    timestamp: at,
    complaintFeedbackType: 'abuse',
    arrivalDate: at,
  });
  switch (fault) {
    case 'bounce':
    case 'bounce-first':
      return [sent, bounced('Permanent', 'General', '5.1.1', 'smtp; 550 5.1.1 user unknown')];
    case 'soft-bounce':
      return [sent, bounced('Transient', 'MailboxFull', '4.2.2', 'smtp; 452 4.2.2 mailbox full')];
    case 'suppressed':
      return [sent, bounced('Permanent', 'OnAccountSuppressionList', '5.1.1', ON_THE_LIST)];
    case 'complain':
      return [sent, delivered, complained];
    case 'reject-later':
      return [sent, event('reject', 'Email Rejected', 'Reject', { reason: 'Bad content' })];
    case 'reorder':
      return [complained, delivered, sent];
    case 'twice':
      return [sent, delivered, sent, delivered];
    default:
      return [sent, delivered];
  }
}

function mailOf(mail: TakenMail, timestamp: string) {
  const { messageId, headers, to, source, configurationSet, tags } = mail;
  const subject = headers.find(({ name }) => name.toLowerCase() === 'subject')?.value;
  const own = Object.entries(tags).map(([name, value]) => [name, [value]] as const);
  return {
    timestamp,
    source,
    sendingAccountId: ACCOUNT,
    messageId,
    destination: [to],
    headersTruncated: false,
    headers,
    commonHeaders: { from: [source], to: [to], messageId, subject },
    tags: {
      'ses:source-tls-version': ['TLSv1.3'],
      'ses:configuration-set': [configurationSet],
      'ses:source-ip': ['127.0.0.1'],
      'ses:outgoing-ip': ['127.0.0.1'],
      ...Object.fromEntries(own),
    },
  };
}
