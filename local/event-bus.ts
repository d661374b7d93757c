import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import { ACCOUNT } from './account.ts';
import { CONCURRENCY, type LocalFunction } from './functions.ts';
import type { Assembly } from './template.ts';

const RuleProperties = z.object({
  EventPattern: z.record(z.string(), z.unknown()),
  State: z._default(z.enum(['ENABLED', 'DISABLED']), 'ENABLED'),
  Targets: z._default(
    z.array(
      // Strict: a target that wants a transformed input would get the wrong one, so it must throw.
      z.strictObject({
        Arn: z.string(),
        Id: z.optional(z.string()),
        // Both settings are for a target that cannot be reached. A function on this machine can
        // always be reached.
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
  /** Set this to deliver the same event twice. Without it, the bus makes an id. */
  readonly id?: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: object;
}

/** Events for one target. The bus hands them over one after the other. */
interface Delivery {
  readonly target: LocalFunction;
  readonly events: readonly object[];
  readonly ended: () => void;
}

/**
 * The pauses between attempts, in milliseconds. AWS calls a failing function again for hours. Here
 * they are short, so that a developer sees a fault sooner.
 */
const PAUSES_MS = [200, 1_000, 5_000];
/** When the stack stops, running deliveries have this long to end. */
const GRACE_MS = 10_000;

/** Carries out the rules of the template as EventBridge does on the default bus. */
export class LocalEventBus {
  readonly #rules: readonly Rule[];
  readonly #region: string;
  readonly #arriving: Delivery[] = [];
  /** In reverse order: the next delivery is the last element. */
  #waiting: Delivery[] = [];
  readonly #atRest: (() => void)[] = [];
  #busy = 0;
  readonly #closing = new AbortController();

  constructor(assembly: Assembly, functionOf: (arn: string) => LocalFunction) {
    this.#region = assembly.region;
    this.#rules = assembly.of('AWS::Events::Rule').flatMap(({ properties }) => {
      const { EventPattern, State, Targets } = RuleProperties.parse(properties);
      if (State === 'DISABLED') return [];
      // A pattern that is not understood throws here, not at the first event.
      matches({}, EventPattern);
      return [{ pattern: EventPattern, targets: Targets.map(({ Arn }) => functionOf(Arn)) }];
    });
  }

  /**
   * Hands the events to each function whose rule matches them: soon, one after the other, in this
   * order. Repeats a call that failed. Resolves when all have been handed over or given up; no
   * caller needs to wait for that. A closed bus drops the events.
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

  /** Resolves when the bus has handled everything that was put on it. */
  async idle(): Promise<void> {
    if (this.#busy === 0) return;
    await new Promise<void>((resolve) => this.#atRest.push(resolve));
  }

  /** Lets running deliveries end and drops those that wait, as when a machine is switched off. */
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
      account: ACCOUNT,
      time: new Date().toISOString().replace(/\.\d{3}Z$/u, 'Z'),
      region: this.#region,
      resources: [],
      detail,
    };
  }

  #next(): void {
    while (this.#busy < CONCURRENCY) {
      const delivery = this.#takeNext();
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

  /**
   * Takes the next delivery. Removing the first element of one long array would move all other
   * elements each time.
   */
  #takeNext(): Delivery | undefined {
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
      const outcome = await target.invoke(event, { isQueued: true });
      if ('value' in outcome) return;
      // Closing the bus ends the pause early.
      if (pause !== null) await setTimeout(pause, undefined, { signal }).catch(() => undefined);
    }
    console.error(`An event could not be handed over: ${JSON.stringify(event)}`);
  }
}

/**
 * Says whether the event matches the pattern, by the rules of EventBridge: every field of the
 * pattern must be in the event, with one of the listed values. Throws for a comparison that is not
 * understood.
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
  // All fields are compared, so that a comparison that is not understood throws for any event.
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
