import type { Chance } from './chance.ts';

interface Waiting {
  readonly of: Process;
  readonly perform: () => Promise<void>;
}

/** How a process ended. `killed`: the process died in the middle and did nothing more. */
export type Ended<Value> =
  | { readonly end: 'returned'; readonly value: Value }
  | { readonly end: 'threw'; readonly fault: unknown }
  | { readonly end: 'killed' };

/**
 * Runs processes side by side, in an order that chance decides. Each question to the world is a
 * step, which waits for its turn. Between two steps, all other code runs to its next step.
 */
export class Machine {
  readonly #chance: Chance;
  readonly #now: () => number;
  readonly #waiting: Waiting[] = [];
  steps = 0;

  /** `now` returns the time of the world, in milliseconds. */
  constructor(chance: Chance, now: () => number) {
    this.#chance = chance;
    this.#now = now;
  }

  /** Starts a process. It is killed when the world's time has moved on by `timeoutMs`. */
  start<Value>(
    timeoutMs: number,
    run: (process: Process) => Promise<Value>,
  ): Promise<Ended<Value>> {
    const process = new Process(this.#waiting, this.#now, this.#now() + timeoutMs);
    return Promise.race<Ended<Value>>([
      process.killed.then(() => ({ end: 'killed' })),
      run(process).then(
        (value) => ({ end: 'returned', value }),
        (fault: unknown) => ({ end: 'threw', fault }),
      ),
    ]);
  }

  /** Takes this many steps, or fewer when nothing waits any more. */
  async run(steps = Infinity): Promise<void> {
    await allElse();
    for (let taken = 0; taken < steps && this.#waiting.length > 0; taken++) {
      const [next] = this.#waiting.splice(this.#chance.below(this.#waiting.length), 1);
      this.steps += 1;
      await next?.perform();
      await allElse();
    }
  }
}

/** One invocation of a function. */
export class Process {
  readonly #waiting: Waiting[];
  readonly #now: () => number;
  readonly #deadline: number;
  readonly killed: Promise<void>;
  #die: () => void = () => undefined;
  #isDead = false;

  constructor(waiting: Waiting[], now: () => number, deadline: number) {
    this.#waiting = waiting;
    this.#now = now;
    this.#deadline = deadline;
    this.killed = new Promise((resolve) => (this.#die = resolve));
  }

  /** Kills the process. Nothing that it waits for ever comes. */
  kill(): void {
    this.#isDead = true;
    this.#die();
  }

  /** Waits for its turn, then asks the world. A dead process never gets the answer. */
  step<Answer>(ask: () => Answer | Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const perform = async () => {
        if (this.#now() > this.#deadline) this.kill();
        if (this.#isDead) return;
        try {
          const answer = await ask();
          if (!this.#hasDied()) resolve(answer);
        } catch (fault) {
          if (!this.#hasDied()) reject(fault instanceof Error ? fault : new Error(String(fault)));
        }
      };
      this.#waiting.push({ of: this, perform });
    });
  }

  /** A method, because the question to the world may have killed the process. */
  #hasDied(): boolean {
    return this.#isDead;
  }
}

/** Resolves when all promises that need nothing from the world have gone on. */
async function allElse(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
