import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { buildApp } from 'fauxqs';
import * as z from 'zod/mini';
import { ACCOUNT } from './account.ts';
import { CONCURRENCY, type LocalFunction } from './functions.ts';
import { accessKeyOf, messageOf, Permissions } from './permissions.ts';
import type { Assembly } from './template.ts';

const QueueProperties = z.object({
  VisibilityTimeout: z._default(z.int(), 30),
  /** Bytes. The default is also the quota. */
  MaximumMessageSize: z._default(z.int(), 1_024 * 1_024),
  RedrivePolicy: z.optional(
    z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.int() }),
  ),
});

const MappingProperties = z.object({
  BatchSize: z._default(z.int(), 10),
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
  ScalingConfig: z._default(z.object({ MaximumConcurrency: z.int() }), { MaximumConcurrency: 1 }),
});

/** The pause after a failed request to the queue itself, in milliseconds. */
const PAUSE_MS = 1_000;
/**
 * In milliseconds: while requests are answered, messages wait in steps of `WAIT_MS`, and at most
 * `MAX_WAIT_MS`.
 */
const [WAIT_MS, MAX_WAIT_MS] = [50, 5_000];

/**
 * SQS on this machine: the queues of the template, and the pollers that feed functions from them.
 */
export class LocalQueues {
  readonly endpoint: string;
  readonly #app: ReturnType<typeof buildApp>;
  readonly #client: SQSClient;
  readonly #clients: SQSClient[] = [];
  readonly #assembly: Assembly;
  readonly #stopping = new AbortController();
  readonly #polling: Promise<void>[] = [];

  private constructor(app: ReturnType<typeof buildApp>, assembly: Assembly) {
    this.#app = app;
    this.#assembly = assembly;
    this.endpoint = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    this.#client = this.#clientOf('local');
  }

  /** Starts SQS. A function may do what `permissions` allow it. */
  static async start(assembly: Assembly, permissions = new Permissions()): Promise<LocalQueues> {
    const app = buildApp({ logger: false, host: '127.0.0.1', defaultRegion: assembly.region });
    guard(app, assembly.region, permissions);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const queues = new LocalQueues(app, assembly);
    await queues.#create();
    return queues;
  }

  async #create(): Promise<void> {
    for (const id of this.#assembly.idsOf('AWS::SQS::Queue')) {
      this.#assembly.become(id, {
        ref: `${this.endpoint}/${ACCOUNT}/${id}`,
        attributes: { Arn: arnOf(id, this.#assembly.region), QueueName: id },
      });
    }
    const queues = this.#assembly
      .of('AWS::SQS::Queue')
      .map(({ id, properties }) => ({ id, ...QueueProperties.parse(properties) }));
    // A dead-letter queue must exist before the queue that moves messages to it.
    const inOrder = queues.toSorted(
      (a, b) => Number(a.RedrivePolicy !== undefined) - Number(b.RedrivePolicy !== undefined),
    );
    for (const { id, VisibilityTimeout, MaximumMessageSize, RedrivePolicy } of inOrder) {
      await this.#client.send(
        new CreateQueueCommand({
          QueueName: id,
          Attributes: {
            VisibilityTimeout: String(VisibilityTimeout),
            MaximumMessageSize: String(MaximumMessageSize),
            ...(RedrivePolicy === undefined
              ? {}
              : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
          },
        }),
      );
    }
  }

  /**
   * Starts the pollers of each event source mapping: as many as the mapping's `MaximumConcurrency`
   * allows, but no more than a function has environments here. While `isBusy`, messages wait a little: somebody waits for an answer, and
   * nobody for a message.
   */
  feed(functionOf: (ref: string) => LocalFunction, isBusy = () => false): void {
    for (const { properties } of this.#assembly.of('AWS::Lambda::EventSourceMapping')) {
      const mapping = MappingProperties.parse(properties);
      const target = functionOf(mapping.FunctionName);
      const pollers = Math.min(mapping.ScalingConfig.MaximumConcurrency, CONCURRENCY);
      for (let poller = 0; poller < pollers; poller++) {
        this.#polling.push(this.#poll(mapping, target, isBusy));
      }
    }
  }

  /** Stops giving messages to functions. Running invocations may end. */
  starve(): void {
    this.#stopping.abort();
  }

  async close(): Promise<void> {
    this.starve();
    await Promise.all(this.#polling);
    for (const client of this.#clients) client.destroy();
    this.#app.server.closeAllConnections();
    await this.#app.close();
  }

  async #poll(
    mapping: z.infer<typeof MappingProperties>,
    target: LocalFunction,
    isBusy: () => boolean,
  ): Promise<void> {
    const queue = mapping.EventSourceArn.split(':').at(-1) ?? '';
    const QueueUrl = `${this.endpoint}/${ACCOUNT}/${queue}`;
    // Lambda reads a queue with the role of the function.
    const client = this.#clientOf(target.id);
    const isStopping = () => this.#stopping.signal.aborted;
    while (!isStopping()) {
      try {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: Math.min(mapping.BatchSize, 10),
            WaitTimeSeconds: 10,
            MessageSystemAttributeNames: ['All'],
          }),
          { abortSignal: this.#stopping.signal },
        );
        if (Messages.length === 0) continue;
        for (let waited = 0; isBusy() && waited < MAX_WAIT_MS; waited += WAIT_MS) {
          await setTimeout(WAIT_MS);
        }
        const outcome = await target.invoke(eventOf(Messages, mapping.EventSourceArn));
        const handled = handledOf(mapping, Messages, outcome);
        if (handled.length === 0) continue;
        await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handled }));
      } catch (fault) {
        if (isStopping()) return;
        console.error(`Polling ${queue} failed:`, fault);
        await setTimeout(PAUSE_MS);
      }
    }
  }

  /** Makes a client that signs with the access key. It is destroyed when the queues close. */
  #clientOf(accessKeyId: string): SQSClient {
    const { region } = this.#assembly;
    const credentials = { accessKeyId, secretAccessKey: 'local' };
    const client = new SQSClient({ endpoint: this.endpoint, region, credentials });
    this.#clients.push(client);
    return client;
  }
}

