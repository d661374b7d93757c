import * as z from 'zod/mini';
import { Delivery, due } from './delivery.ts';
import { Email } from './email.ts';
import type { Retention } from './retention.ts';
import { Language } from './text.ts';
import { DAY_MS, Instant, MINUTE_MS, plus } from './time.ts';

/**
 * What a subscriber can be told about: drafts opened, consultations about to close, their results,
 * calls.
 */
export const TOPICS = ['drafts', 'closing', 'results', 'calls'] as const;
export const Topic = z.enum(TOPICS);
export type Topic = z.infer<typeof Topic>;

const topics = z.array(Topic).check(z.maxLength(TOPICS.length));

function inOrder(chosen: Topic[]): Topic[] {
  return TOPICS.filter((topic) => chosen.includes(topic));
}

/** What somebody asks for when signing up. The short form has no topics, and brings all of them. */
export const SignUp = z.strictObject({
  email: Email,
  topics: z.readonly(
    z.pipe(
      topics,
      z.transform((chosen) => (chosen.length === 0 ? [...TOPICS] : inOrder(chosen))),
    ),
  ),
  language: Language,
});
export type SignUp = z.infer<typeof SignUp>;

/** What a subscriber may change. Somebody who wants no topic any more ends the subscription. */
export const Choices = z.strictObject({
  topics: z.readonly(z.pipe(topics.check(z.minLength(1)), z.transform(inOrder))),
});

/**
 * The version of the consent text. Increase it whenever the sentence beside the sign-up button
 * changes.
 */
export const CONSENT_VERSION = 1;

/**
 * If somebody signs an address up again, no second confirmation goes out before this time has
 * passed. The page tells people who have not got the mail to try again after this time.
 */
const ASK_AGAIN_MS = 60 * MINUTE_MS;

const ENDINGS = ['unsubscribed', 'complaint', 'bounce'] as const;
export type Ending = (typeof ENDINGS)[number];

/**
 * The proof of the double opt-in: which words somebody agreed to, and on which page. The
 * subscription itself says when.
 */
const Consent = z.readonly(
  z.strictObject({
    textVersion: z.int(),
    language: Language,
    /**
     * The page that held the form. If that page was about a submission, the reference is left out.
     */
    formUrl: z.string(),
    /** The hash of the token in the link of the confirmation. The token itself is not stored. */
    tokenHash: z.string(),
  }),
);
export type Consent = z.infer<typeof Consent>;

/**
 * An address on the announcement list. The table deletes pending and ended ones some time after
 * they have expired. Until then {@link unlessExpired} hides them.
 */
export const Subscription = z.readonly(
  z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('pending'), ...requestFields() }),
    z.strictObject({ state: z.literal('confirmed'), ...requestFields(), confirmedAt: Instant }),
    z.strictObject({
      state: z.literal('ended'),
      ...requestFields(),
      confirmedAt: z.optional(Instant),
      endedAt: Instant,
      ending: z.enum(ENDINGS),
    }),
  ]),
);
export type Subscription = z.infer<typeof Subscription>;

function requestFields() {
  return {
    email: Email,
    language: Language,
    topics: z.readonly(z.array(Topic)),
    requestedAt: Instant,
    /** When the newest confirmation became due. */
    askedAt: Instant,
    consent: Consent,
    confirmation: Delivery,
    /**
     * When the table may delete the subscription: after the days that were set when it was written.
     * Null while it is confirmed.
     */
    expiresAt: z.nullable(Instant),
    /** Grows with every change, so that only one of two simultaneous changes is made. */
    revision: z.int(),
  };
}

/**
 * Returns the subscription, or null if it has expired, even if the table has not deleted it yet.
 */
export function unlessExpired(
  subscription: Subscription | null,
  now: Instant,
): Subscription | null {
  if (subscription === null) return null;
  const { expiresAt } = subscription;
  return expiresAt === null || now < expiresAt ? subscription : null;
}

