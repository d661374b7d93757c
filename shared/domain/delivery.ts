import * as z from 'zod/mini';
import { Instant, MINUTE_MS, plus } from './time.ts';

const MAIL_KINDS = ['receipt', 'digest', 'confirmation', 'announcement'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/**
 * One mail to one address. `due → sending (leased) → sent | failed | unknown | cancelled | suppressed`,
 * then `delivered | bounced | suppressed | complained` as SES reports. While it is due or sending,
 * `dueAt` says when it may be taken up: the time of sending, the end of a pause after a fault, or the
 * end of the lease of whoever is sending it. The address stands with what is delivered.
 */
export const Delivery = z.readonly(
  z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('due'), ...attemptFields(), dueAt: Instant }),
    z.strictObject({
      state: z.literal('sending'),
      ...attemptFields(),
      dueAt: Instant,
      /** Whoever holds the lease. */
      by: z.string(),
    }),
    z.strictObject({
      state: z.literal('sent'),
      ...attemptFields(),
      sentAt: Instant,
      messageId: z.string(),
    }),
    z.strictObject({ state: z.literal('failed'), ...attemptFields(), reason: z.string() }),
    z.strictObject({ state: z.literal('unknown'), ...attemptFields(), reason: z.string() }),
    z.strictObject({ state: z.literal('cancelled'), ...attemptFields(), reason: z.string() }),
    z.strictObject({ state: z.literal('delivered'), ...attemptFields(), ...reportFields() }),
    z.strictObject({ state: z.literal('bounced'), ...attemptFields(), ...reportFields() }),
    /** Held back by us or by SES: the address is to get no more mail. */
    z.strictObject({ state: z.literal('suppressed'), ...attemptFields(), ...reportFields() }),
    z.strictObject({ state: z.literal('complained'), ...attemptFields(), ...reportFields() }),
  ]),
);
export type Delivery = z.infer<typeof Delivery>;

function attemptFields() {
  return {
    kind: z.enum(MAIL_KINDS),
    attempts: z.int().check(z.nonnegative()),
    /** An earlier mail may have reached the recipient: this one says that it repeats it. */
    repeat: z.boolean(),
  };
}

function reportFields() {
  return { at: Instant, reason: z.string(), messageId: z.optional(z.string()) };
}

/** What came of handing one mail to SES. */
export type SendOutcome =
  | { readonly outcome: 'accepted'; readonly messageId: string }
  /** Not accepted, and worth another try: too fast, or SES could not be reached at all. */
  | { readonly outcome: 'postponed'; readonly reason: string }
  /** Not accepted: the account may not send now. No fault of this mail. */
  | { readonly outcome: 'held'; readonly reason: string }
  /** Not accepted, and no other try will be: a bad address, a message that SES does not take. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** A time-out or a broken connection after the request went out: nobody can tell. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** A claim is made when the mail is ready to go: a sender that holds it longer has died. */
export const LEASE_MS = 2 * MINUTE_MS;
/** After that many attempts a person must look: eight of them span about two hours. */
export const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = MINUTE_MS;
const LONGEST_PAUSE_MS = 120 * MINUTE_MS;
/** While the account may not send, a mail waits this long. The day of its quota moves on with every minute. */
export const HOLD_MS = 15 * MINUTE_MS;

/**
 * SES has no idempotency key, so an unknown outcome needs a policy: a second receipt would alarm its
 * reader more than a missing one, while a missing digest breaks the promise.
 */
const WHEN_UNKNOWN: Record<MailKind, 'stop' | 'repeat'> = {
  receipt: 'stop',
  digest: 'repeat',
  confirmation: 'stop',
  announcement: 'stop',
};

/** A mail to be sent at `dueAt` or soon after. `repeat`: an earlier mail said the same. */
export function due(kind: MailKind, dueAt: Instant, repeat = false): Delivery {
  return { state: 'due', kind, attempts: 0, repeat, dueAt };
}

/** The delivery as `by` holds it while sending, or the state in which it has to rest, or null: not now. */
export function claim(delivery: Delivery, now: Instant, by: string): Delivery | null {
  if (delivery.state !== 'due' && delivery.state !== 'sending') return null;
  if (delivery.dueAt > now) return null;
  if (delivery.state === 'sending') {
    const settled = settle(delivery, { outcome: 'unknown', reason: 'lease-expired' }, now);
    return settled.state === 'due' ? claim({ ...settled, dueAt: now }, now, by) : settled;
  }
  return {
    ...delivery,
    state: 'sending',
    attempts: delivery.attempts + 1,
    dueAt: plus(now, LEASE_MS),
    by,
  };
}

