import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as z from 'zod/mini';
import { type ClockShift, realNow } from './clock.ts';
import type { Resolved } from './template.ts';
import type { Answer, Fault, Invocation, WorkerData } from './worker.ts';

const Properties = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.literal('index.handler'),
  Timeout: z.int(),
  MemorySize: z._default(z.int(), 128),
  ReservedConcurrentExecutions: z.optional(z.int()),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

/*
 * The quotas of Lambda in bytes ("Lambda quotas" in the developer guide). An answer may have 100
 * bytes more than an event.
 */
const MAX_EVENT_BYTES = 6 * 1_024 * 1_024;
const MAX_QUEUED_EVENT_BYTES = 1_024 * 1_024;
const MAX_ANSWER_BYTES = MAX_EVENT_BYTES + 100;
const MAX_ENVIRONMENT_BYTES = 4 * 1_024;

/**
 * The result of an invocation. A time-out, a crash and an event or an answer that is too large are
 * errors too, as Lambda reports them.
 */
export type InvocationOutcome = { readonly value: unknown } | Fault;

interface Settings {
  /** The folder of the assembly, which also holds the assets. */
  readonly directory: string;
  /** The variables that the Lambda runtime sets in addition to the function's own. */
  readonly runtimeVariables: Readonly<Record<string, string>>;
  readonly shift: ClockShift;
  readonly logDirectory: string;
  /** {@link MAX_START_MS} unless a test is in a hurry. */
  readonly maxStartMs?: number;
}

/** How many invocations of a function run at the same time, if it reserves no concurrency. */
export const CONCURRENCY = 2;
/**
 * An environment takes 40 MB. So another one starts only when an invocation has waited this long.
 * Short invocations share one, and a long one holds up no other.
 */
const PATIENCE_MS = 1_000;
const YOUNG_MB = 8;
/**
 * The start of an environment does not count towards the time-out of its first invocation, as on
 * Lambda, but it may not take longer than this ("Understanding the Lambda execution environment
 * lifecycle", init phase).
 */
const MAX_START_MS = 10_000;
/** When the stack stops, running invocations have this long to end. */
const GRACE_MS = 10_000;

/**
 * One function of the template. Its environments are worker threads, started when needed and kept
 * warm.
 */
export class LocalFunction {
  readonly id: string;
  readonly #name: string;
  readonly #timeoutMs: number;
  readonly #concurrency: number;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #data: WorkerData;
  readonly #maxStartMs: number;
  readonly #log: WriteStream;
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  /** All environments, and whether each has started in time. */
  readonly #all = new Map<Worker, Promise<boolean>>();
  /** Invocations that run or wait for an environment. */
  readonly #invoking = new Set<Promise<unknown>>();

  constructor({ id, properties }: Resolved, settings: Settings) {
    const { Code, Timeout, MemorySize, ReservedConcurrentExecutions, Environment } =
      Properties.parse(properties);
    const environmentBytes = Buffer.byteLength(JSON.stringify(Environment.Variables));
    if (environmentBytes > MAX_ENVIRONMENT_BYTES) {
      throw new Error(
        `The environment of ${id} takes ${environmentBytes} bytes: 4 KB is the limit`,
      );
    }
    this.id = id;
    this.#name = functionNameOf(id);
    this.#timeoutMs = Timeout * 1_000;
    this.#concurrency = ReservedConcurrentExecutions ?? CONCURRENCY;
    this.#variables = {
      ...Environment.Variables,
      ...settings.runtimeVariables,
      AWS_LAMBDA_FUNCTION_NAME: this.#name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    };
    const asset = `asset.${Code.S3Key.replace(/\.zip$/u, '')}`;
    const bundle = pathToFileURL(join(settings.directory, asset, 'index.mjs')).href;
    this.#maxStartMs = settings.maxStartMs ?? MAX_START_MS;
    this.#data = { bundle, functionName: this.#name, shift: settings.shift };
    mkdirSync(settings.logDirectory, { recursive: true });
    this.#log = createWriteStream(join(settings.logDirectory, `${this.#name}.log`), { flags: 'a' });
    // Each environment writes into the log, so the number of listeners has no limit.
    this.#log.setMaxListeners(0);
  }

