import * as z from 'zod/mini';
import { Instant, MINUTE_MS, plus } from './time.ts';

const MAIL_KINDS = [
  'receipt',
  'digest',
  'confirmation',
  'announcement',
  'moderation',
  'lineage',
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** True if an earlier attempt was held back, which does not count as an attempt. */
const held = z.optional(z.literal(true));

/**
 * One mail to one address. Its states: `due → sending (leased) → sent | failed | unknown |
 * cancelled | suppressed`, then `delivered | bounced | suppressed | complained` as SES reports.
 * While a mail is due or sending, `dueAt` says when a sender may take it up: at the time of
 * sending, after the pause that follows a fault, or when the lease of the current sender ends. The
 * address is not stored here but with the thing that the mail delivers.
 */
export const Delivery = z.lazy(() =>
  z.readonly(
    z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('due'), ...attemptFields(), dueAt: Instant, held }),
      z.strictObject({
        state: z.literal('sending'),
        ...attemptFields(),
        dueAt: Instant,
        held,
        /** The sender that holds the lease. */
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
      z.strictObject({
        state: z.literal('bounced'),
        ...attemptFields(),
        ...reportFields(),
        soft: z.optional(z.literal(true)),
      }),
      /** We or SES held the mail back, because the address must get no more mail. */
      z.strictObject({ state: z.literal('suppressed'), ...attemptFields(), ...reportFields() }),
      z.strictObject({ state: z.literal('complained'), ...attemptFields(), ...reportFields() }),
    ]),
  ),
);
export type Delivery = z.infer<typeof Delivery>;

function attemptFields() {
  return {
    kind: z.enum(MAIL_KINDS),
    attempts: z.int().check(z.nonnegative()),
    /**
     * An earlier mail may have reached the recipient. This mail says that it repeats the earlier
     * one.
     */
    repeat: z.boolean(),
  };
}

function reportFields() {
  return { at: Instant, reason: z.string(), messageId: z.optional(z.string()) };
}

/** The result of handing one mail to SES. */
export type SendOutcome =
  | { readonly outcome: 'accepted'; readonly messageId: string }
  /** Not accepted, but another try makes sense: we sent too fast, or could not reach SES at all. */
  | { readonly outcome: 'postponed'; readonly reason: string }
  /** Not accepted, because the account may not send now. Nothing is wrong with this mail. */
  | { readonly outcome: 'held'; readonly reason: string }
  /** Not accepted, and never will be: the address is bad, or SES does not take such a message. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** A time-out or a broken connection after the request went out. Nobody can tell what SES did. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/**
 * Milliseconds. A sender claims a mail only when the mail is ready to go, so a sender that holds a
 * claim for longer has died.
 */
export const LEASE_MS = 2 * MINUTE_MS;
/** After this many attempts a person must look. Eight attempts span about two hours. */
export const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = MINUTE_MS;
/**
 * While the account may not send, a mail waits this long. The daily quota of SES counts the last 24
 * hours, so a part of it may be free again after a short wait.
 */
export const HOLD_MS = 15 * MINUTE_MS;

/**
 * SES has no idempotency key, so an unknown outcome needs a policy. A second receipt would alarm
 * its reader more than a missing one. A missing digest breaks the promise, so a digest is repeated.
 */
const WHEN_UNKNOWN: Record<MailKind, 'stop' | 'repeat'> = {
  receipt: 'stop',
  digest: 'repeat',
  confirmation: 'stop',
  announcement: 'stop',
  moderation: 'stop',
  lineage: 'stop',
};

/** Makes a mail that is sent at `dueAt` or soon after. `repeat`: an earlier mail said the same. */
export function due(kind: MailKind, dueAt: Instant, repeat = false): Delivery {
  return { state: 'due', kind, attempts: 0, repeat, dueAt };
}

/**
 * Returns the delivery as `by` holds it while sending. If the lease of an earlier sender has
 * expired and the mail must not be sent again, returns the state in which it rests. Returns null if
 * nobody may take it up now.
 */
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

/** Says whether nobody has tried to send the mail before, not even while the account was held. */
export function isFirstTry(delivery: Delivery): boolean {
  return delivery.attempts === 1 && !('held' in delivery && delivery.held === true);
}

/** Returns the state after an attempt. A delivery that is not being sent stays as it is. */
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
      return {
        ...done,
        attempts: done.attempts - 1,
        state: 'due',
        dueAt: plus(now, HOLD_MS),
        held: true,
      };
    case 'postponed':
      return tryLater(done, outcome.reason, now);
  }
}

