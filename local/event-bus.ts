import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { LocalFunction } from './functions.ts';
import type { Assembly } from './template.ts';

const RuleProperties = z.object({
  EventPattern: z.record(z.string(), z.unknown()),
  State: z._default(z.enum(['ENABLED', 'DISABLED']), 'ENABLED'),
  Targets: z._default(
    z.array(
      // Strict: a target that wants another input than the event would be handed the wrong one.
      z.strictObject({
        Arn: z.string(),
        Id: z.optional(z.string()),
        // Both are about a target that is out of reach, which a function of this machine never is.
        RetryPolicy: z.optional(z.unknown()),
        DeadLetterConfig: z.optional(z.unknown()),
      }),
    ),
    [],
  ),
});

interface Rule {
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly targets: readonly LocalFunction[];
}

/** An event before it is put on the bus. */
export interface PutEvent {
  /** Given to have the same event delivered twice; else the bus makes one. */
  readonly id?: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: object;
}

/** Events for one target, handed over one after the other. */
interface Delivery {
  readonly target: LocalFunction;
  readonly events: readonly object[];
  readonly ended: () => void;
}

/** That many deliveries are under way at once, as many as a function has environments here. */
const AT_ONCE = 4;
/** A function that fails is called again for hours there; here a fault is seen sooner. */
const PAUSES_MS = [200, 1_000, 5_000];
/** What is under way when the stack stops has that long to end. */
const GRACE_MS = 10_000;

/** The rules of the template, as EventBridge carries them out on the default bus. */
export class LocalEventBus {
  readonly #rules: readonly Rule[];
  readonly #region: string;
  readonly #arriving: Delivery[] = [];
  /** The next one last. */
  #waiting: Delivery[] = [];
  readonly #atRest: (() => void)[] = [];
  #busy = 0;
  readonly #closing = new AbortController();

  constructor(assembly: Assembly, functionOf: (arn: string) => LocalFunction) {
    this.#region = assembly.region;
    this.#rules = assembly.of('AWS::Events::Rule').flatMap(({ properties }) => {
      const { EventPattern, State, Targets } = RuleProperties.parse(properties);
      if (State === 'DISABLED') return [];
      // Refused now rather than at the first event.
      matches({}, EventPattern);
      return [{ pattern: EventPattern, targets: Targets.map(({ Arn }) => functionOf(Arn)) }];
    });
  }

  /**
   * Whoever listens is called soon, one event after the other in this order, and again where that
   * fails. Resolves when that has ended; nobody needs to wait for it. Once the bus is closed, drops them.
   */
  async put(events: readonly PutEvent[]): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const envelopes = events.map((event) => this.#envelopeOf(event));
    const deliveries = this.#rules.flatMap(({ pattern, targets }) => {
      const matching = envelopes.filter((event) => matches(event, pattern));
      if (matching.length === 0) return [];
      return targets.map(
        async (target) =>
          new Promise<void>((ended) => this.#arriving.push({ target, events: matching, ended })),
      );
    });
    this.#next();
    await Promise.all(deliveries);
  }

  /** Resolves once everything that was put has been handed over. */
  async idle(): Promise<void> {
    if (this.#busy === 0) return;
    await new Promise<void>((resolve) => this.#atRest.push(resolve));
  }

  /** What is under way may end; what waits is dropped, as when a machine is switched off. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const { ended } of [...this.#arriving.splice(0), ...this.#waiting.splice(0)]) ended();
    await Promise.race([this.idle(), setTimeout(GRACE_MS, undefined, { ref: false })]);
  }

  #envelopeOf({ id = randomUUID(), source, detailType, detail }: PutEvent) {
    return {
      version: '0',
      id,
      'detail-type': detailType,
      source,
      account: '000000000000',
      time: new Date().toISOString().replace(/\.\d{3}Z$/u, 'Z'),
      region: this.#region,
      resources: [],
      detail,
    };
  }

  #next(): void {
    while (this.#busy < AT_ONCE) {
      const delivery = this.#taken();
      if (delivery === undefined) break;
      this.#busy += 1;
      void this.#deliver(delivery).finally(() => {
        this.#busy -= 1;
        delivery.ended();
        this.#next();
      });
    }
    if (this.#busy === 0) for (const rested of this.#atRest.splice(0)) rested();
  }

  /** To take the first of one long array would move all the others, for each of them. */
  #taken(): Delivery | undefined {
    if (this.#waiting.length === 0) this.#waiting = this.#arriving.splice(0).reverse();
    return this.#waiting.pop();
  }

  async #deliver({ target, events }: Delivery): Promise<void> {
    for (const event of events) await this.#handOver(target, event);
  }

  async #handOver(target: LocalFunction, event: object): Promise<void> {
    const { signal } = this.#closing;
    for (const pause of [...PAUSES_MS, null]) {
      if (signal.aborted) return;
      const outcome = await target.invoke(event);
      if ('value' in outcome) return;
      // Cut short where the bus is closed.
      if (pause !== null) await setTimeout(pause, undefined, { signal }).catch(() => undefined);
    }
    console.error(`An event could not be handed over: ${JSON.stringify(event)}`);
  }
}

/**
 * Does the event match the pattern, as EventBridge has it: every field named in the pattern must be
 * there with one of the values listed. Throws for a comparison that is not understood.
 */
export function matches(event: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    const values: unknown[] = Array.isArray(event) ? event : [event];
    return pattern.some((wanted) => {
      if (typeof wanted === 'object' && wanted !== null)
        return startsWith(values, wanted as object);
      return values.includes(wanted);
    });
  }
  if (typeof pattern !== 'object' || pattern === null) {
    throw new Error(`The local stack does not understand the pattern ${JSON.stringify(pattern)}`);
  }
  const fields = typeof event === 'object' && event !== null ? event : {};
  // Every field is looked at, so that a comparison that is not understood throws whatever the event.
  return Object.entries(pattern)
    .map(([name, wanted]) => matches((fields as Record<string, unknown>)[name], wanted))
    .every(Boolean);
}

function startsWith(values: readonly unknown[], comparison: object): boolean {
  const [[operator, prefix] = [], ...more] = Object.entries(comparison) as [string, unknown][];
  if (operator !== 'prefix' || typeof prefix !== 'string' || more.length > 0) {
    throw new Error(`The local stack does not understand ${JSON.stringify(comparison)}`);
  }
  return values.some((value) => typeof value === 'string' && value.startsWith(prefix));
}
