import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { LocalEventBus } from './event-bus.ts';
import type { Inbox } from './inbox.ts';
import { type Fault, SesAccount } from './ses-account.ts';
import { eventsOf, type EventType, type TakenMail } from './ses-events.ts';
import { headersOf, stamped } from './ses-message.ts';
import { answerXml, fieldsOf, type Refusal, refuse, tagsOf } from './ses-wire.ts';
import type { Assembly } from './template.ts';

const DestinationProperties = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({
    Enabled: z._default(z.boolean(), true),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.optional(z.object({ EventBusArn: z.string() })),
  }),
});

/** SES takes messages of at most that many bytes. */
const MAX_MESSAGE_BYTES = 10 * 1_024 * 1_024;

const REFUSALS = {
  reject: [400, 'MessageRejected', 'Email address is not verified.'],
  throttle: [400, 'Throttling', 'Maximum sending rate exceeded.'],
  quota: [400, 'Throttling', 'Daily message quota exceeded.'],
  unavailable: [503, 'ServiceUnavailable', 'The service is not available.'],
  tooLarge: [400, 'InvalidParameterValue', 'Message length is more than 10485760 bytes long.'],
  malformed: [400, 'InvalidParameterValue', 'The message or its destination is missing.'],
  several: [400, 'InvalidParameterValue', 'This stack sends to one destination at a time.'],
} as const satisfies Record<string, Refusal>;

/** How long an answer waits for reports that are to come first. */
const FIRST_MS = 5_000;

/** The part of Amazon SES that the product uses, over its wire protocol: the Query API, XML answers. */
export class LocalSes {
  readonly #inbox: Pick<Inbox, 'keep' | 'times'>;
  readonly #region: string;
  readonly #server: Server;
  /** What a person or a test has ordered, and what was sent. */
  readonly account: SesAccount;
  #bus: LocalEventBus | null = null;
  /** By configuration set, the types of events that go to the bus. */
  readonly #published = new Map<string, ReadonlySet<string>>();

  private constructor(inbox: Pick<Inbox, 'keep' | 'times'>, region: string) {
    this.#inbox = inbox;
    this.#region = region;
    this.account = new SesAccount(inbox.times());
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => request.socket.destroy());
    });
  }

  static async start(inbox: Pick<Inbox, 'keep' | 'times'>, region: string): Promise<LocalSes> {
    const ses = new LocalSes(inbox, region);
    await new Promise<void>((resolve) => ses.#server.listen(0, '127.0.0.1', resolve));
    return ses;
  }

  /** From now on reports go to the bus, as the configuration sets of the template say. */
  reportTo(bus: LocalEventBus, assembly: Assembly): void {
    this.#bus = bus;
    for (const { properties } of assembly.of('AWS::SES::ConfigurationSetEventDestination')) {
      const { ConfigurationSetName, EventDestination } = DestinationProperties.parse(properties);
      const { Enabled, MatchingEventTypes, EventBridgeDestination } = EventDestination;
      if (!Enabled || EventBridgeDestination === undefined) continue;
      this.#published.set(ConfigurationSetName, new Set(MatchingEventTypes));
    }
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fields = await fieldsOf(request);
    if (fields === null) {
      refuse(response, REFUSALS.tooLarge);
      return;
    }
    const action = fields.get('Action') ?? '';
    switch (action) {
      case 'SendRawEmail':
        await this.#sendRawEmail(fields, request, response);
        return;
      case 'GetSendQuota': {
        const { max24HourSend, maxSendRate, sentLast24Hours } = this.account.quota;
        answerXml(response, action, {
          Max24HourSend: String(max24HourSend),
          MaxSendRate: String(maxSendRate),
          SentLast24Hours: String(sentLast24Hours),
        });
        return;
      }
      default:
        refuse(response, [400, 'InvalidAction', `Could not find operation ${action}`]);
    }
  }

  async #sendRawEmail(
    fields: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const to = fields.get('Destinations.member.1') ?? '';
    const data = fields.get('RawMessage.Data');
    if (to === '' || data === null) {
      refuse(response, REFUSALS.malformed);
      return;
    }
    if (fields.has('Destinations.member.2')) {
      refuse(response, REFUSALS.several);
      return;
    }
    const message = Buffer.from(data, 'base64');
    if (message.length > MAX_MESSAGE_BYTES) {
      refuse(response, REFUSALS.tooLarge);
      return;
    }
    const fault = this.account.faultFor(to);
    if (fault === 'refuse-connection') {
      request.socket.destroy();
      return;
    }
    if (fault !== null && fault in REFUSALS) {
      refuse(response, REFUSALS[fault as keyof typeof REFUSALS]);
      return;
    }
    const messageId = `${randomUUID()}-000000`;
    const envelope = {
      to,
      source: fields.get('Source') ?? '',
      configurationSet: fields.get('ConfigurationSetName') ?? '',
      tags: tagsOf(fields),
    };
    const kept = stamped(message, messageId, this.#region);
    this.#inbox.keep(envelope, kept);
    this.account.took();
    const reported = this.#report({ ...envelope, messageId }, kept, fault);
    if (fault === 'bounce-first') {
      await Promise.race([reported, setTimeout(FIRST_MS, undefined, { ref: false })]);
    }
    if (fault === 'timeout') return;
    if (fault === 'drop-after-accept') request.socket.destroy();
    else answerXml(response, 'SendRawEmail', { MessageId: messageId });
  }

  /** Resolves when whoever listens has been told. */
  async #report(
    mail: Omit<TakenMail, 'headers'>,
    message: Buffer,
    fault: Fault | null,
  ): Promise<void> {
    const published = this.#published.get(mail.configurationSet);
    if (published === undefined) return;
    const events = eventsOf({ ...mail, headers: headersOf(message) }, fault)
      .filter(({ type }) => published.has(type satisfies EventType))
      .map(({ event }) => event);
    await this.#bus?.put(events);
  }
}
