import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, run } from './operator.ts';

/** A mail as `/local/mail` gives it. */
export interface InboxMail {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly { readonly filename: string; readonly content: string }[];
}

/**
 * What functions and schedules may do, have done and were refused, as `/local/permissions` gives it.
 */
export interface PermissionReport {
  readonly permissions: readonly {
    readonly caller: string;
    readonly action: string;
    readonly resource: string;
    readonly leadingKeys: string | null;
    readonly calls: number;
  }[];
  readonly refused: readonly object[];
}

/** Returns the path of the receipt to which the answer to a form sends its sender. */
export function receiptAt(location: string | null | undefined): string {
  return (location ?? '').replace('?sent=new', '');
}

/**
 * The product as `npm start` runs it: its own process on its own data folder. A test can start and
 * stop (or kill) it as often as it wants, at any time of the stack's clock.
 */
export class RunningStack {
  readonly #data: string;
  readonly #refused: object[] = [];
  #process: ChildProcess | null = null;
  #url = '';

  private constructor(data: string) {
    this.#data = data;
  }

  static async start(clock: string): Promise<RunningStack> {
    const stack = new RunningStack(await mkdtemp(join(tmpdir(), 'sadzirdets-')));
    await stack.resume(clock);
    return stack;
  }

  /** The address of the site, without a slash at the end. */
  get url(): string {
    return this.#url;
  }

  get data(): string {
    return this.#data;
  }

  /** Starts the stack again. Without `clock`, its time continues where the data was left. */
  async resume(clock?: string): Promise<void> {
    const args = ['operator/start.ts', '--port', '0', '--data', this.#data];
    if (clock !== undefined) args.push('--clock', clock);
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    this.#url = await new Promise<string>((resolve, reject) => {
      let said = '';
      const listen = (chunk: Buffer) => {
        said += chunk.toString();
        const ready = /^Ready: (http:\/\/localhost:\d+)\/lv\/$/mu.exec(said)?.[1];
        if (ready !== undefined) resolve(ready);
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.once('exit', (code) => {
        reject(new Error(`The stack ended with ${String(code)}:\n${said}`));
      });
    });
  }

  /** Stops the stack as a person does. Returns the exit code. */
  async stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const child = this.#process;
    if (child?.exitCode !== null || child.signalCode !== null) return null;
    if (signal !== 'SIGKILL') this.#refused.push(...(await this.permissions()).refused);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  }

  async restart(clock: string): Promise<void> {
    await this.stop();
    await this.resume(clock);
  }

  /**
   * Stops the stack and removes its data. Throws if anything was refused: a call may
   * fail without any other trace, such as the nudge of a queue.
   */
  async close(): Promise<void> {
    await this.stop();
    await rm(this.#data, { recursive: true, force: true });
    if (this.#refused.length > 0) {
      throw new Error(`A permission is missing: ${JSON.stringify(this.#refused)}`);
    }
  }

  async permissions(): Promise<PermissionReport> {
    const answer = await fetch(`${this.url}/local/permissions`);
    return (await answer.json()) as PermissionReport;
  }

  async mails(): Promise<InboxMail[]> {
    const answer = await fetch(`${this.url}/local/mail`);
    return (await answer.json()) as InboxMail[];
  }

  /**
   * Waits until the inbox holds a mail with this recipient and subject. The wait is needed because
   * mails go through a queue.
   */
  async mailTo(to: string, matching: RegExp): Promise<InboxMail> {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
      const found = (await this.mails()).find((one) => one.to === to && matching.test(one.subject));
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`No mail to ${to} whose subject matches ${matching.source} has come`);
  }

  async runDigests(scheduledTime: string): Promise<{ readonly result: unknown }> {
    return this.#post('schedules/digest-run', { scheduledTime });
  }

  /** Sweeps the outbox with this scheduled time, and winds the stack's clock forward to it. */
  async sweep(scheduledTime: string): Promise<void> {
    await this.#post('schedules/outbox-sweep', { scheduledTime });
  }

  /** Brings what everybody sees up to date, and winds the stack's clock forward to that time. */
  async publish(scheduledTime: string): Promise<void> {
    await this.#post('schedules/opinion-publication', { scheduledTime });
  }

  /** Seals the log, and winds the stack's clock forward to that time. */
  async seal(scheduledTime: string): Promise<{ readonly result: unknown }> {
    return this.#post('schedules/log-sealing', { scheduledTime });
  }

  /** Runs a command of the operator on the stack. Returns what it prints. Throws if it fails. */
  async operate(command: Command, ...args: readonly string[]): Promise<string> {
    const { code, out, err } = await run(command, ...args, '--data', this.#data);
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${err}`);
    return out;
  }

  async reconcile(scheduledTime: string): Promise<{ readonly result: unknown }> {
    return this.#post('schedules/reconciliation', { scheduledTime });
  }

  /** Removes what is too old, and winds the stack's clock forward to that time. */
  async expire(scheduledTime: string): Promise<{ readonly result: unknown }> {
    return this.#post('schedules/expiry', { scheduledTime });
  }

  /** Makes the next mails to the address meet the fault. */
  async failMailTo(address: string, fault: string | null, times: number | 'always' = 1) {
    await this.#post('ses/faults', { address, fault, times });
  }

  async setQuota(quota: object): Promise<void> {
    await this.#post('ses/quota', quota);
  }

  async #post(path: string, asked: object): Promise<{ readonly result: unknown }> {
    const answer = await fetch(`${this.url}/local/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
    const body = (await answer.json()) as { result: unknown };
    if (!answer.ok) throw new Error(`${path} failed: ${JSON.stringify(body)}`);
    return body;
  }
}