/**
 * Returns the request of an address that is not on the list. If nobody confirms it, it expires,
 * whether it is still pending or has ended.
 */
export function newRequest(
  { email, topics, language }: SignUp,
  proof: Pick<Consent, 'formUrl' | 'tokenHash'>,
  now: Instant,
  { pendingSubscriptionDays }: Pick<Retention, 'pendingSubscriptionDays'>,
): Subscription {
  return {
    state: 'pending',
    email,
    language,
    topics,
    requestedAt: now,
    askedAt: now,
    consent: { textVersion: CONSENT_VERSION, language, ...proof },
    confirmation: due('confirmation', now),
    expiresAt: plus(now, pendingSubscriptionDays * DAY_MS),
    revision: 1,
  };
}

/** Returns the time of the request that a sign-up makes: a request that is still pending keeps its. */
export function requestedSince(before: Subscription | null, now: Instant): Instant {
  const stands = unlessExpired(before, now);
  return stands?.state === 'pending' ? stands.requestedAt : now;
}

/**
 * Returns the subscription after a sign-up: a new request, or a pending request whose confirmation
 * is sent again. Returns null if there is nothing to do: the subscription is confirmed, or its last
 * confirmation became due less than an hour ago.
 */
export function requestSubscription(
  before: Subscription | null,
  signUp: SignUp,
  proof: Pick<Consent, 'formUrl' | 'tokenHash'>,
  now: Instant,
  retention: Pick<Retention, 'pendingSubscriptionDays'>,
): Subscription | null {
  const stands = unlessExpired(before, now);
  const revision = (before?.revision ?? 0) + 1;
  if (stands === null || stands.state === 'ended') {
    return { ...newRequest(signUp, proof, now, retention), revision };
  }
  if (stands.state === 'confirmed' || now < plus(stands.askedAt, ASK_AGAIN_MS)) return null;
  const { topics, language } = signUp;
  return {
    ...stands,
    topics,
    language,
    consent: { textVersion: CONSENT_VERSION, language, ...proof },
    askedAt: now,
    confirmation: due('confirmation', now),
    revision,
  };
}

export type ConfirmOutcome =
  | { readonly outcome: 'confirmed' | 'already-confirmed'; readonly subscription: Subscription }
  /** The request is too old, a newer request has replaced it, or it was erased. */
  | { readonly outcome: 'expired' }
  /** The subscription ended after the request. Only a new sign-up starts it again. */
  | { readonly outcome: 'ended' };

/** Decides what happens when somebody confirms the request made at `requestedAt`. */
export function confirmSubscription(
  subscription: Subscription | null,
  requestedAt: string,
  now: Instant,
): ConfirmOutcome {
  const stands = unlessExpired(subscription, now);
  if (stands?.requestedAt !== requestedAt) return { outcome: 'expired' };
  if (stands.state === 'ended') return { outcome: 'ended' };
  if (stands.state === 'confirmed') return { outcome: 'already-confirmed', subscription: stands };
  const revision = stands.revision + 1;
  return {
    outcome: 'confirmed',
    subscription: { ...stands, state: 'confirmed', confirmedAt: now, expiresAt: null, revision },
  };
}

/**
 * Ends the subscription. Returns null if there is nothing to end. If it was confirmed, its address is
 * kept for some days, as proof of what the person asked for and when.
 */
export function closeSubscription(
  subscription: Subscription | null,
  ending: Ending,
  now: Instant,
  { endedSubscriptionDays }: Pick<Retention, 'endedSubscriptionDays'>,
): Subscription | null {
  const stands = unlessExpired(subscription, now);
  if (stands === null || stands.state === 'ended') return null;
  const expiresAt =
    stands.state === 'pending' ? stands.expiresAt : plus(now, endedSubscriptionDays * DAY_MS);
  const revision = stands.revision + 1;
  return { ...stands, state: 'ended', endedAt: now, ending, expiresAt, revision };
}
