import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { withoutCallLog } from '../aws-client.ts';
import type { MailQueue } from '../ports/batches.ts';
import type { RowKey } from '../ports/rows.ts';

/** SQS takes at most this many messages in one call. */
const BATCH = 10;

/** A nudge only makes a mail faster. It may delay a request by a second or two, not longer. */
const CLIENT = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
};

/** The body of a message is the key of the row as JSON. */
export function mailQueue(queueUrl: string): MailQueue {
  const client = withoutCallLog(new SQSClient(CLIENT));
  return {
    async nudge(keys) {
      for (let start = 0; start < keys.length; start += BATCH) {
        const batch = keys.slice(start, start + BATCH);
        const { Failed = [] } = await client.send(
          new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: batch.map(entryOf) }),
        );
        if (Failed.length > 0) {
          throw new Error(`SQS took ${batch.length - Failed.length} of ${batch.length} nudges`);
        }
      }
    },
  };
}

function entryOf(key: RowKey, index: number) {
  return { Id: String(index), MessageBody: JSON.stringify(key) };
}
