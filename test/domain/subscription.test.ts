import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { due } from '../../shared/domain/delivery.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { parseEmail } from '../../shared/domain/email.ts';
import { read } from '../../shared/domain/failure.ts';
import {
  Choices,
  confirmSubscription,
  closeSubscription,
  requestSubscription,
  SignUp,
  unlessExpired,
  type Subscription,
  TOPICS,
} from '../../shared/domain/subscription.ts';
import { DAY_MS, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aConfirmed, aPending, at } from '../support/builders.ts';
import { keyOf } from '../support/ports.ts';

const pending = aPending();
const asked = pending.requestedAt;
const standingOne = aConfirmed();
const HOUR_MS = 60 * MINUTE_MS;
const CONFIRM_WITHIN_MS = DEFAULT_RETENTION.pendingSubscriptionDays * DAY_MS;
const KEEP_ENDED_MS = DEFAULT_RETENTION.endedSubscriptionDays * DAY_MS;
const signUp: SignUp = { email: 'anna@abele.example', topics: ['calls'], language: 'en' };
const proof = { formUrl: 'https://site.example/en/subscribe', tokenHash: 'f'.repeat(64) };

function over(before: Subscription, now = plus(asked, DAY_MS)): Subscription {
  const after = closeSubscription(before, 'unsubscribed', now, DEFAULT_RETENTION);
  if (after === null) throw new Error('It cannot be ended');
  return after;
}

describe('a sign-up', () => {
  const typed = { email: 'Anna@Ābele.example', topics: ['calls', 'drafts', 'calls'] };

  it('takes the topics in their order, each once, and all topics when none is chosen', () => {
    const topicsOf = (topics: unknown) => read(SignUp, { ...typed, topics, language: 'lv' });
    expect(topicsOf(typed.topics)).toMatchObject({ value: { topics: ['drafts', 'calls'] } });
    expect(topicsOf([])).toMatchObject({ value: { topics: TOPICS } });
  });

  it('may be changed to other topics, but never from none to all', () => {
    const { topics } = typed;
    expect(read(Choices, { topics })).toEqual({ value: { topics: ['drafts', 'calls'] } });
    expect(read(Choices, { topics: [] })).toEqual({
      failures: [{ pointer: '/topics', fault: 'required' }],
    });
  });

  it.each([
    [{ email: 'anna' }, { pointer: '/email', fault: 'not-an-email' }],
    [{ email: '' }, { pointer: '/email', fault: 'required' }],
    [{ email: 'a@b.lv, c@d.lv' }, { pointer: '/email', fault: 'not-an-email' }],
    [{ email: 'āra@b.lv' }, { pointer: '/email', fault: 'not-an-email' }],
    [{ email: ['a@b.lv', 'c@d.lv'] }, { pointer: '/email', fault: 'wrong-type' }],
    [{ topics: ['weather'] }, { pointer: '/topics/0', fault: 'not-a-choice' }],
    [
      { topics: ['calls', 'calls', 'calls', 'calls', 'calls'] },
      { pointer: '/topics', fault: 'too-many', limit: 4 },
    ],
    [{ language: 'de' }, { pointer: '/language', fault: 'not-a-choice' }],
    [{ admin: 'yes' }, { pointer: '/admin', fault: 'unknown-field' }],
  ])('with %j is refused, naming the field', (changes, failure) => {
    const outcome = read(SignUp, { ...typed, language: 'lv', ...changes });
    expect(outcome).toEqual({ failures: [failure] });
  });

  it('makes a request, due to be confirmed at once, with the proof of what was agreed to', () => {
    expect(requestSubscription(null, signUp, proof, asked, DEFAULT_RETENTION)).toEqual({
      state: 'pending',
      ...signUp,
      requestedAt: asked,
      askedAt: asked,
      consent: { textVersion: 1, language: 'en', ...proof },
      confirmation: due('confirmation', asked),
      expiresAt: plus(asked, 7 * DAY_MS),
      revision: 1,
    });
  });

  it('asks again after an hour when one is pending, not a millisecond before', () => {
    expect(
      requestSubscription(pending, signUp, proof, plus(asked, HOUR_MS - 1), DEFAULT_RETENTION),
    ).toBeNull();
    const now = plus(asked, HOUR_MS);
    const later = { formUrl: 'https://site.example/en/subscribe', tokenHash: 'of another token' };
    expect(requestSubscription(pending, signUp, later, now, DEFAULT_RETENTION)).toEqual({
      ...pending,
      topics: ['calls'],
      language: 'en',
      consent: { textVersion: 1, language: 'en', ...later },
      askedAt: now,
      confirmation: due('confirmation', now),
      revision: 2,
    });
  });

  it('counts the hour from the last time it asked', () => {
    const twice = { ...pending, askedAt: plus(asked, DAY_MS) };
    expect(
      requestSubscription(
        twice,
        signUp,
        proof,
        plus(asked, DAY_MS + HOUR_MS - 1),
        DEFAULT_RETENTION,
      ),
    ).toBeNull();
    expect(
      requestSubscription(twice, signUp, proof, plus(asked, DAY_MS + HOUR_MS), DEFAULT_RETENTION),
    ).not.toBeNull();
  });

  it('asks for nothing when the address is already confirmed', () => {
    expect(
      requestSubscription(standingOne, signUp, proof, plus(asked, 400 * DAY_MS), DEFAULT_RETENTION),
    ).toBeNull();
  });

  it.each([
    ['has expired', pending, plus(asked, CONFIRM_WITHIN_MS)],
    ['has ended', over(standingOne), plus(asked, DAY_MS)],
    ['has ended before it was confirmed', over(pending), plus(asked, DAY_MS)],
    ['has ended long ago', over(standingOne), plus(asked, DAY_MS + KEEP_ENDED_MS)],
  ])(
    'makes a new request when the old subscription %s, and keeps nothing of the old one',
    (_, before, now) => {
      expect(requestSubscription(before, signUp, proof, now, DEFAULT_RETENTION)).toEqual({
        ...requestSubscription(null, signUp, proof, now, DEFAULT_RETENTION),
        revision: before.revision + 1,
      });
    },
  );
});

