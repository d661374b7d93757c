import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { LocalEventBus } from './event-bus.ts';
import type { Inbox } from './inbox.ts';
import { type Fault, SesAccount } from './ses-account.ts';
import { eventsOf, type EventType, type TakenMail } from './ses-events.ts';
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
/** Base64 of a message of that size, and room for the rest of the request. */
const MAX_REQUEST_BYTES = 16 * 1_024 * 1_024;

const REFUSALS = {
  reject: [400, 'MessageRejected', 'Email address is not verified.'],
  throttle: [400, 'Throttling', 'Maximum sending rate exceeded.'],
  quota: [400, 'Throttling', 'Daily message quota exceeded.'],
  unavailable: [503, 'ServiceUnavailable', 'The service is not available.'],
  tooLarge: [400, 'InvalidParameterValue', 'Message length is more than 10485760 bytes long.'],
  malformed: [400, 'InvalidParameterValue', 'The message or its destination is missing.'],
  several: [400, 'InvalidParameterValue', 'This stack sends to one destination at a time.'],
} as const satisfies Record<string, readonly [number, string, string]>;

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
    const body = await bodyOf(request);
    if (body === null) {
      refuse(response, REFUSALS.tooLarge);
      return;
    }
    const fields = new URLSearchParams(body);
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
    const mail: TakenMail = {
      messageId: `${randomUUID()}-000000`,
      to,
      source: fields.get('Source') ?? '',
      configurationSet: fields.get('ConfigurationSetName') ?? '',
      tags: tagsOf(fields),
    };
    const { messageId, ...envelope } = mail;
    this.#inbox.keep(envelope, this.#stamped(message, messageId));
    this.account.took();
    this.#report(mail, fault);
    if (fault === 'bounce-first') await this.#reportsFirst();
    if (fault === 'timeout') return;
    if (fault === 'drop-after-accept') request.socket.destroy();
    else answerXml(response, 'SendRawEmail', { MessageId: messageId });
  }

  #report(mail: TakenMail, fault: Fault | null): void {
    const published = this.#published.get(mail.configurationSet);
    if (published === undefined) return;
    for (const { type, event } of eventsOf(mail, fault)) {
      if (published.has(type satisfies EventType)) this.#bus?.put(event);
    }
  }

  async #reportsFirst(): Promise<void> {
    await Promise.race([this.#bus?.idle(), setTimeout(FIRST_MS, undefined, { ref: false })]);
  }

  /** SES writes its own Message-ID and Date over whatever the message has. */
  #stamped(message: Buffer, messageId: string): Buffer {
    const text = message.toString('latin1');
    const blank = /(?<=^|\n)\r?\n/u.exec(text);
    const end = blank?.index ?? text.length;
    const head = text
      .slice(0, end)
      .replaceAll(/^(?:message-id|date):.*\r?\n(?:[ \t].*\r?\n)*/gimu, '');
    const own = [
      `Message-ID: <${messageId}@${this.#region}.amazonses.com>`,
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    ];
    return Buffer.from(`${own.join('\r\n')}\r\n${head}${text.slice(end)}`, 'latin1');
  }
}

/** Null where it is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_REQUEST_BYTES) chunks.push(chunk);
  }
  return size > MAX_REQUEST_BYTES ? null : Buffer.concat(chunks).toString();
}

function tagsOf(fields: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; fields.has(`Tags.member.${index}.Name`); index++) {
    const name = fields.get(`Tags.member.${index}.Name`) ?? '';
    tags[name] = fields.get(`Tags.member.${index}.Value`) ?? '';
  }
  return tags;
}

function answerXml(response: ServerResponse, action: string, result: Record<string, string>): void {
  const fields = Object.entries(result).map(([name, value]) => `<${name}>${value}</${name}>`);
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/">` +
      `<${action}Result>${fields.join('')}</${action}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

function refuse(
  response: ServerResponse,
  [status, code, message]: readonly [number, string, string],
) {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(
    '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error>' +
      `<Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code>` +
      `<Message>${message}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}
