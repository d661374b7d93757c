import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LocalQueues } from '../../local/queues.ts';
import { aFolder, aFunction, anAssembly } from '../support/assembly.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A function that writes down each batch. It throws at `poison` and reports each `bad` message as
 * failed.
 */
const CONSUMER = `
import { appendFileSync } from 'node:fs';
export const handler = async ({ Records }) => {
  appendFileSync(process.env.SEEN, JSON.stringify(Records.map(({ body, attributes }) =>
    body + ' ' + attributes.ApproximateReceiveCount)) + '\\n');
  if (Records.some(({ body }) => body === 'poison')) throw new Error('on purpose');
  return { batchItemFailures: Records.filter(({ body }) => body === 'bad')
    .map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

/**
 * A function that writes down each batch and answers only when two batches are there. So two must
 * run at once.
 */
const COMPANION = `
import { appendFileSync, readFileSync } from 'node:fs';
export const handler = async ({ Records }) => {
  appendFileSync(process.env.SEEN, JSON.stringify(Records.map(({ body }) => body)) + '\\n');
  while (readFileSync(process.env.SEEN, 'utf8').trim().split('\\n').length < 2) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};`;

interface Wanted {
  readonly reports?: boolean;
  readonly code?: string;
  /** Further properties of the mapping. */
  readonly mapping?: object;
  /** Seconds until a message that was not handled comes back. */
  readonly visibility?: number;
  readonly isBusy?: () => boolean;
}

/** A queue that gives up a message after two attempts, and a function that is fed from it. */
async function aQueue({
  reports = false,
  code = CONSUMER,
  mapping = {},
  visibility = 1,
  isBusy = () => false,
}: Wanted) {
  const seen = join(aFolder(), 'seen');
  const target = aFunction(code, { variables: { SEEN: seen } });
  const assembly = anAssembly({
    Resources: {
      Mail: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          VisibilityTimeout: visibility,
          RedrivePolicy: {
            deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] },
            maxReceiveCount: 2,
          },
        },
      },
      Dead: { Type: 'AWS::SQS::Queue' },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['Mail', 'Arn'] },
          FunctionName: 'Echo',
          ...(reports ? { FunctionResponseTypes: ['ReportBatchItemFailures'] } : {}),
          ...mapping,
        },
      },
    },
  });
  const queues = await LocalQueues.start(assembly);
  queues.feed(() => target, isBusy);
  const client = new SQSClient({
    endpoint: queues.endpoint,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  onTestFinished(async () => {
    client.destroy();
    await queues.close();
  });
  const batches = () =>
    readFileSync(seen, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string[]);
  const url = (name: string) => String(assembly.resolve({ Ref: name }));
  return {
    send: async (body: string) =>
      client.send(new SendMessageCommand({ QueueUrl: url('Mail'), MessageBody: body })),
    /** Returns how many messages are in a queue, including those that a poller holds. */
    async held(name: 'Mail' | 'Dead') {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: url(name), AttributeNames: ['All'] }),
      );
      return (
        Number(Attributes.ApproximateNumberOfMessages) +
        Number(Attributes.ApproximateNumberOfMessagesNotVisible)
      );
    },
    batches,
    seen: () => batches().flat(),
  };
}

/** Asks again until the answer is true. The test's own time-out ends it otherwise. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(20);
}

describe('a queue of the local stack', () => {
  it('feeds the function at once, and keeps no message that it has handled', async () => {
    const queue = await aQueue({ reports: true });
    const start = performance.now();
    await queue.send('good');
    await until(async () => (await queue.held('Mail')) === 0);
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(queue.seen()).toEqual(['good 1']);
  });

  it('brings back only the messages that the function reports, and moves them to the dead letters in the end', async () => {
    const queue = await aQueue({ reports: true });
    await Promise.all([queue.send('good'), queue.send('bad')]);
    await until(async () => (await queue.held('Dead')) === 1);
    expect(await queue.held('Mail')).toBe(0);
    expect(queue.seen().toSorted()).toEqual(['bad 1', 'bad 2', 'good 1']);
  });

  it('brings back the whole batch of a function that fails', async () => {
    const queue = await aQueue({ reports: true });
    await queue.send('poison');
    await until(async () => (await queue.held('Dead')) === 1);
    expect(queue.seen()).toEqual(['poison 1', 'poison 2']);
  });

  it('ignores reports when the template does not ask for them', async () => {
    const queue = await aQueue({ reports: false });
    await queue.send('bad');
    await until(async () => (await queue.held('Mail')) === 0);
    expect(queue.seen()).toEqual(['bad 1']);
    expect(await queue.held('Dead')).toBe(0);
  });

  it('gives the function as many messages at a time as its batch holds', async () => {
    const queue = await aQueue({ mapping: { BatchSize: 1 }, visibility: 30 });
    await Promise.all(['a', 'b', 'c'].map((body) => queue.send(body)));
    await until(async () => (await queue.held('Mail')) === 0);
    expect(queue.batches().toSorted()).toEqual([['a 1'], ['b 1'], ['c 1']]);
  });

  it('calls the function as often at once as the mapping allows', async () => {
    const mapping = { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } };
    const queue = await aQueue({ code: COMPANION, mapping, visibility: 30 });
    await Promise.all([queue.send('a'), queue.send('b')]);
    await until(async () => (await queue.held('Mail')) === 0);
    expect(queue.seen().toSorted()).toEqual(['a', 'b']);
  });

  it('takes a message of 1 MiB and none that is larger', async () => {
    const queue = await aQueue({ mapping: { BatchSize: 1 }, visibility: 30 });
    const largest = 1_024 * 1_024;
    await expect(queue.send('x'.repeat(largest + 1))).rejects.toMatchObject({
      message: expect.stringContaining(`shorter than ${largest} bytes`) as string,
    });
    await queue.send('x'.repeat(largest));
    await until(async () => (await queue.held('Mail')) === 0);
    expect(queue.seen()).toEqual([`${'x'.repeat(largest)} 1`]);
  });

  it('takes no message with characters that SQS does not know', async () => {
    const queue = await aQueue({});
    await expect(queue.send('a\u0000b')).rejects.toThrow('Invalid characters');
  });

  it('lets messages wait while requests wait', async () => {
    let asked = 0;
    const queue = await aQueue({ visibility: 30, isBusy: () => ++asked < 4 });
    await queue.send('patient');
    await until(async () => (await queue.held('Mail')) === 0);
    expect(asked).toBe(4);
  });

  it('does not let messages wait for ever', async () => {
    const queue = await aQueue({ visibility: 30, isBusy: () => true });
    await queue.send('patient');
    await until(async () => (await queue.held('Mail')) === 0);
    expect(queue.seen()).toEqual(['patient 1']);
  });
});
