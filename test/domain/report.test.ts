import { expect, it } from 'vitest';
import { auditRowOf, feedbackOf, type Report } from '../../shared/domain/report.ts';
import { at } from '../support/builders.ts';

const REPORT: Report = {
  id: 'event-1',
  event: 'bounce',
  at: at('2027-01-05T12:00:05Z'),
  reason: 'Permanent/General',
  messageId: 'message-1',
  destination: 'anna@abele.example',
  tags: { kind: 'receipt', reference: 'R' },
};

it.each([
  ['delivery', 'delivered', false],
  ['reject', 'bounced', false],
  ['bounce', 'bounced', true],
  ['soft-bounce', 'bounced', true],
  ['account-list', 'suppressed', true],
  ['complaint', 'complained', true],
] as const)(
  'a %s leaves the mail as %s; remembered about the address: %s',
  (event, state, kept) => {
    const { id, at: when, reason, messageId } = REPORT;
    const report = { ...REPORT, event };
    const soft = event === 'soft-bounce' ? { soft: true } : {};
    expect(feedbackOf(report)).toEqual({ state, at: when, reason, messageId, ...soft });
    const row = { id, event, at: when, reason, messageId, kind: 'receipt' };
    expect(auditRowOf(report)).toEqual(kept ? row : null);
  },
);

it('a report of a mail without a kind is remembered all the same', () => {
  expect(auditRowOf({ ...REPORT, tags: {} })).toMatchObject({ event: 'bounce', kind: '' });
});