  /**
   * Invokes the function and waits for its result. `isQueued`: Lambda keeps such an event in a queue
   * of its own (an asynchronous invocation), and takes only small ones.
   */
  async invoke(event: unknown, { isQueued = false } = {}): Promise<InvocationOutcome> {
    const json = JSON.stringify(event ?? null);
    const limit = isQueued ? MAX_QUEUED_EVENT_BYTES : MAX_EVENT_BYTES;
    if (Buffer.byteLength(json) > limit) {
      return this.#fail(
        'RequestTooLargeException',
        `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      );
    }
    const invoking = this.#runInTurn(json);
    this.#invoking.add(invoking);
    const outcome = await invoking;
    this.#invoking.delete(invoking);
    return outcome;
  }

  /** Runs in an environment once one is free, and reports a fault. */
  async #runInTurn(event: string): Promise<InvocationOutcome> {
    const worker = await this.#acquire();
    const { outcome, alive } = await this.#run(worker, event);
    this.#release(worker, alive);
    if (!('value' in outcome)) this.#report(outcome);
    return outcome;
  }

  #fail(errorType: string, errorMessage: string): Fault {
    const fault = { errorType, errorMessage, trace: '' };
    this.#report(fault);
    return fault;
  }

  /** Lets all invocations end first, for {@link GRACE_MS} at most. */
  async close(): Promise<void> {
    let grace: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (grace = setTimeout(resolve, GRACE_MS)));
    await Promise.race([Promise.all(this.#invoking), patience]);
    clearTimeout(grace);
    await Promise.all([...this.#all.keys()].map((worker) => worker.terminate()));
    await new Promise<void>((resolve) => {
      this.#log.end(resolve);
    });
  }

  #report({ errorType, errorMessage, trace }: Fault): void {
    console.error(`${this.#name} failed: ${errorType}: ${errorMessage}`);
    // An invocation that outlasts the grace ends after the log.
    if (this.#log.writableEnded) return;
    this.#log.write(`${trace === '' ? `${errorType}: ${errorMessage}` : trace}\n`);
  }

  async #run(
    worker: Worker,
    event: string,
  ): Promise<{ outcome: InvocationOutcome; alive: boolean }> {
    if ((await this.#all.get(worker)) === false) {
      // Nobody reads what the environment says later.
      const errorMessage = `Init timed out after ${this.#maxStartMs / 1_000} seconds`;
      return { outcome: { errorType: 'Sandbox.Timedout', errorMessage, trace: '' }, alive: false };
    }
    const deadline = realNow() + this.#timeoutMs;
    const invocation: Invocation = { event, requestId: randomUUID(), deadline };
    return new Promise((resolve) => {
      const settle = (outcome: InvocationOutcome, alive: boolean) => {
        clearTimeout(timer);
        worker.off('message', answered).off('error', crashed).off('exit', ended);
        resolve({ outcome, alive });
      };
      const failed = (errorType: string, errorMessage: string) => {
        settle({ errorType, errorMessage, trace: '' }, false);
      };
      const answered = (answer: Answer) => {
        settle('json' in answer ? valueOf(answer.json) : answer, true);
      };
      const crashed = (fault: Error) => {
        failed(fault.name, fault.message);
      };
      const ended = () => {
        failed('Runtime.ExitError', 'The runtime has ended');
      };
      const timer = setTimeout(() => {
        failed('Sandbox.Timedout', `Task timed out after ${this.#timeoutMs / 1_000} seconds`);
      }, this.#timeoutMs);
      worker.once('message', answered).once('error', crashed).once('exit', ended);
      if (this.#all.has(worker)) worker.postMessage(invocation);
      else ended();
    });
  }

  async #acquire(): Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#all.size === 0) return this.#start();
    return new Promise((resolve) => {
      const take = (worker: Worker) => {
        clearTimeout(patience);
        resolve(worker);
      };
      const patience = setTimeout(() => {
        if (this.#all.size >= this.#concurrency) return;
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        resolve(this.#start());
      }, PATIENCE_MS);
      this.#waiting.push(take);
    });
  }

  #release(worker: Worker, alive: boolean): void {
    if (!alive) {
      this.#all.delete(worker);
      void worker.terminate();
    }
    const next = this.#waiting.shift();
    if (next !== undefined) next(alive ? worker : this.#start());
    else if (alive) this.#idle.push(worker);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      env: { ...this.#variables },
      workerData: this.#data,
      // Without a limit, each environment collects garbage as if it had the whole machine for
      // itself.
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      stdout: true,
      stderr: true,
    });
    worker.stdout.pipe(this.#log, { end: false });
    worker.stderr.pipe(this.#log, { end: false });
    this.#all.set(worker, hasStarted(worker, this.#maxStartMs));
    worker.once('exit', () => {
      this.#all.delete(worker);
      const idle = this.#idle.indexOf(worker);
      if (idle >= 0) this.#idle.splice(idle, 1);
    });
    // A crash between invocations ends the worker. A crash during an invocation is the outcome of
    // that invocation.
    worker.on('error', () => undefined);
    return worker;
  }
}

/** Waits until the environment has started or ended: true. False: it has taken too long. */
async function hasStarted(worker: Worker, maxStartMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (inTime: boolean) => {
      clearTimeout(patience);
      worker.off('message', onTime).off('exit', onTime);
      resolve(inTime);
    };
    const onTime = () => {
      settle(true);
    };
    const patience = setTimeout(() => {
      settle(false);
    }, maxStartMs);
    worker.once('message', onTime).once('exit', onTime);
  });
}

function valueOf(json: string): InvocationOutcome {
  if (Buffer.byteLength(json) <= MAX_ANSWER_BYTES) return { value: JSON.parse(json) };
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`,
    trace: '',
  };
}

/** Returns the name of a function by its logical id, which ends in a hash of eight characters. */
export function functionNameOf(id: string): string {
  return id.replace(/Function[0-9A-F]{8}$/u, '');
}
