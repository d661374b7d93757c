import * as z from 'zod/mini';
import { Delivery, due } from './delivery.ts';
import { Email } from './email.ts';
import { Language } from './text.ts';
import { DAY_MS, Instant, plus } from './time.ts';

/** What a subscriber can hear of: drafts opened, consultations about to close, their results, calls. */
export const TOPICS = ['drafts', 'closing', 'results', 'calls'] as const;
export const Topic = z.enum(TOPICS);
export type Topic = z.infer<typeof Topic>;

/** None chosen means all. */
const Topics = z.readonly(
  z.pipe(
    z.array(Topic),
    z.transform((chosen): Topic[] =>
      chosen.length === 0 ? [...TOPICS] : TOPICS.filter((topic) => chosen.includes(topic)),
    ),
  ),
);

/** What somebody asks for who signs up. */
export const SignUp = z.strictObject({ email: Email, topics: Topics, language: Language });
export type SignUp = z.infer<typeof SignUp>;

/** What a subscriber may change. */
export const Choices = z.strictObject({ topics: Topics });

/** The wording of the consent; it goes up whenever the sentence beside the sign-up button changes. */
export const CONSENT_VERSION = 1;

/** A sign-up that nobody confirms is gone after that, whatever became of it. */
export const CONFIRM_WITHIN_MS = 7 * DAY_MS;
/** The address of a subscription that was confirmed and has ended is kept that long, as proof of what was asked for and when. */
export const KEEP_ENDED_MS = 28 * DAY_MS;
/** Whoever signs up again gets no second confirmation before that: nobody can fill a stranger's inbox. */
const ASK_AGAIN_MS = DAY_MS;

const ENDINGS = ['unsubscribed', 'complaint', 'bounce'] as const;
export type Ending = (typeof ENDINGS)[number];

/** The proof of the double opt-in: to which words, where and when somebody agreed. */
const Consent = z.readonly(
  z.strictObject({
    textVersion: z.int(),
    language: Language,
    /** The page on which the form stood; of a page about a submission, without its reference. */
    formUrl: z.string(),
    /** Of the token in the link that was confirmed; the token itself is kept nowhere. */
    tokenHash: z.string(),
  }),
);
export type Consent = z.infer<typeof Consent>;

/**
 * An address on the announcement list. The table forgets pending and ended ones some time after they
 * have expired; until then {@link unlessExpired} does not see them.
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
    /** Goes up with every change, so that of two changes at once one is made. */
    revision: z.int(),
  };
}

/** When the table may forget it, or null while it stands. */
export function expiryOf(subscription: Subscription): Instant | null {
  switch (subscription.state) {
    case 'pending':
      return plus(subscription.requestedAt, CONFIRM_WITHIN_MS);
    case 'confirmed':
      return null;
    case 'ended':
      return subscription.confirmedAt === undefined
        ? plus(subscription.requestedAt, CONFIRM_WITHIN_MS)
        : plus(subscription.endedAt, KEEP_ENDED_MS);
  }
}

/** The subscription unless it has expired, whether or not the table has forgotten it already. */
export function unlessExpired(
  subscription: Subscription | null,
  now: Instant,
): Subscription | null {
  if (subscription === null) return null;
  const expiry = expiryOf(subscription);
  return expiry === null || now < expiry ? subscription : null;
}

/** A sign-up over what stands: a new request, a request asked for again, or nothing to do. */
export function requestSubscription(
  before: Subscription | null,
  { email, topics, language }: SignUp,
  proof: Pick<Consent, 'formUrl' | 'tokenHash'>,
  now: Instant,
): Subscription | null {
  const stands = unlessExpired(before, now);
  const revision = (before?.revision ?? 0) + 1;
  if (stands === null || stands.state === 'ended') {
    return {
      state: 'pending',
      email,
      language,
      topics,
      requestedAt: now,
      askedAt: now,
      consent: { textVersion: CONSENT_VERSION, language, ...proof },
      confirmation: due('confirmation', now),
      revision,
    };
  }
  if (stands.state === 'confirmed' || now < plus(stands.askedAt, ASK_AGAIN_MS)) return null;
  return {
    ...stands,
    topics,
    language,
    askedAt: now,
    confirmation: due('confirmation', now),
    revision,
  };
}

export type ConfirmOutcome =
  | { readonly outcome: 'confirmed' | 'already-confirmed'; readonly subscription: Subscription }
  /** Asked for too long ago, or asked for anew since, or erased. */
  | { readonly outcome: 'expired' }
  /** Ended after it was asked for: only a new sign-up begins it again. */
  | { readonly outcome: 'ended' };

/** What a confirmation of the request made at `requestedAt` comes to. */
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
    subscription: { ...stands, state: 'confirmed', confirmedAt: now, revision },
  };
}

/** The subscription ended, or null where there is none to end. */
export function closeSubscription(
  subscription: Subscription | null,
  ending: Ending,
  now: Instant,
): Subscription | null {
  const stands = unlessExpired(subscription, now);
  if (stands === null || stands.state === 'ended') return null;
  return { ...stands, state: 'ended', endedAt: now, ending, revision: stands.revision + 1 };
}

/** Does it get what was due to all who were confirmed at `sendAt`? Asked anew just before each sending. */
export function receives(
  subscription: Subscription | null,
  { topic, sendAt }: { readonly topic: Topic; readonly sendAt: Instant },
): boolean {
  return (
    subscription?.state === 'confirmed' &&
    subscription.confirmedAt <= sendAt &&
    subscription.topics.includes(topic)
  );
}