function arnOf(id: string, region: string): string {
  return `arn:aws:sqs:${region}:${ACCOUNT}:${id}`;
}

const OnQueue = z.object({ QueueUrl: z.string() });

/** Refuses what a function asks for and may not do, before SQS looks at it. */
function guard(app: ReturnType<typeof buildApp>, region: string, permissions: Permissions): void {
  app.addHook('preHandler', async ({ headers, body }, reply) => {
    const queue = z.safeParse(OnQueue, body);
    // A batch needs the permission for a single message.
    const action = String(headers['x-amz-target']).replace(/^AmazonSQS\.|Batch$/gu, '');
    const denial = permissions.denialOf(accessKeyOf(headers.authorization), {
      action: `sqs:${action}`,
      resources: [queue.success ? arnOf(queue.data.QueueUrl.split('/').at(-1) ?? '', region) : '*'],
    });
    if (denial === null) return;
    const message = messageOf({ ...denial, action: denial.action.toLowerCase() });
    await reply
      .code(403)
      .headers({
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-query-error': 'AccessDenied;Sender',
      })
      .send({ __type: 'com.amazon.coral.service#AccessDeniedException', message });
  });
}

const PartialFailures = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })),
});

/**
 * Returns the messages that the function has handled. There are none when the function failed or
 * names a message that it was not given. Otherwise they are all but the failed messages that it
 * names, if the mapping lets it name some.
 */
function handledOf(
  { FunctionResponseTypes }: z.infer<typeof MappingProperties>,
  messages: readonly Message[],
  outcome: object,
) {
  if (!('value' in outcome)) return [];
  const reports = FunctionResponseTypes.includes('ReportBatchItemFailures');
  const partial = z.safeParse(PartialFailures, outcome.value);
  const failed = new Set(
    reports && partial.success
      ? partial.data.batchItemFailures.map((one) => one.itemIdentifier)
      : [],
  );
  const given = new Set(messages.map(({ MessageId = '' }) => MessageId));
  if ([...failed].some((id) => !given.has(id))) return [];
  return messages
    .filter(({ MessageId = '' }) => !failed.has(MessageId))
    .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
}

function eventOf(messages: readonly Message[], eventSourceARN: string): SQSEvent {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      md5OfBody: message.MD5OfBody ?? '',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(Date.now()),
        SenderId: ACCOUNT,
        ApproximateFirstReceiveTimestamp: String(Date.now()),
        ...message.Attributes,
      },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN,
      awsRegion: eventSourceARN.split(':')[3] ?? '',
    })),
  };
}
