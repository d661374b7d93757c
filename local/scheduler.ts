import { Cron } from 'croner';
import * as z from 'zod/mini';
import type { InvocationOutcome, LocalFunction } from './functions.ts';
import { messageOf, Permissions } from './permissions.ts';
import type { Assembly } from './template.ts';

const ScheduleProperties = z.object({
  Name: z.string(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z._default(z.string(), 'UTC'),
  Target: z.object({
    Arn: z.string(),
    Input: z._default(z.string(), '{}'),
    RoleArn: z.optional(z.string()),
  }),
});

const RetryProperties = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z._default(z.int(), 2),
});

/** How long Lambda waits before the first and the second retry of an asynchronous invocation. */
const RETRY_PAUSES_MS = [60_000, 120_000];
/**
 * How often the scheduler looks for due slots. Schedules are exact to the minute, so this is often
 * enough.
 */
const TICK_MS = 500;
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
  /** The ARN of the function. */
  readonly arn: string;
  /** The role with which the Scheduler calls the function. */
  readonly roleArn: string | null;
  readonly target: LocalFunction;
  readonly retries: number;
}

/** The result of a run: the slot, and what the function answered. */
export interface ScheduleRun {
  readonly schedule: string;
  readonly scheduledTime: string;
  readonly outcome: InvocationOutcome;
}

/** Carries out the schedules of the template as EventBridge Scheduler does. */
export class LocalScheduler {
  readonly #schedules: readonly Schedule[];
  readonly #permissions: Permissions;
  readonly #due = new Map<Schedule, Date>();
  #ticking: NodeJS.Timeout | null = null;
  readonly #pauses = new Set<NodeJS.Timeout>();

  /** A schedule calls its function if `permissions` allow it. */
  constructor(
    assembly: Assembly,
    functionOf: (arn: string) => LocalFunction,
    permissions = new Permissions(),
  ) {
    this.#permissions = permissions;
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
        arn: Target.Arn,
        roleArn: Target.RoleArn ?? null,
        target,
        retries: retries.get(target.id) ?? 2,
      };
    });
  }

  get names(): string[] {
    return this.#schedules.map(({ name }) => name);
  }

  /** From now on runs the schedules that become due. */
  start(): void {
    this.skipToNow();
    this.#ticking = setInterval(() => {
      this.#tick();
    }, TICK_MS);
  }

  /**
   * Skips the slots that the clock was wound past. They never become due, as if the stack had not
   * run in that time.
   */
  skipToNow(): void {
    for (const schedule of this.#schedules) this.#due.set(schedule, nextOf(schedule, new Date()));
  }

  stop(): void {
    if (this.#ticking !== null) clearInterval(this.#ticking);
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#pauses.clear();
  }

  /**
   * Runs the schedules that are due. When the machine has slept past a slot, the slot runs late,
   * but with its own scheduled time.
   */
  #tick(): void {
    for (const [schedule, due] of this.#due) {
      if (Date.now() < due.getTime()) continue;
      this.#due.set(schedule, nextOf(schedule, new Date()));
      void this.#fire(schedule, due);
    }
  }

  /** Returns the next `count` times at which the schedule runs, by the stack's clock. */
  nextRuns(name: string, count: number): Date[] {
    const schedule = this.#find(name);
    const runs: Date[] = [];
    while (schedule !== null && runs.length < count) {
      const last = runs.at(-1);
      const next =
        last === undefined
          ? (this.#due.get(schedule) ?? nextOf(schedule, new Date()))
          : nextOf(schedule, last);
      runs.push(next);
    }
    return runs;
  }

  /**
   * Runs the target once, now, with `slot` as its scheduled time. Returns null when there is no
   * such schedule.
   */
  async run(name: string, slot: Date): Promise<ScheduleRun | null> {
    const schedule = this.#find(name);
    if (schedule === null) return null;
    const scheduledTime = formatTime(slot);
    const denial = this.#permissions.denialOf(schedule.roleArn, {
      action: 'lambda:InvokeFunction',
      resources: [schedule.arn],
    });
    const input = inputOf(schedule, scheduledTime);
    const outcome =
      denial === null
        ? await schedule.target.invoke(input, { isQueued: true })
        : { errorType: 'AccessDeniedException', errorMessage: messageOf(denial), trace: '' };
    return { schedule: name, scheduledTime, outcome };
  }

  async #fire(schedule: Schedule, slot: Date, attempt = 0): Promise<void> {
    const run = await this.run(schedule.name, slot);
    if (run === null || 'value' in run.outcome) return;
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

/** Formats a time in whole seconds, as the Scheduler writes it. */
function formatTime(slot: Date): string {
  return slot.toISOString().replace(/\.\d{3}Z$/u, 'Z');
}

function inputOf({ input }: Schedule, scheduledTime: string): unknown {
  return JSON.parse(input.replaceAll('<aws.scheduler.scheduled-time>', scheduledTime));
}

/** Returns the first time after `time`. */
function nextOf({ expression, zone }: Schedule, time: Date): Date {
  const [, kind = '', written = ''] = /^(\w+)\((.+)\)$/u.exec(expression) ?? [];
  if (kind === 'rate') return new Date(time.getTime() + rateOf(written));
  const next = kind === 'cron' ? new Cron(cronOf(written), { timezone: zone }).nextRun(time) : null;
  if (next === null) throw new Error(`The local stack does not understand ${expression}`);
  return next;
}

/**
 * Turns `minute hour day month weekday year` into the form of croner: seconds come first, and there
 * is no year.
 */
function cronOf(written: string): string {
  const [minute, hour, day, month, weekday = '', year, ...more] = written.trim().split(/\s+/u);
  // AWS counts weekdays from 1 for Sunday, croner from 0. Names mean the same to both, so only
  // names are allowed.
  if (/[\dL#]/u.test(weekday) || year !== '*' || more.length > 0) {
    throw new Error(`The local stack does not understand cron(${written})`);
  }
  return ['0', minute, hour, day, month, weekday.replace('?', '*')].join(' ');
}

function rateOf(written: string): number {
  const [, count = '', unit = ''] = /^(\d+) (minute|hour|day)s?$/u.exec(written) ?? [];
  const ms = UNIT_MS[unit];
  if (ms === undefined) throw new Error(`The local stack does not understand rate(${written})`);
  return Number(count) * ms;
}
