import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Report } from './domain/report.ts';
import { WrittenInstant } from './domain/time.ts';
import type { Journal } from './ports/journal.ts';
import type { RowKey } from './ports/rows.ts';

/*
 * The events that other AWS services send to our functions.
 */

/** From the Scheduler: the time for which the run was scheduled, even if it comes late. */
export const Slot = z.object({ scheduledTime: WrittenInstant });

const Nudge = z.strictObject({ partition: z.string(), sort: z.string() });

/**
 * From the mail queue: takes nudges one after the other. Only those that fail go back to the queue,
 * and after several returns to the dead-letter queue. They do not hold up the others.
 */
export function eachNudge(take: (key: RowKey) => Promise<void>, journal: Journal) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures = [];
    for (const { messageId, body } of Records) {
      try {
        await take(Nudge.parse(JSON.parse(body)));
      } catch (fault) {
        journal.error('A message goes back to the queue', { messageId, fault });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}

const SesMail = z.object({
  messageId: z.string(),
  destination: z.array(z.string()).check(z.minLength(1)),
  tags: z.record(z.string(), z.array(z.string())),
});
const SesEvent = z.object({
  id: z.string(),
  detail: z.discriminatedUnion('eventType', [
    z.object({
      eventType: z.literal('Delivery'),
      mail: SesMail,
      delivery: z.object({ timestamp: WrittenInstant, smtpResponse: z._default(z.string(), '') }),
    }),
    z.object({
      eventType: z.literal('Bounce'),
      mail: SesMail,
      bounce: z.object({
        bounceType: z.string(),
        bounceSubType: z.string(),
        feedbackId: z.string(),
        timestamp: WrittenInstant,
      }),
    }),
    z.object({
      eventType: z.literal('Complaint'),
      mail: SesMail,
      complaint: z.object({
        feedbackId: z.string(),
        timestamp: WrittenInstant,
        complaintSubType: z.nullish(z.string()),
        complaintFeedbackType: z.nullish(z.string()),
      }),
    }),
    z.object({
      eventType: z.literal('Reject'),
      mail: z.extend(SesMail, { timestamp: WrittenInstant }),
      reject: z.object({ reason: z.string() }),
    }),
  ]),
});

/**
 * SES did not try, because the address is on the list of those to which the account does not send.
 */
const ON_ACCOUNT_LIST: readonly string[] = ['OnAccountSuppressionList', 'Suppressed'];

/** From SES over EventBridge: what became of a mail. Throws for an event of another shape. */
export function reportOf(event: unknown): Report {
  const { id, detail } = SesEvent.parse(event);
  const { messageId, destination, tags } = detail.mail;
  const about = {
    messageId,
    destination: destination[0] ?? '',
    tags: Object.fromEntries(Object.entries(tags).map(([name, [value = '']]) => [name, value])),
  };
  switch (detail.eventType) {
    case 'Delivery': {
      const { timestamp, smtpResponse } = detail.delivery;
      return { ...about, id, event: 'delivery', at: timestamp, reason: smtpResponse };
    }
    case 'Bounce': {
      const { bounceType, bounceSubType, feedbackId, timestamp } = detail.bounce;
      const reason = `${bounceType}/${bounceSubType}`;
      const hard = ON_ACCOUNT_LIST.includes(bounceSubType) ? 'account-list' : 'bounce';
      const kind = bounceType === 'Permanent' ? hard : 'soft-bounce';
      return { ...about, id: feedbackId, event: kind, at: timestamp, reason };
    }
    case 'Complaint': {
      const { feedbackId, timestamp, complaintSubType, complaintFeedbackType } = detail.complaint;
      const listed = ON_ACCOUNT_LIST.includes(complaintSubType ?? '');
      const reason = complaintSubType ?? complaintFeedbackType ?? 'complaint';
      const kind = listed ? 'account-list' : 'complaint';
      return { ...about, id: feedbackId, event: kind, at: timestamp, reason };
    }
    case 'Reject':
      return {
        ...about,
        id,
        event: 'reject',
        at: detail.mail.timestamp,
        reason: detail.reject.reason,
      };
  }
}