function tryLater(done: Attempts, reason: string, now: Instant): Delivery {
  if (done.attempts >= MAX_ATTEMPTS) return { ...done, state: 'failed', reason };
  const pause = FIRST_PAUSE_MS * 2 ** (done.attempts - 1);
  return { ...done, state: 'due', dueAt: plus(now, pause) };
}

/** Why a receipt is cancelled that was prepared for a version that never came. */
export const NEVER_CAME = 'never-came';

/** Why a mail is cancelled whose address was removed before the mail had left. */
export const CONTACT_REMOVED = 'contact-removed';

/** Says whether the mail was cancelled because what it confirms never came. */
export function isAbandoned(delivery: Delivery): boolean {
  return delivery.state === 'cancelled' && delivery.reason === NEVER_CAME;
}

/** Marks the mail as one that nobody should get any more, because of `reason`. */
export function cancel(delivery: Delivery, reason: string): Delivery {
  return { ...attemptsOf(delivery), state: 'cancelled', reason };
}

/** Marks the mail as one for which no attempt will ever succeed, because of `reason`. */
export function fail(delivery: Delivery, reason: string): Delivery {
  return { ...attemptsOf(delivery), state: 'failed', reason };
}

/** Marks the mail as held back: its address must get no mail, because of `reason`. */
export function suppress(delivery: Delivery, reason: string, now: Instant): Delivery {
  return { ...attemptsOf(delivery), state: 'suppressed', at: now, reason };
}

/** Returns when a sender may take it up, or null if it is at rest. */
export function dueAtOf(delivery: Delivery): Instant | null {
  return 'dueAt' in delivery ? delivery.dueAt : null;
}

/** Returns when a sender may take up the first of them, or null if all are at rest. */
export function earliestDue(deliveries: Iterable<Delivery>): Instant | null {
  let earliest: Instant | null = null;
  for (const delivery of deliveries) {
    const dueAt = dueAtOf(delivery);
    if (dueAt !== null && (earliest === null || dueAt < earliest)) earliest = dueAt;
  }
  return earliest;
}

/**
 * Says how far the mails of one digest have got. `accepted`: a mailbox has taken one. `under-way`:
 * at least one must still be sent. `sent`: SES has taken one, and has not reported what became of
 * it. `owed`: all have ended, and no mailbox has taken any.
 */
export function reachOf(
  deliveries: Iterable<Delivery>,
): 'accepted' | 'under-way' | 'sent' | 'owed' {
  const states = new Set([...deliveries].map(({ state }) => state));
  if (states.has('delivered') || states.has('complained')) return 'accepted';
  if (states.has('due') || states.has('sending')) return 'under-way';
  return states.has('sent') ? 'sent' : 'owed';
}

/** What SES reports about a mail that it had accepted. */
export type Feedback = {
  readonly at: Instant;
  readonly reason: string;
  readonly messageId: string;
} & (
  | { readonly state: 'delivered' | 'suppressed' | 'complained' }
  | { readonly state: 'bounced'; readonly soft?: true }
);

/**
 * From least to most telling. If SES sends several reports about one mail, in any order, the last of
 * these counts. A soft bounce tells less than a delivery: SES also takes the automatic reply of
 * somebody who is away for one, and that mail has arrived.
 */
const GRAVITY = ['sent', 'soft bounce', 'delivered', 'bounced', 'suppressed', 'complained'];

function gravityOf(one: Delivery | Feedback): number {
  return GRAVITY.indexOf(one.state === 'bounced' && one.soft === true ? 'soft bounce' : one.state);
}

/**
 * Returns the delivery once `feedback` is known, or null if the feedback changes nothing. A report
 * may arrive before our own record of the sending. A report also settles an unknown outcome: a mail
 * that has arrived is not repeated.
 */
export function hear(delivery: Delivery, feedback: Feedback): Delivery | null {
  if (delivery.attempts === 0) return null;
  if (gravityOf(delivery) >= gravityOf(feedback)) return null;
  return { ...attemptsOf(delivery), ...feedback };
}

type Attempts = Pick<Delivery, 'kind' | 'attempts' | 'repeat'>;

function attemptsOf({ kind, attempts, repeat }: Delivery): Attempts {
  return { kind, attempts, repeat };
}
