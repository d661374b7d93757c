import * as z from 'zod/mini';

/**
 * The ways in which the local SES fails on purpose.
 *
 * - SES refuses the mail because of the mail: `reject`.
 * - SES refuses a mail that has nothing wrong: `paused` (the account), `set-paused` (its
 *   configuration set), `sandbox` (its recipient is not verified), `throttle`, `quota`,
 *   `unavailable`. `refuse-connection` breaks the connection and keeps nothing.
 * - SES takes the mail but does not say so: `timeout`, `drop-after-accept`.
 * - SES takes the mail and reports afterwards: `bounce`, `soft-bounce`, `complain`, `reject-later`,
 *   and `suppressed` if the configuration set heeds the account's list. `bounce-first` is reported
 *   before SES answers, `reorder` reports the complaint before the delivery, `twice` reports
 *   everything twice.
 */
export const FAULTS = [
  'reject',
  'paused',
  'set-paused',
  'sandbox',
  'throttle',
  'quota',
  'unavailable',
  'timeout',
  'drop-after-accept',
  'refuse-connection',
  'bounce',
  'bounce-first',
  'soft-bounce',
  'suppressed',
  'complain',
  'reject-later',
  'reorder',
  'twice',
] as const;
export type Fault = (typeof FAULTS)[number];

/** The faults that come before SES looks at the quota of the account. */
const NOT_TAKEN: ReadonlySet<Fault> = new Set([
  'reject',
  'paused',
  'set-paused',
  'sandbox',
  'throttle',
  'quota',
  'unavailable',
  'refuse-connection',
]);

/**
 * What the next mails to an address meet. `*` means every address without an order of its own. The
 * fault null ends the order.
 */
export const FaultOrder = z.strictObject({
  address: z.union([z.literal('*'), z.string().check(z.minLength(3))]),
  fault: z.nullable(z.enum(FAULTS)),
  times: z._default(z.union([z.int().check(z.minimum(1)), z.literal('always')]), 1),
});
export type FaultOrder = z.infer<typeof FaultOrder>;

const count = z.number().check(z.nonnegative());

/** What the account may send. Each part can be changed by itself. */
export const QuotaOrder = z.strictObject({
  maxSendRate: z.optional(count),
  max24HourSend: z.optional(count),
  /** How many mails count as sent before now. Null means those that were really sent. */
  sentLast24Hours: z.optional(z.nullable(count)),
  /** Whether SES refuses mails that come faster than `maxSendRate`. */
  enforceRate: z.optional(z.boolean()),
});
export type QuotaOrder = z.infer<typeof QuotaOrder>;

const DAY_MS = 86_400_000;

/** The account at the local SES: its quota, counted as the real one, and the ordered faults. */
export class SesAccount {
  readonly #faults = new Map<string, { fault: Fault; left: number }>();
  /** When each mail was taken, oldest first. The last 24 hours start at index `#first`. */
  readonly #taken: number[];
  #first = 0;
  /** An ordered count. It replaces the mails of `#taken` before the index `until`. */
  #before: { readonly count: number; readonly until: number } | null = null;
  #quota = { maxSendRate: 14, max24HourSend: 50_000, enforceRate: false };
  /** How many mails may go now: one second's worth at most, refilled at the account's rate. */
  #bucket = { at: 0, left: 0 };

  constructor(taken: readonly number[]) {
    this.#taken = [...taken];
  }

  order({ address, fault, times }: FaultOrder): void {
    const folded = address.toLowerCase();
    if (fault === null) this.#faults.delete(folded);
    else this.#faults.set(folded, { fault, left: times === 'always' ? Infinity : times });
  }

  orderQuota({ sentLast24Hours, ...changes }: QuotaOrder): void {
    const { maxSendRate, max24HourSend, enforceRate } = this.#quota;
    this.#quota = {
      maxSendRate: changes.maxSendRate ?? maxSendRate,
      max24HourSend: changes.max24HourSend ?? max24HourSend,
      enforceRate: changes.enforceRate ?? enforceRate,
    };
    this.#bucket = { at: 0, left: 0 };
    if (sentLast24Hours === undefined) return;
    this.#before =
      sentLast24Hours === null ? null : { count: sentLast24Hours, until: this.#taken.length };
  }

  get quota() {
    return { ...this.#quota, sentLast24Hours: this.#sent() };
  }

  /** Returns the orders that are in force. */
  get faults() {
    return [...this.#faults].map(([address, { fault, left }]) => ({
      address,
      fault,
      left: left === Infinity ? ('always' as const) : left,
    }));
  }

  /**
   * Returns the fault that this mail meets, and counts its order down. A used-up quota of the day
   * or the second is a fault too.
   */
  faultFor(address: string): Fault | null {
    const folded = address.toLowerCase();
    const own = this.#faults.has(folded) ? folded : '*';
    const order = this.#faults.get(own);
    if (order === undefined || !NOT_TAKEN.has(order.fault)) {
      if (this.#sent() >= this.#quota.max24HourSend) return 'quota';
      if (this.#quota.enforceRate && !this.#isInRate()) return 'throttle';
    }
    if (order === undefined) return null;
    order.left -= 1;
    if (order.left <= 0) this.#faults.delete(own);
    return order.fault;
  }

  recordTaken(): void {
    this.#taken.push(Date.now());
  }

  #sent(): number {
    const dayAgo = Date.now() - DAY_MS;
    while ((this.#taken[this.#first] ?? Infinity) <= dayAgo) this.#first += 1;
    const { count, until } = this.#before ?? { count: 0, until: 0 };
    return count + this.#taken.length - Math.max(this.#first, until);
  }

  #isInRate(): boolean {
    const { maxSendRate } = this.#quota;
    const { at, left } = this.#bucket;
    const now = Date.now();
    const filled = left + ((now - at) / 1_000) * maxSendRate;
    this.#bucket = { at: now, left: Math.min(filled, Math.max(maxSendRate, 1)) };
    if (this.#bucket.left < 1) return false;
    this.#bucket.left -= 1;
    return true;
  }
}