/** The state after an attempt. A delivery that is not being sent is left as it is. */
export function settle(delivery: Delivery, outcome: SendOutcome, now: Instant): Delivery {
  if (delivery.state !== 'sending') return delivery;
  const done = attemptsOf(delivery);
  switch (outcome.outcome) {
    case 'accepted':
      return { ...done, state: 'sent', sentAt: now, messageId: outcome.messageId };
    case 'refused':
      return { ...done, state: 'failed', reason: outcome.reason };
    case 'unknown':
      return WHEN_UNKNOWN[done.kind] === 'repeat'
        ? tryLater({ ...done, repeat: true }, outcome.reason, now)
        : { ...done, state: 'unknown', reason: outcome.reason };
    case 'held':
      return { ...done, attempts: done.attempts - 1, state: 'due', dueAt: plus(now, HOLD_MS) };
    case 'postponed':
      return tryLater(done, outcome.reason, now);
  }
}

function tryLater(done: Attempts, reason: string, now: Instant): Delivery {
  if (done.attempts >= MAX_ATTEMPTS) return { ...done, state: 'failed', reason };
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (done.attempts - 1), LONGEST_PAUSE_MS);
  return { ...done, state: 'due', dueAt: plus(now, pause) };
}

/** Nobody is to get it any more, because of `reason`. */
export function cancel(delivery: Delivery, reason: string): Delivery {
  return { ...attemptsOf(delivery), state: 'cancelled', reason };
}

/** No attempt will ever succeed, because of `reason`. */
export function fail(delivery: Delivery, reason: string): Delivery {
  return { ...attemptsOf(delivery), state: 'failed', reason };
}

/** The address is to get no mail, because of `reason`. */
export function suppress(delivery: Delivery, reason: string, now: Instant): Delivery {
  return { ...attemptsOf(delivery), state: 'suppressed', at: now, reason };
}

/** When it may be taken up, or null where it is at rest. */
export function dueAtOf(delivery: Delivery): Instant | null {
  return 'dueAt' in delivery ? delivery.dueAt : null;
}

/** When the first of them may be taken up, or null where all are at rest. */
export function earliestDue(deliveries: Iterable<Delivery>): Instant | null {
  let earliest: Instant | null = null;
  for (const delivery of deliveries) {
    const dueAt = dueAtOf(delivery);
    if (dueAt !== null && (earliest === null || dueAt < earliest)) earliest = dueAt;
  }
  return earliest;
}

/**
 * How far the mails of one digest have reached. `accepted`: a mailbox has taken one. `under-way`: one is
 * still to be sent. `sent`: SES has taken one, and has not reported what became of it. `owed`: all have
 * ended, and no mailbox has taken any.
 */
export function reachOf(
  deliveries: Iterable<Delivery>,
): 'accepted' | 'under-way' | 'sent' | 'owed' {
  const states = new Set([...deliveries].map(({ state }) => state));
  if (states.has('delivered') || states.has('complained')) return 'accepted';
  if (states.has('due') || states.has('sending')) return 'under-way';
  return states.has('sent') ? 'sent' : 'owed';
}

/** What SES reports of a mail that it had accepted. */
export interface Feedback {
  readonly state: 'delivered' | 'bounced' | 'suppressed' | 'complained';
  readonly at: Instant;
  readonly reason: string;
  readonly messageId: string;
}

/** Later is worse: of several reports, in any order, the worst stands. */
const GRAVITY = ['sent', 'delivered', 'bounced', 'suppressed', 'complained'] as const;

/**
 * The delivery once `feedback` is known, or null where that changes nothing. A report may overtake
 * our own record of the sending, and it settles what was unknown: one that arrived is not repeated.
 */
export function hear(delivery: Delivery, feedback: Feedback): Delivery | null {
  if (delivery.attempts === 0) return null;
  const known = GRAVITY.findIndex((one) => one === delivery.state);
  if (known >= GRAVITY.indexOf(feedback.state)) return null;
  return { ...attemptsOf(delivery), ...feedback };
}

type Attempts = Pick<Delivery, 'kind' | 'attempts' | 'repeat'>;

function attemptsOf({ kind, attempts, repeat }: Delivery): Attempts {
  return { kind, attempts, repeat };
}
