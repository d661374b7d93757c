import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { sendingAccount } from '../../shared/delivery/account.ts';
import { deliveryRoom } from '../../shared/delivery/room.ts';
import { type Instant, instantOf, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { PublicationChoice } from '../../shared/domain/submission.ts';
import { Table } from '../../shared/dynamo/table.ts';
import type { Report } from '../../shared/domain/report.ts';
import type { MailQueue } from '../../shared/ports/batches.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import type { Mail, SendMail } from '../../shared/ports/mail.ts';
import type { RowKey } from '../../shared/ports/rows.ts';
import type { Clock } from '../../shared/ports/world.ts';
import { outcomeOf } from '../../shared/ses/outcome.ts';
import { choosePublication } from '../../shared/usecases/choose-publication.ts';
import { confirmationComposer } from '../../shared/usecases/compose-confirmation.ts';
import { lineageComposer } from '../../shared/usecases/compose-lineage.ts';
import { moderationComposer } from '../../shared/usecases/compose-moderation.ts';
import { receiptComposer } from '../../shared/usecases/compose-receipt.ts';
import { limitSource } from '../../shared/usecases/limit-source.ts';
import { moderateOpinions } from '../../shared/usecases/moderate-opinions.ts';
import { publishOpinions } from '../../shared/usecases/publish-opinions.ts';
import { publishSubmission } from '../../shared/usecases/publish-submission.ts';
import { recallConsultations } from '../../shared/usecases/recall-consultations.ts';
import { reconcileDeliveries } from '../../shared/usecases/reconcile-deliveries.ts';
import { recordDelivery } from '../../shared/usecases/record-delivery.ts';
import { reviseOpinions } from '../../shared/usecases/revise-opinions.ts';
import { runDigests } from '../../shared/usecases/run-digests.ts';
import { sealLogs } from '../../shared/usecases/seal-logs.ts';
import { sendAnnouncements } from '../../shared/usecases/send-announcements.ts';
import { digestSender } from '../../shared/usecases/send-digest.ts';
import { sendDueMail } from '../../shared/usecases/send-mail.ts';
import { submitOpinions } from '../../shared/usecases/submit-opinions.ts';
import { sweepOutbox } from '../../shared/usecases/sweep-outbox.ts';
import { announcementWriter } from '../../shared/usecases/write-announcement.ts';
import { LOG_SIGNER } from '../support/log.ts';
import {
  plainAnnouncement,
  plainConfirmation,
  plainLinks,
  SOURCE,
  tokensWith,
} from '../support/ports.ts';
import { storesOn } from '../support/table.ts';
import { Chance } from './chance.ts';
import { Engine } from './engine.ts';
import {
  databaseFault,
  isTaken,
  rejectionOf,
  type SesFault,
  sesFault,
  type Weather,
} from './faults.ts';
import { type Ended, Machine, type Process } from './machine.ts';
import { digestWriter, writeModeration, writeNever, writeNotice, writeReceipt } from './writers.ts';

/** A mail that SES has taken, and whether its mailbox accepted it. */
export interface TakenMail {
  readonly mail: Mail;
  readonly messageId: string;
  readonly at: Instant;
  readonly accepted: boolean;
}

/** The time-outs of the functions, as the infra sets them. */
const TIMEOUTS_MS = {
  request: 10_000,
  runDigests: 15 * MINUTE_MS,
  sendMail: 3 * MINUTE_MS,
  sendAnnouncements: 100_000,
  sweep: MINUTE_MS,
  record: 30_000,
  reconcile: 15 * MINUTE_MS,
  seal: 2 * MINUTE_MS,
  project: 2 * MINUTE_MS,
  /** Nobody ends the command of an operator, but it takes no longer than a request. */
  command: 10_000,
};
/** How far the clocks of servers differ, in milliseconds. */
const SKEWS_MS = [0, 0, -300, 250];
const SITE = 'https://site.example';
/** How often the SDK tries one call of the database. */
const ATTEMPTS = 3;
/** An SQS message is given up after this many receives. */
const RECEIVES = 5;

interface Message {
  readonly key: RowKey;
  readonly receives: number;
}

/** Everything around the use cases: a table, SES, queues, mailboxes and a clock, in one weather. */
export class World {
  readonly chance: Chance;
  readonly machine: Machine;
  weather: Weather;
  readonly taken: TakenMail[] = [];
  /** Every mail that was handed to SES, and the fault that it met there. */
  readonly attempts: { readonly mail: Mail; readonly fault: SesFault | null }[] = [];
  /** How many processes of each function were killed or ended in a fault. */
  readonly deaths: Record<keyof typeof TIMEOUTS_MS, number> = {
    request: 0,
    runDigests: 0,
    sendMail: 0,
    sendAnnouncements: 0,
    sweep: 0,
    record: 0,
    reconcile: 0,
    seal: 0,
    project: 0,
    command: 0,
  };
  /** Mails that left a restored table before an operator adopted it. */
  readonly leaked: Mail[] = [];
  readonly counts = new Map<string, number>();
  readonly clock: Clock = { now: () => instantOf(new Date(this.#nowMs)) };
  /** Mail to these mailboxes bounces. */
  readonly deadMailboxes = new Set<string>();
  /** True while SES refuses all mail of the account. */
  isPaused = false;
  #nowMs: number;
  readonly #engine = new Engine();
  #mailQueue: Message[] = [];
  #announcementQueue: Message[] = [];
  #reports: Report[] = [];
  readonly #environments = [this.#environment(), this.#environment()];
  #restores = 0;
  #isHeld = false;

  constructor(seed: number, start: Instant, weather: Weather) {
    this.#nowMs = Date.parse(start);
    this.chance = new Chance(seed);
    this.machine = new Machine(this.chance, () => this.#nowMs);
    this.weather = weather;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }

  setClock(instant: Instant): void {
    this.#nowMs = Math.max(this.#nowMs, Date.parse(instant));
  }

  /** The stores without any weather. */
  get stores() {
    return storesOn(new Table('sadzirdets', this.#engine.connect()));
  }

  /** Moves the data to a table of another id, as after a restore from a backup. */
  restoreTable(): void {
    this.#restores += 1;
    this.#isHeld = true;
    this.#engine.restore(`restored-${this.#restores}`);
  }

  /** Adopts the restored table, as an operator does after looking at it. */
  async adoptTable(): Promise<void> {
    await this.stores.adopt();
    this.#isHeld = false;
  }

  async submit(consultation: string, typed: unknown) {
    return this.#start('request', (process) =>
      submitOpinions({
        ...this.#portsOf(process),
        recall: this.chance.pick(this.#environments)(process),
      })(consultation, () => typed, { source: SOURCE }),
    );
  }

  async revise(consultation: string, reference: string, key: string, typed: unknown) {
    const request = { consultation, reference, key, source: SOURCE };
    return this.#start('request', (process) => {
      const ports = this.#portsOf(process);
      const { edit, withdraw } = reviseOpinions({ ...ports, publish: publishSubmission(ports) });
      return typed === null ? withdraw(request) : edit(request, () => typed);
    });
  }

  async choose(
    consultation: string,
    reference: string,
    key: string,
    publication: PublicationChoice,
  ) {
    const request = { consultation, reference, key, source: SOURCE };
    return this.#start('request', (process) => {
      const ports = this.#portsOf(process);
      return choosePublication({ ...ports, publish: publishSubmission(ports) })(
        request,
        publication,
      );
    });
  }

  /** Hides a submission by a rule, or shows it again. */
  async moderate(reference: string, rule: string | null) {
    return this.#start('command', (process) => {
      const ports = this.#portsOf(process);
      const { hide, show } = moderateOpinions({ ...ports, publish: publishSubmission(ports) });
      return rule === null ? show(reference) : hide(reference, rule);
    });
  }

  /** Brings what everybody sees up to date. */
  async project() {
    return this.#start('project', (process) => publishOpinions(this.#portsOf(process))());
  }

  async runDigests(slot: Instant) {
    return this.#start('runDigests', (process) => {
      const ports = this.#portsOf(process);
      const room = deliveryRoom({ ...ports, account: null });
      return runDigests({ ...ports, room, writer: digestWriter, siteUrl: SITE })(slot);
    });
  }

  async reconcile() {
    return this.#start('reconcile', (process) => reconcileDeliveries(this.#portsOf(process))());
  }

  async seal() {
    return this.#start('seal', (process) => {
      const signer = {
        keys: () => this.#step(process, () => LOG_SIGNER.keys()),
        sign: (key: Uint8Array, message: Uint8Array) =>
          this.#step(process, () => LOG_SIGNER.sign(key, message)),
      };
      return sealLogs({ ...this.#portsOf(process), signer, siteUrl: SITE })();
    });
  }

  async sweep() {
    return this.#start('sweep', (process) => {
      const queue = this.#queue(process, (keys) => this.#mailQueue.push(...keys));
      const announcementQueue = this.#queue(process, (keys) =>
        this.#announcementQueue.push(...keys),
      );
      return sweepOutbox({ ...this.#portsOf(process), queue, announcementQueue })();
    });
  }

  /** Hands over one message of a queue, chosen at random. Sometimes the message comes twice. */
  deliverMessage(): boolean {
    const queue = this.#mailQueue.length > 0 ? this.#mailQueue : this.#announcementQueue;
    if (queue.length === 0) return false;
    const [message] = queue.splice(this.chance.below(queue.length), 1);
    if (message === undefined) return false;
    if (this.chance.happens(this.weather.queue)) queue.push(message);
    const ended =
      queue === this.#mailQueue ? this.#sendMail(message.key) : this.#announce(message.key);
    void ended.then(({ end }) => {
      if (end === 'returned' || message.receives >= RECEIVES) return;
      queue.push({ ...message, receives: message.receives + 1 });
    });
    return true;
  }

  /** Hands over one report of SES, chosen at random. Sometimes the report comes twice. */
  deliverReport(): boolean {
    if (this.#reports.length === 0) return false;
    const [report] = this.#reports.splice(this.chance.below(this.#reports.length), 1);
    if (report === undefined) return false;
    if (this.chance.happens(this.weather.queue)) this.#reports.push(report);
    const ended = this.#start('record', (process) =>
      recordDelivery(this.#portsOf(process))(report),
    );
    void ended.then(({ end }) => {
      if (end !== 'returned') this.#reports.push(report);
    });
    return true;
  }

  async #sendMail(key: RowKey) {
    return this.#start('sendMail', (process) => {
      const ports = this.#portsOf(process);
      const account = sendingAccount({ ...ports, senders: 1 });
      const room = deliveryRoom({ ...ports, account });
      return sendDueMail({
        ...ports,
        room,
        digests: digestSender({ ...ports, room, writer: digestWriter, siteUrl: SITE }),
        composeReceipt: receiptComposer({
          ...ports,
          writeReceipt,
          writeNotice,
          replyTo: 'list@site.example',
          links: {
            receipt: ({ reference }) => `${SITE}/${reference}`,
            revision: ({ reference }, revisionKey) => `${SITE}/${reference}?key=${revisionKey}`,
            check: ({ consultation }) => `${SITE}/log/${consultation}`,
          },
        }),
        composeModeration: moderationComposer({
          ...ports,
          writeModeration,
          links: { part: (language, _, id) => `${SITE}/${language}/${id}` },
          replyTo: 'list@site.example',
        }),
        composeLineage: lineageComposer({
          ...ports,
          writeLineage: writeNever,
          links: {
            revision: ({ reference }, revisionKey) => `${SITE}/${reference}?key=${revisionKey}`,
            consultation: (language, id) => `${SITE}/${language}/${id}`,
          },
          replyTo: 'list@site.example',
        }),
        composeConfirmation: confirmationComposer({
          ...ports,
          writeConfirmation: plainConfirmation,
          links: { confirmation: (language, { token }) => `${SITE}/${language}/${token}` },
          siteUrl: SITE,
          replyTo: 'list@site.example',
        }),
      })(key);
    });
  }

  async #announce(key: RowKey) {
    return this.#start('sendAnnouncements', (process) => {
      const ports = this.#portsOf(process);
      const account = sendingAccount({ ...ports, senders: 1 });
      return sendAnnouncements({
        ...ports,
        account,
        room: deliveryRoom({ ...ports, account }),
        queue: this.#queue(process, (keys) => this.#announcementQueue.push(...keys)),
        pause: (ms) =>
          process.step(() => {
            this.advance(ms);
          }),
        writer: announcementWriter({
          ...ports,
          write: plainAnnouncement,
          links: plainLinks,
          siteUrl: SITE,
          replyTo: 'list@site.example',
        }),
      })(key);
    });
  }

  async #start<Value>(
    name: keyof typeof TIMEOUTS_MS,
    run: (process: Process) => Promise<Value>,
  ): Promise<Ended<Value>> {
    const ended = await this.machine.start(TIMEOUTS_MS[name], run);
    if (ended.end !== 'returned') this.deaths[name] += 1;
    return ended;
  }

  /** The ports of a function. Each call is a step at which a fault may happen. */
  #portsOf(process: Process) {
    const skewMs = this.chance.pick(SKEWS_MS);
    const store = storesOn(new Table('sadzirdets', this.#client(process)));
    const clock = { now: () => plus(this.clock.now(), skewMs) };
    const journal = this.#journal;
    const retention = DEFAULT_RETENTION;
    return {
      store,
      limit: limitSource({ store, tokens: TOKENS, clock, journal, retention }),
      queue: this.#queue(process, (keys) => this.#mailQueue.push(...keys)),
      send: this.#send(process),
      readQuota: () => process.step(() => ({ rate: 100, left: 40_000, daily: 50_000 })),
      clock,
      tokens: TOKENS,
      retention,
      journal,
    };
  }

  readonly #journal: Journal = {
    count: (name, value = 1) => {
      this.counts.set(name, (this.counts.get(name) ?? 0) + value);
    },
    info: () => undefined,
    error: () => undefined,
  };

  /**
   * An environment of the function that takes submissions. Its processes come one after another, and
   * share what it remembers.
   */
  #environment() {
    let store = this.stores;
    const { findConsultation } = recallConsultations({
      clock: this.clock,
      store: {
        findConsultation: async (id) => store.findConsultation(id),
        listUnits: async () => store.listUnits(),
      },
    });
    return (process: Process) => {
      store = storesOn(new Table('sadzirdets', this.#client(process)));
      return findConsultation;
    };
  }

  /** A client of the database that tries again as the SDK does. */
  #client(process: Process): DynamoDBClient {
    const send = async (command: object) => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const answer = await this.#step(process, async () => {
          const fault = databaseFault(this.chance, this.weather);
          if (fault === 'refused') return null;
          const made = await this.#engine.send(command);
          return fault === 'lost' ? null : made;
        });
        if (answer !== null) return answer;
      }
      throw new Error('The database does not answer');
    };
    return Object.assign(Object.create(DynamoDBClient.prototype) as DynamoDBClient, { send });
  }

  #queue(process: Process, push: (messages: Message[]) => unknown): MailQueue {
    return {
      nudge: (keys) =>
        this.#step(process, () => {
          if (this.chance.happens(this.weather.queue)) throw new Error('The queue is out of reach');
          push(keys.map((key) => ({ key, receives: 1 })));
        }),
    };
  }

  #send(process: Process): SendMail {
    return (mail) =>
      this.#step(process, () => {
        const fault = this.isPaused ? 'paused' : sesFault(this.chance, this.weather);
        this.attempts.push({ mail, fault });
        const messageId = isTaken(fault) ? this.#take(mail) : '';
        return fault === null ? { outcome: 'accepted', messageId } : outcomeOf(rejectionOf(fault));
      });
  }

  #take(mail: Mail): string {
    if (this.#isHeld) this.leaked.push(mail);
    const accepted = !this.deadMailboxes.has(mail.to);
    const messageId = `message-${this.taken.length}`;
    const at = this.clock.now();
    this.taken.push({ mail, messageId, at, accepted });
    // SES publishes its reports on a best-effort basis, so some are missing.
    if (this.chance.happens(this.weather.report)) return messageId;
    const about = { id: `report-${messageId}`, at, messageId, destination: mail.to };
    this.#reports.push({
      ...about,
      event: accepted ? 'delivery' : 'bounce',
      reason: accepted ? '250 Ok' : 'Permanent/General',
      tags: mail.tags,
    });
    return messageId;
  }

  /**
   * Takes a step. The process may be killed before or after it asks the world, and the clock may
   * jump.
   */
  #step<Answer>(process: Process, ask: () => Answer | Promise<Answer>): Promise<Answer> {
    return process.step(async () => {
      const { kill, jump } = this.weather;
      if (this.chance.happens(jump)) this.advance(this.chance.pick([1, 999, 7_000, 90_000]));
      if (this.chance.happens(kill)) {
        process.kill();
        // In half of the cases it is killed before it asks, in the others after.
        if (this.chance.happens(500)) throw new Error('killed');
      }
      return ask();
    });
  }
}

export const TOKENS = tokensWith('a secret of the simulation');
