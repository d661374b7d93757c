import { describe, expect, it } from 'vitest';
import type { Fault } from '../../local/ses-account.ts';
import { eventsOf } from '../../local/ses-events.ts';
import { headersOf, stampMessage } from '../../local/ses-message.ts';

const TO = 'anna@ngo.example';
const FROM = 'Sadzirdēts <zinas@sadzirdets.example>';
const MAIL = {
  messageId: 'abc-000000',
  headers: [
    { name: 'To', value: TO },
    { name: 'Subject', value: 'Paziņojums' },
  ],
  to: TO,
  source: FROM,
  configurationSet: 'deliveries',
  tags: { kind: 'announcement' },
};
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);

const detailsOf = (fault: Fault | null) =>
  eventsOf(MAIL, fault).map(({ event: { detailType, detail } }) => [detailType, detail] as const);

const typesOf = (fault: Fault | null) => eventsOf(MAIL, fault).map(({ type }) => type);

describe('the events of a mail', () => {
  it('describe the mail as it was sent, with each tag as a list', () => {
    for (const fault of [null, 'bounce', 'complain', 'reject-later'] as const) {
      for (const [, detail] of detailsOf(fault)) {
        expect(detail).toMatchObject({
          mail: {
            timestamp: INSTANT,
            source: FROM,
            sendingAccountId: '000000000000',
            messageId: 'abc-000000',
            destination: [TO],
            headersTruncated: false,
            headers: MAIL.headers,
            commonHeaders: {
              from: [FROM],
              to: [TO],
              messageId: 'abc-000000',
              subject: 'Paziņojums',
            },
            tags: {
              'ses:configuration-set': ['deliveries'],
              'ses:source-ip': ['127.0.0.1'],
              kind: ['announcement'],
            },
          },
        });
      }
    }
  });

  it('are a sending and a delivery when nothing goes wrong', () => {
    expect(detailsOf(null)).toMatchObject([
      ['Email Sent', { eventType: 'Send', send: {} }],
      [
        'Email Delivered',
        {
          eventType: 'Delivery',
          delivery: {
            timestamp: INSTANT,
            processingTimeMillis: expect.any(Number),
            recipients: [TO],
            smtpResponse: expect.stringMatching(/^250 /u),
            reportingMTA: expect.any(String),
          },
        },
      ],
    ]);
  });

  it.each([
    ['bounce', 'Permanent', 'General', '5.1.1', /550/u],
    ['bounce-first', 'Permanent', 'General', '5.1.1', /550/u],
    ['soft-bounce', 'Transient', 'MailboxFull', '4.2.2', /452/u],
    ['suppressed', 'Permanent', 'OnAccountSuppressionList', '5.1.1', /suppression list/u],
  ] as const)('of %s are a bounce, %s/%s, and no delivery', (fault, type, subtype, status, why) => {
    expect(detailsOf(fault).slice(1)).toMatchObject([
      [
        'Email Bounced',
        {
          eventType: 'Bounce',
          bounce: {
            feedbackId: expect.any(String),
            bounceType: type,
            bounceSubType: subtype,
            bouncedRecipients: [
              {
                emailAddress: TO,
                action: 'failed',
                status,
                diagnosticCode: expect.stringMatching(why),
              },
            ],
            timestamp: INSTANT,
            reportingMTA: expect.any(String),
          },
        },
      ],
    ]);
  });

  it('of a complaint are a delivery and then the complaint', () => {
    expect(typesOf('complain')).toEqual(['send', 'delivery', 'complaint']);
    expect(detailsOf('complain').at(-1)).toMatchObject([
      'Email Complaint Received',
      {
        eventType: 'Complaint',
        complaint: {
          feedbackId: expect.any(String),
          complaintSubType: null,
          complainedRecipients: [{ emailAddress: TO }],
          timestamp: INSTANT,
          arrivalDate: INSTANT,
          complaintFeedbackType: 'abuse',
        },
      },
    ]);
  });

  it('of a mail rejected after it was taken give the reason', () => {
    expect(detailsOf('reject-later').at(-1)).toMatchObject([
      'Email Rejected',
      { eventType: 'Reject', reject: { reason: 'Bad content' } },
    ]);
  });

  it('come in another order when that is ordered', () => {
    expect(typesOf('reorder')).toEqual(['complaint', 'delivery', 'send']);
  });

  it('come twice when that is ordered, with the same events the second time', () => {
    const events = eventsOf(MAIL, 'twice');
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['send', 'delivery']);
    expect(events.slice(2)).toEqual(events.slice(0, 2));
  });
});

describe('a message that SES has taken', () => {
  const message = Buffer.from(
    'Message-ID: <mine@elsewhere>\r\nSubject: a\r\n b:\r\n\tc\r\nDate: never,\r\n not\r\nTo: x@y\r\n\r\nDate: body\r\n',
  );

  it('has the Message-ID and the Date of SES, and the body as it was', () => {
    const text = stampMessage(message, 'id-1', 'eu-north-1').toString();
    expect(text).toMatch(/^Message-ID: <id-1@eu-north-1\.amazonses\.com>\r\nDate: \w{3}, /u);
    expect(text).toMatch(/\+0000\r\nSubject: a\r\n b:\r\n\tc\r\nTo: x@y\r\n\r\nDate: body\r\n$/u);
  });

  it('is read with unfolded headers, without its body', () => {
    expect(headersOf(message)).toEqual([
      { name: 'Message-ID', value: '<mine@elsewhere>' },
      { name: 'Subject', value: 'a b: c' },
      { name: 'Date', value: 'never, not' },
      { name: 'To', value: 'x@y' },
    ]);
  });
});