describe('a subscription', () => {
  it.each([
    ['pending, seven days after it was asked for', pending, plus(asked, 7 * DAY_MS)],
    ['ended, 30 days after its end', over(standingOne), plus(asked, (1 + 30) * DAY_MS)],
  ])('expires while %s, not a millisecond before', (_, subscription, expiry) => {
    expect(subscription.expiresAt).toBe(expiry);
    expect(unlessExpired(subscription, plus(expiry, -1))).toBe(subscription);
    expect(unlessExpired(subscription, expiry)).toBeNull();
    expect(unlessExpired(subscription, plus(expiry, 1))).toBeNull();
  });

  it('expires seven days after the request, however late it was asked for again', () => {
    const again = requestSubscription(
      pending,
      signUp,
      proof,
      plus(asked, 6 * DAY_MS),
      DEFAULT_RETENTION,
    );
    expect(again?.expiresAt).toBe(plus(asked, 7 * DAY_MS));
  });

  it('that was never confirmed is forgotten at the same time when it bounced, was reported or ended', () => {
    for (const ending of ['bounce', 'complaint', 'unsubscribed'] as const) {
      const gone = closeSubscription(pending, ending, plus(asked, 6 * DAY_MS), DEFAULT_RETENTION);
      expect(gone?.expiresAt).toBe(plus(asked, 7 * DAY_MS));
    }
    const confirmedOnce = over(standingOne);
    expect(confirmedOnce.expiresAt).toBe(plus(asked, DAY_MS + KEEP_ENDED_MS));
  });

  it('never expires once it is confirmed', () => {
    expect(standingOne.expiresAt).toBeNull();
    expect(unlessExpired(standingOne, at('2099-01-01T00:00:00Z'))).toBe(standingOne);
  });

  it('ends once, and then stays as it ended', () => {
    const complained = over(standingOne);
    expect(complained).toMatchObject({ state: 'ended', ending: 'unsubscribed', revision: 3 });
    expect(
      closeSubscription(complained, 'complaint', plus(asked, DAY_MS + HOUR_MS), DEFAULT_RETENTION),
    ).toBeNull();
    expect(closeSubscription(null, 'bounce', asked, DEFAULT_RETENTION)).toBeNull();
    expect(
      closeSubscription(pending, 'bounce', plus(asked, CONFIRM_WITHIN_MS), DEFAULT_RETENTION),
    ).toBeNull();
  });
});

