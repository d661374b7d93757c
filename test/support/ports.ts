import { tokens as realTokens } from '../../shared/crypto/tokens.ts';
import type { SendOutcome } from '../../shared/domain/delivery.ts';
import { type Instant, plus } from '../../shared/domain/time.ts';
import type { Clock, DeliveryKey, Journal, Mail, MailQueue, SendMail } from '../../shared/ports.ts';
import { at } from './builders.ts';

/** A clock that stands still until a test moves it. */
export class StandingClock implements Clock {
  #now: Instant;
  constructor(now = '2027-01-05T10:00:00Z') {
    this.#now = at(now);
  }
  now(): Instant {
    return this.#now;
  }
  set(written: string): void {
    this.#now = at(written);
  }
  advance(ms: number): void {
    this.#now = plus(this.#now, ms);
  }
}

/** Keeps what it counts and reports. */
export class KeptJournal implements Journal {
  readonly counts = new Map<string, number>();
  readonly errors: string[] = [];
  count(name: string, value = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + value);
  }
  info(): void {
    // Only what is counted or goes wrong matters to a test.
  }
  error(message: string): void {
    this.errors.push(message);
  }
}

/** A queue that keeps what it is told, or rejects while it is `broken`. */
export class KeptQueue implements MailQueue {
  nudged: DeliveryKey[] = [];
  broken = false;
  async nudge(keys: readonly DeliveryKey[]): Promise<void> {
    if (this.broken) throw new Error('The queue cannot be reached');
    await Promise.resolve(this.nudged.push(...keys));
  }
}

/** A mail system that keeps what it takes; `outcomes` answers the next sends, then it accepts all. */
export class KeptMails {
  readonly taken: Mail[] = [];
  readonly outcomes: (SendOutcome | 'crash-before' | 'crash-after')[] = [];
  readonly send: SendMail = async (mail) => {
    const outcome = this.outcomes.shift();
    if (outcome === 'crash-before') throw new Error('killed before SES took it');
    if (outcome === undefined || outcome === 'crash-after' || outcome.outcome === 'unknown') {
      this.taken.push(mail);
    }
    if (outcome === 'crash-after') throw new Error('killed after SES took it');
    const messageId = `message-${this.taken.length}`;
    return Promise.resolve(outcome ?? { outcome: 'accepted', messageId });
  };
}

export const tokens = realTokens(() => Promise.resolve('a secret for tests'));
