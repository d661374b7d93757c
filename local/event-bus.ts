import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { LocalFunction } from './functions.ts';
import type { Assembly } from './template.ts';

const RuleProperties = z.object({
  EventPattern: z.record(z.string(), z.unknown()),
  State: z._default(z.enum(['ENABLED', 'DISABLED']), 'ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })),
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

/** That many events are handed over at once; the rest waits in their order. */
const AT_ONCE = 4;
/** EventBridge retries for a day; here a fault is seen sooner. */
const PAUSES_MS = [200, 1_000, 5_000];

/** The rules of the template, as EventBridge carries them out on the default bus. */
export class LocalEventBus {
  readonly #rules: readonly Rule[];
  readonly #region: string;
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #atRest: (() => void)[] = [];
  #busy = 0;
  #isClosed = false;

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

  /** Returns at once; who listens is called later, and again where that fails. */
  put({ id = randomUUID(), source, detailType, detail }: PutEvent): void {
    const event = {
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
    for (const { pattern, targets } of this.#rules) {
      if (!matches(event, pattern)) continue;
      for (const target of targets) this.#waiting.push(async () => this.#deliver(target, event));
    }
    this.#next();
  }

  /** Resolves once everything that was put has been handed over. */
  async idle(): Promise<void> {
    if (this.#busy === 0 && this.#waiting.length === 0) return;
    await new Promise<void>((resolve) => this.#atRest.push(resolve));
  }

  /** What is under way may end; what waits is dropped, as when a machine is switched off. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.length = 0;
    await this.idle();
  }

  #next(): void {
    while (this.#busy < AT_ONCE) {
      const deliver = this.#waiting.shift();
      if (deliver === undefined) break;
      this.#busy += 1;
      void deliver().finally(() => {
        this.#busy -= 1;
        this.#next();
      });
    }
    if (this.#busy === 0) for (const rested of this.#atRest.splice(0)) rested();
  }

  async #deliver(target: LocalFunction, event: object): Promise<void> {
    for (const pause of [...PAUSES_MS, null]) {
      const outcome = await target.invoke(event);
      if ('value' in outcome || this.#isClosed) return;
      if (pause !== null) await setTimeout(pause);
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