describe('a confirmation', () => {
  it('holds until the seven days are over', () => {
    const last = plus(asked, CONFIRM_WITHIN_MS - 1);
    expect(confirmSubscription(pending, asked, last)).toEqual({
      outcome: 'confirmed',
      subscription: {
        ...pending,
        state: 'confirmed',
        confirmedAt: last,
        expiresAt: null,
        revision: 2,
      },
    });
    expect(confirmSubscription(pending, asked, plus(last, 1))).toEqual({ outcome: 'expired' });
  });

  it('leaves the subscription as it is when it is repeated, even after the seven days', () => {
    expect(confirmSubscription(standingOne, asked, plus(asked, 30 * DAY_MS))).toEqual({
      outcome: 'already-confirmed',
      subscription: standingOne,
    });
  });

  it('of an ended subscription is recognised until the subscription is forgotten', () => {
    const gone = over(pending);
    const forgotten = plus(asked, CONFIRM_WITHIN_MS);
    expect(confirmSubscription(gone, asked, plus(forgotten, -1))).toEqual({ outcome: 'ended' });
    expect(confirmSubscription(gone, asked, forgotten)).toEqual({ outcome: 'expired' });
  });

  it('of an older request, or of none, confirms nothing', () => {
    const newer = requestSubscription(
      over(pending),
      signUp,
      proof,
      plus(asked, DAY_MS + HOUR_MS),
      DEFAULT_RETENTION,
    );
    expect(confirmSubscription(newer, asked, plus(asked, DAY_MS + HOUR_MS))).toEqual({
      outcome: 'expired',
    });
    expect(confirmSubscription(null, asked, asked)).toEqual({ outcome: 'expired' });
    expect(confirmSubscription(null, '', asked)).toEqual({ outcome: 'expired' });
  });

  it('of the first mail also confirms a repeated request', () => {
    const now = plus(asked, 2 * DAY_MS);
    const again = requestSubscription(pending, signUp, proof, now, DEFAULT_RETENTION);
    expect(confirmSubscription(again, asked, now)).toMatchObject({
      outcome: 'confirmed',
      subscription: { state: 'confirmed', requestedAt: asked, confirmedAt: now },
    });
  });
});

describe('an address', () => {
  it('has one key in every form in which it can be typed', async () => {
    const label = fc.array(fc.constantFrom('a', 'k', 'ķ', 'ā', 'š', 'e', '7'), {
      minLength: 1,
      maxLength: 8,
    });
    const anyCase = fc.array(fc.boolean(), { minLength: 24, maxLength: 24 });
    const inCase = (text: string, upper: readonly boolean[]) =>
      Array.from(text, (char, index) => (upper[index] ? char.toUpperCase() : char)).join('');
    await fc.assert(
      fc.asyncProperty(label, anyCase, async (letters, upper) => {
        const domain = `${letters.join('')}.lv`;
        const folded = await keyOf(parseEmail(`anna.k@${domain}`) ?? '');
        for (const typed of [
          inCase(`anna.k@${domain}`, upper),
          ` anna.k@${domain.normalize('NFD')}\t`,
          `ANNA.K@${new URL(`http://${domain}`).hostname}`,
        ]) {
          const email = parseEmail(typed);
          expect(email, typed).not.toBeNull();
          expect(await keyOf(email ?? ''), typed).toBe(folded);
        }
      }),
    );
  });

  it('has another key than any other address', async () => {
    const all = ['anna@a.lv', 'anna@b.lv', 'anna+x@a.lv', 'an.na@a.lv', 'anna@a.lv.lv'];
    expect(new Set(await Promise.all(all.map(keyOf))).size).toBe(all.length);
  });
});
