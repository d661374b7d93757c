import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { WrittenInstant } from './domain/time.ts';
import type { DeliveryKey, Journal } from './ports.ts';

/*
 * What the other services of AWS send our functions.
 */

/** From the Scheduler: the time for which the run was scheduled, however late it comes. */
export const Slot = z.object({ scheduledTime: WrittenInstant });

const Nudge = z.strictObject({ partition: z.string(), sort: z.string() });

/**
 * From the mail queue: nudges, taken one after the other. Those that fail, and only those, go back to
 * the queue, and after some returns to the dead letters; the others are not held up by them.
 */
export function eachNudge(take: (key: DeliveryKey) => Promise<void>, journal: Journal) {
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
