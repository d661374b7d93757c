import { describe, expect, it } from 'vitest';
import { reportOf } from '../shared/events.ts';
import { aSesEvent, at, sesDetails } from './support/builders.ts';

const tags = { kind: 'announcement', announcement: 'spring', address: 'a-key' };
const mail = { tags, messageId: 'message-7', id: 'event-7' };

describe('a report of SES', () => {
  it('of a delivery names its mail by the tags with which it was sent', () => {
    expect(reportOf(aSesEvent('Delivery', sesDetails.delivery(), mail))).toEqual({
      id: 'event-7',
      event: 'delivery',
      at: at('2027-01-05T12:00:04Z'),
      reason: '250 2.6.0 Message received',
      messageId: 'message-7',
      destination: 'anna@abele.example',
      tags: {
        'ses:configuration-set': 'sadzirdets',
        'ses:from-domain': 'site.example',
        'ses:caller-identity': 'send-announcements',
        ...tags,
      },
    });
  });

  it.each([
    ['Permanent', 'General', 'bounce'],
    ['Permanent', 'NoEmail', 'bounce'],
    ['Permanent', 'OnAccountSuppressionList', 'account-list'],
    ['Permanent', 'Suppressed', 'account-list'],
    ['Transient', 'General', 'soft-bounce'],
    ['Transient', 'MailboxFull', 'soft-bounce'],
    ['Transient', 'ContentRejected', 'soft-bounce'],
    ['Undetermined', 'Undetermined', 'soft-bounce'],
  ])('of a bounce, %s/%s, is a %s', (type, subType, event) => {
    expect(reportOf(aSesEvent('Bounce', sesDetails.bounce(type, subType), mail))).toMatchObject({
      id: 'feedback-1',
      event,
      reason: `${type}/${subType}`,
      at: at('2027-01-05T12:00:04Z'),
    });
  });

  it.each([
    [null, 'complaint', 'abuse'],
    ['OnAccountSuppressionList', 'account-list', 'OnAccountSuppressionList'],
  ])('of a complaint of the sub-type %s is a %s', (subType, event, reason) => {
    const report = reportOf(aSesEvent('Complaint', sesDetails.complaint(subType), mail));
    expect(report).toMatchObject({ id: 'feedback-2', event, reason });
  });

  it('of a complaint that says nothing more is a complaint', () => {
    const complaint = { timestamp: '2027-01-05T12:30:00.000Z', feedbackId: 'feedback-3' };
    expect(reportOf(aSesEvent('Complaint', { complaint }))).toMatchObject({
      event: 'complaint',
      reason: 'complaint',
    });
  });

  it('of a rejected mail tells when it was taken, because SES gives no other time', () => {
    expect(reportOf(aSesEvent('Reject', sesDetails.reject(), mail))).toMatchObject({
      id: 'event-7',
      event: 'reject',
      reason: 'Bad content',
      at: at('2027-01-05T12:00:01.123Z'),
    });
  });

  it.each([
    ['an event of another kind', { id: 'e', detail: { eventType: 'Open' } }],
    ['nothing', undefined],
    ['an event without a destination', aSesEvent('Delivery', { mail: { destination: [] } })],
  ])('throws when it is not one: %s', (_, event) => {
    expect(() => reportOf(event)).toThrow();
  });
});
