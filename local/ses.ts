import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { LocalEventBus } from './event-bus.ts';
import type { Inbox } from './inbox.ts';
import { accessKeyOf, Permissions } from './permissions.ts';
import { type Fault, SesAccount } from './ses-account.ts';
import { eventsOf, type EventType, type TakenMail } from './ses-events.ts';
import { type ConfigurationSet, SesIdentity } from './ses-identity.ts';
import { headersOf, stampMessage } from './ses-message.ts';
import { notAllowed, notVerified, refusalFor, requestOf, TOO_LARGE } from './ses-refusals.ts';
import { answerXml, fieldsOf, refuse } from './ses-wire.ts';
import type { Assembly } from './template.ts';

/** How long an answer waits for the reports that must come before it. */
const FIRST_MS = 5_000;

/**
 * The part of Amazon SES that the product uses, over its wire protocol: the Query API with XML
 * answers.
 */
export class LocalSes {
  readonly #inbox: Pick<Inbox, 'keep' | 'times'>;
  readonly #identity: SesIdentity;
  readonly #permissions: Permissions;
  readonly #region: string;
  readonly #server: Server;
  /** The orders of a person or a test, and the count of what was sent. */
  readonly account: SesAccount;
  #bus: LocalEventBus | null = null;

  private constructor(
    inbox: Pick<Inbox, 'keep' | 'times'>,
    assembly: Assembly,
    permissions: Permissions,
  ) {
    this.#inbox = inbox;
    this.#permissions = permissions;
    this.#identity = new SesIdentity(assembly);
    this.#region = assembly.region;
    this.account = new SesAccount(inbox.times());
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => request.socket.destroy());
    });
  }

  /**
   * Starts an SES with the identities and the configuration sets of the template. A function may do
   * what `permissions` allow it.
   */
  static async start(
    inbox: Pick<Inbox, 'keep' | 'times'>,
    assembly: Assembly,
    permissions = new Permissions(),
  ): Promise<LocalSes> {
    const ses = new LocalSes(inbox, assembly, permissions);
    await new Promise<void>((resolve) => ses.#server.listen(0, '127.0.0.1', resolve));
    return ses;
  }

  /** From now on sends reports to the bus, as the configuration sets say. */
  reportTo(bus: LocalEventBus): void {
    this.#bus = bus;
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
      refuse(response, TOO_LARGE);
      return;
    }
    const action = fields.get('Action') ?? '';
    switch (action) {
      case 'SendRawEmail':
        await this.#sendRawEmail(fields, request, response);
        return;
      case 'GetSendQuota': {
        if (this.#isRefused(action, ['*'], request, response)) return;
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
    const asked = requestOf(fields, this.#identity);
    if (!('to' in asked)) {
      refuse(response, asked);
      return;
    }
    const { to, source, message, tags, setName, set } = asked;
    const arns = this.#identity.arnsFor(source, setName);
    if (this.#isRefused('SendRawEmail', arns, request, response)) return;
    if (!this.#identity.isVerified(source)) {
      refuse(response, notVerified(source, this.#region));
      return;
    }
    const fault = this.account.faultFor(to);
    if (fault === 'refuse-connection') {
      request.socket.destroy();
      return;
    }
    const refusal = refusalFor(fault, asked, this.#region);
    if (refusal !== null) {
      refuse(response, refusal);
      return;
    }
    const messageId = `${randomUUID()}-000000`;
    const envelope = { to, source, configurationSet: setName, tags };
    const kept = stampMessage(message, messageId, this.#region);
    this.#inbox.keep(envelope, kept);
    this.account.recordTaken();
    const reported = this.#report({ ...envelope, messageId }, kept, fault, set);
    if (fault === 'bounce-first') {
      await Promise.race([reported, setTimeout(FIRST_MS, undefined, { ref: false })]);
    }
    if (fault === 'timeout') return;
    if (fault === 'drop-after-accept') request.socket.destroy();
    else answerXml(response, 'SendRawEmail', { MessageId: messageId });
  }

  /** Refuses the call if its caller may not make it. Says whether it did. */
  #isRefused(
    action: string,
    resources: readonly string[],
    { headers }: IncomingMessage,
    response: ServerResponse,
  ): boolean {
    const asked = { action: `ses:${action}`, resources };
    const denial = this.#permissions.denialOf(accessKeyOf(headers.authorization), asked);
    if (denial !== null) refuse(response, notAllowed(denial));
    return denial !== null;
  }

  /** Resolves when the functions that listen have been told. */
  async #report(
    mail: Omit<TakenMail, 'headers'>,
    message: Buffer,
    fault: Fault | null,
    set: ConfigurationSet | null,
  ): Promise<void> {
    if (set === null) return;
    const met = fault === 'suppressed' && !set.heedsAccountList ? null : fault;
    const events = eventsOf({ ...mail, headers: headersOf(message) }, met)
      .filter(({ type }) => set.published.has(type satisfies EventType))
      .map(({ event }) => event);
    await this.#bus?.put(events);
  }
}
