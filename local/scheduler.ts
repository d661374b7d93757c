import { Cron } from 'croner';
import * as z from 'zod/mini';
import type { InvocationOutcome, LocalFunction } from './functions.ts';
import type { Assembly } from './template.ts';

const ScheduleProperties = z.object({
  Name: z.string(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z._default(z.string(), 'UTC'),
  Target: z.object({ Arn: z.string(), Input: z._default(z.string(), '{}') }),
});

const RetryProperties = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z._default(z.int(), 2),
});

/** Lambda waits that long before the first and the second retry of an asynchronous invocation. */
const RETRY_PAUSES_MS = [60_000, 120_000];
const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

interface Schedule {
  readonly name: string;
  readonly expression: string;
  readonly zone: string;
  readonly input: string;
  readonly target: LocalFunction;
  readonly retries: number;
}

/** A run carried out: the slot, and what the function answered. */
export interface ScheduleRun {
  readonly schedule: string;
  readonly scheduledTime: string;
  readonly outcome: InvocationOutcome;
}

/** The schedules of the template, as EventBridge Scheduler carries them out. */
export class LocalScheduler {
  readonly #schedules: readonly Schedule[];
  #timers: { stop(): void }[] = [];
  readonly #pauses = new Set<NodeJS.Timeout>();

  constructor(assembly: Assembly, functionOf: (arn: string) => LocalFunction) {
    const retries = new Map(
      assembly.of('AWS::Lambda::EventInvokeConfig').map(({ properties }) => {
        const { FunctionName, MaximumRetryAttempts } = RetryProperties.parse(properties);
        return [FunctionName, MaximumRetryAttempts] as const;
      }),
    );
    this.#schedules = assembly.of('AWS::Scheduler::Schedule').map(({ properties }) => {
      const { Name, ScheduleExpression, ScheduleExpressionTimezone, Target } =
        ScheduleProperties.parse(properties);
      const target = functionOf(Target.Arn);
      return {
        name: Name,
        expression: ScheduleExpression,
        zone: ScheduleExpressionTimezone,
        input: Target.Input,
        target,
        retries: retries.get(target.id) ?? 2,
      };
    });
  }

  get names(): string[] {
    return this.#schedules.map(({ name }) => name);
  }

  /** Starts, or starts anew after the clock was moved. */
  start(): void {
    this.stop();
    this.#timers = this.#schedules.map((schedule) => {
      const fire = () => void this.#fire(schedule, new Date());
      const cron = cronOf(schedule);
      if (cron !== null) return new Cron(cron, { timezone: schedule.zone }, fire);
      const interval = setInterval(fire, rateOf(schedule.expression));
      return {
        stop: () => {
          clearInterval(interval);
        },
      };
    });
  }

  stop(): void {
    for (const timer of this.#timers) timer.stop();
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#pauses.clear();
    this.#timers = [];
  }

  /** The next times at which it fires, by the stack's clock. */
  nextRuns(name: string, count: number): Date[] {
    const schedule = this.#find(name);
    const cron = schedule === null ? null : cronOf(schedule);
    if (schedule === null) return [];
    if (cron !== null)
      return new Cron(cron, { timezone: schedule.zone, paused: true }).nextRuns(count);
    const rate = rateOf(schedule.expression);
    return Array.from({ length: count }, (_, index) => new Date(Date.now() + (index + 1) * rate));
  }

  /** Runs the target once, now, as of `slot`; null where there is no such schedule. */
  async run(name: string, slot: Date): Promise<ScheduleRun | null> {
    const schedule = this.#find(name);
    if (schedule === null) return null;
    const scheduledTime = written(slot);
    const outcome = await schedule.target.invoke(inputOf(schedule, scheduledTime));
    return { schedule: name, scheduledTime, outcome };
  }

  async #fire(schedule: Schedule, slot: Date, attempt = 0): Promise<void> {
    const run = await this.run(schedule.name, slot);
    if (run === null || 'value' in run.outcome) return;
    console.error(`${schedule.name} failed: ${run.outcome.errorMessage}`);
    if (attempt >= schedule.retries) return;
    const pause = setTimeout(
      () => {
        this.#pauses.delete(pause);
        void this.#fire(schedule, slot, attempt + 1);
      },
      RETRY_PAUSES_MS[attempt] ?? RETRY_PAUSES_MS.at(-1),
    );
    this.#pauses.add(pause);
  }

  #find(name: string): Schedule | null {
    return this.#schedules.find((schedule) => schedule.name === name) ?? null;
  }
}

/** The Scheduler writes times in whole seconds. */
function written(slot: Date): string {
  return slot.toISOString().replace(/\.\d{3}Z$/u, 'Z');
}

function inputOf({ input }: Schedule, scheduledTime: string): unknown {
  return JSON.parse(input.replaceAll('<aws.scheduler.scheduled-time>', scheduledTime));
}

/** `cron(minute hour day month weekday year)` as croner writes it, seconds first; null for a rate. */
function cronOf({ expression }: Schedule): string | null {
  const fields = /^cron\(([^)]+)\)$/u.exec(expression)?.[1]?.trim().split(/\s+/u);
  if (fields === undefined) return null;
  const [minute, hour, day, month, weekday] = fields;
  return ['0', minute, hour, day, month, weekday].join(' ');
}

function rateOf(expression: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/u.exec(expression) ?? [];
  const ms = UNIT_MS[unit];
  if (ms === undefined) throw new Error(`The local stack does not understand ${expression}`);
  return Number(count) * ms;
}
