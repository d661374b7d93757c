import * as z from 'zod/mini';
import { Email } from './email.ts';
import { Instant, MINUTE_MS, plus } from './time.ts';

const MAIL_KINDS = ['receipt', 'digest'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/**
 * One mail to one address. `due → sending (leased) → sent | failed | unknown | cancelled`. While it
 * is due or sending, `dueAt` says when it may be taken up: the time of sending, the end of a pause
 * after a fault, or the end of the lease of whoever is sending it.
 */
export const Delivery = z.readonly(
  z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('due'), ...attempted(), dueAt: Instant }),
    z.strictObject({ state: z.literal('sending'), ...attempted(), dueAt: Instant }),
    z.strictObject({
      state: z.literal('sent'),
      ...attempted(),
      sentAt: Instant,
      messageId: z.string(),
    }),
    z.strictObject({ state: z.literal('failed'), ...attempted(), reason: z.string() }),
    z.strictObject({ state: z.literal('unknown'), ...attempted(), reason: z.string() }),
    z.strictObject({ state: z.literal('cancelled'), ...attempted(), reason: z.string() }),
  ]),
);
export type Delivery = z.infer<typeof Delivery>;

function attempted() {
  return {
    kind: z.enum(MAIL_KINDS),
    to: Email,
    attempts: z.int().check(z.nonnegative()),
    /** An earlier attempt may have reached the recipient: this one says that it repeats it. */
    repeat: z.boolean(),
  };
}

/** What came of handing one mail to SES. */
export type SendOutcome =
  | { readonly outcome: 'accepted'; readonly messageId: string }
  /** Not accepted, and worth another try: too fast, or SES could not be reached at all. */
  | { readonly outcome: 'postponed'; readonly reason: string }
  /** Not accepted, and no other try will be: a bad address, an unverified sender. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** A time-out or a broken connection after the request went out: nobody can tell. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** Far longer than composing is kept out of it: a claim is made when the mail is ready to go. */
export const LEASE_MS = 2 * MINUTE_MS;
/** After that many attempts a person must look: eight of them span about four hours. */
export const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = MINUTE_MS;
const LONGEST_PAUSE_MS = 120 * MINUTE_MS;

/**
 * SES has no idempotency key, so an unknown outcome needs a policy: a second receipt would alarm its
 * reader more than a missing one, while a missing digest breaks the promise.
 */
const WHEN_UNKNOWN: Record<MailKind, 'stop' | 'repeat'> = { receipt: 'stop', digest: 'repeat' };

export function due(kind: MailKind, to: string, dueAt: Instant): Delivery {
  return { state: 'due', kind, to, attempts: 0, repeat: false, dueAt };
}

/** The delivery as its next sender holds it, or the state in which it has to rest, or null: not now. */
export function claim(delivery: Delivery, now: Instant): Delivery | null {
  if (delivery.state !== 'due' && delivery.state !== 'sending') return null;
  if (delivery.dueAt > now) return null;
  if (delivery.state === 'sending') {
    const settled = settle(delivery, { outcome: 'unknown', reason: 'lease-expired' }, now);
    return settled.state === 'due' ? claim({ ...settled, dueAt: now }, now) : settled;
  }
  return {
    ...delivery,
    state: 'sending',
    attempts: delivery.attempts + 1,
    dueAt: plus(now, LEASE_MS),
  };
}

/** The state after an attempt. A delivery that is not being sent is left as it is. */
export function settle(delivery: Delivery, outcome: SendOutcome, now: Instant): Delivery {
  if (delivery.state !== 'sending') return delivery;
  const { kind, to, attempts, repeat } = delivery;
  const done = { kind, to, attempts, repeat };
  switch (outcome.outcome) {
    case 'accepted':
      return { ...done, state: 'sent', sentAt: now, messageId: outcome.messageId };
    case 'refused':
      return { ...done, state: 'failed', reason: outcome.reason };
    case 'unknown':
      return WHEN_UNKNOWN[kind] === 'repeat'
        ? later({ ...done, repeat: true }, outcome.reason, now)
        : { ...done, state: 'unknown', reason: outcome.reason };
    case 'postponed':
      return later(done, outcome.reason, now);
  }
}

function later(
  done: Pick<Delivery, 'kind' | 'to' | 'attempts' | 'repeat'>,
  reason: string,
  now: Instant,
): Delivery {
  if (done.attempts >= MAX_ATTEMPTS) return { ...done, state: 'failed', reason };
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (done.attempts - 1), LONGEST_PAUSE_MS);
  return { ...done, state: 'due', dueAt: plus(now, pause) };
}

/** Nobody is to get it any more, because of `reason`. */
export function cancel({ kind, to, attempts, repeat }: Delivery, reason: string): Delivery {
  return { kind, to, attempts, repeat, state: 'cancelled', reason };
}
