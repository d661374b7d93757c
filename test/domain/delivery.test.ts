import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cancel,
  claim,
  Delivery,
  due,
  isFirstTry,
  dueAtOf,
  earliestDue,
  fail,
  type Feedback,
  hear,
  HOLD_MS,
  LEASE_MS,
  type MailKind,
  MAX_ATTEMPTS,
  reachOf,
  type SendOutcome,
  settle,
  suppress,
} from '../../shared/domain/delivery.ts';
import { plus } from '../../shared/domain/time.ts';
import { at } from '../support/builders.ts';

const now = at('2027-01-11T06:00:00Z');
const ME = 'me';

function claimed(kind: MailKind): Delivery {
  const delivery = claim(due(kind, now), now, ME);
  if (delivery === null) throw new Error('The due delivery was not claimed');
  return delivery;
}

describe('a delivery', () => {
  it('is claimed once it is due, not a millisecond before', () => {
    const later = due('receipt', plus(now, 1));
    expect(claim(later, now, ME)).toBeNull();
    expect(claim(later, plus(now, 1), ME)).toMatchObject({ state: 'sending', attempts: 1 });
  });

  it('cannot be claimed by another while its lease runs', () => {
    expect(claim(claimed('digest'), plus(now, LEASE_MS - 1), ME)).toBeNull();
  });

  it.each([
    ['receipt', { state: 'unknown', reason: 'lease-expired' }],
    ['confirmation', { state: 'unknown', reason: 'lease-expired' }],
    ['announcement', { state: 'unknown', reason: 'lease-expired' }],
    ['digest', { state: 'sending', attempts: 2, repeat: true }],
  ] as const)('whose sender died goes on by the policy of its kind: %s', (kind, after) => {
    expect(claim(claimed(kind), plus(now, LEASE_MS), ME)).toMatchObject(after);
  });

  it.each([
    ['receipt', 'unknown'],
    ['confirmation', 'unknown'],
    ['announcement', 'unknown'],
    ['digest', 'due'],
  ] as const)('with an unknown outcome: a %s becomes %s', (kind, state) => {
    const after = settle(claimed(kind), { outcome: 'unknown', reason: 'TimeoutError' }, now);
    expect(after.state).toBe(state);
    expect(after.repeat).toBe(kind === 'digest');
  });

  it('rests as sent, or as failed when it is refused, and is never claimed again', () => {
    const sent = settle(claimed('receipt'), { outcome: 'accepted', messageId: 'm' }, now);
    const failed = settle(
      claimed('receipt'),
      { outcome: 'refused', reason: 'MessageRejected' },
      now,
    );
    expect(sent).toMatchObject({ state: 'sent', messageId: 'm', sentAt: now });
    expect(failed).toMatchObject({ state: 'failed', reason: 'MessageRejected' });
    for (const rested of [sent, failed]) expect(claim(rested, plus(now, 1e12), ME)).toBeNull();
  });

  it('that is postponed pauses longer each time, and fails in the end so that a person looks', () => {
    let delivery = due('receipt', now);
    let time = now;
    const pauses = [];
    while (delivery.state === 'due') {
      const taken = claim(delivery, time, ME);
      if (taken === null) throw new Error('The delivery is not due');
      delivery = settle(taken, { outcome: 'postponed', reason: 'Throttling' }, time);
      if (delivery.state !== 'due') break;
      pauses.push((Date.parse(delivery.dueAt) - Date.parse(time)) / 60_000);
      time = delivery.dueAt;
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(delivery).toMatchObject({
      state: 'failed',
      attempts: MAX_ATTEMPTS,
      reason: 'Throttling',
    });
  });

  it('loses no attempt by waiting for the quota, however long it waits', () => {
    let delivery = due('announcement', now);
    let time = now;
    for (let pauses = 0; pauses < 3 * MAX_ATTEMPTS; pauses++) {
      const taken = claim(delivery, time, ME);
      if (taken === null) throw new Error('The delivery is not due');
      delivery = settle(taken, { outcome: 'held', reason: 'daily-quota' }, time);
      expect(delivery).toEqual({ ...due('announcement', plus(time, HOLD_MS)), held: true });
      time = plus(time, HOLD_MS);
    }
    const taken = claim(delivery, time, ME);
    expect(taken).toMatchObject({ state: 'sending', attempts: 1 });
    expect(taken !== null && isFirstTry(taken)).toBe(false);
  });

  it('that is suppressed or cancelled rests, and is never claimed', () => {
    expect(claim(suppress(due('receipt', now), 'complaint', now), plus(now, 1e12), ME)).toBeNull();
    expect(claim(cancel(due('confirmation', now), 'over'), plus(now, 1e12), ME)).toBeNull();
  });

  it('sends a receipt at most once, for any answer of SES and any killed sender', () => {
    const events = fc.array(
      fc.constantFrom<SendOutcome | 'died'>(
        { outcome: 'accepted', messageId: 'm' },
        { outcome: 'unknown', reason: 'x' },
        { outcome: 'postponed', reason: 'x' },
        { outcome: 'refused', reason: 'x' },
        'died',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(events, (series) => {
        let delivery = due('receipt', now);
        let time = now;
        let mayHaveArrived = 0;
        for (const event of series) {
          time = plus(time, 3 * 3_600_000);
          const next = claim(delivery, time, ME);
          if (next === null) continue;
          delivery = next;
          if (next.state !== 'sending') continue;
          if (event === 'died' || event.outcome === 'accepted' || event.outcome === 'unknown') {
            mayHaveArrived += 1;
          }
          if (event !== 'died') delivery = settle(delivery, event, time);
        }
        expect(mayHaveArrived).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('what SES reports of a mail', () => {
  const STATES = ['delivered', 'bounced', 'suppressed', 'complained'] as const;
  const feedback = (state: Feedback['state'], reason = ''): Feedback => ({
    state,
    at: now,
    reason,
    messageId: 'm',
  });
  const sent = settle(claimed('announcement'), { outcome: 'accepted', messageId: 'm' }, now);
  const unknown = settle(claimed('receipt'), { outcome: 'unknown', reason: 'TimeoutError' }, now);
  const repeated = settle(claimed('digest'), { outcome: 'unknown', reason: 'TimeoutError' }, now);
  const series = fc.array(fc.constantFrom(...STATES), { minLength: 1, maxLength: 12 });
  const hearing = (start: Delivery, states: readonly Feedback['state'][]) =>
    states.reduce((delivery, state) => hear(delivery, feedback(state)) ?? delivery, start);

  it('leaves the worst report, in any order and however often it is repeated', () => {
    fc.assert(
      fc.property(fc.constantFrom(sent, unknown, claimed('receipt')), series, (start, states) => {
        const worst = STATES.findLast((state) => states.includes(state));
        expect(hearing(start, states).state).toBe(worst);
      }),
    );
  });

  it('changes nothing when it is repeated', () => {
    fc.assert(
      fc.property(series, (states) => {
        const after = hearing(sent, states);
        for (const state of states) expect(hear(after, feedback(state))).toBeNull();
      }),
    );
  });

  it('stays when it comes before our own record of the sending', () => {
    const bounced = hear(claimed('announcement'), feedback('bounced', 'Permanent/General'));
    if (bounced === null) throw new Error('The report was not recorded');
    expect(bounced).toMatchObject({ state: 'bounced', attempts: 1, reason: 'Permanent/General' });
    expect(bounced).not.toHaveProperty('dueAt');
    expect(settle(bounced, { outcome: 'accepted', messageId: 'm' }, now)).toBe(bounced);
    expect(claim(bounced, plus(now, 1e12), ME)).toBeNull();
  });

  it.each(STATES)('as %s settles what was unknown', (state) => {
    expect(hear(unknown, feedback(state))).toMatchObject({ state, messageId: 'm' });
  });

  it('as delivered stops the repetition of a digest', () => {
    expect(repeated).toMatchObject({ state: 'due', repeat: true });
    const after = hear(repeated, feedback('delivered'));
    expect(after).toMatchObject({ state: 'delivered', repeat: true, attempts: 1 });
    expect(after && claim(after, plus(now, 1e12), ME)).toBeNull();
  });

  it('says nothing of a mail that has not been tried', () => {
    for (const state of STATES) {
      expect(hear(due('confirmation', now), feedback(state))).toBeNull();
      expect(hear(cancel(due('digest', now), 'over'), feedback(state))).toBeNull();
    }
  });
});

describe('a mail that rests', () => {
  const about = { kind: 'digest', attempts: 1, repeat: false } as const;

  it('says why, and keeps what was tried of it', () => {
    const taken = claimed('digest');
    expect(cancel(taken, 'over')).toEqual({ ...about, state: 'cancelled', reason: 'over' });
    expect(fail(taken, 'no-words')).toEqual({ ...about, state: 'failed', reason: 'no-words' });
    expect(suppress(taken, 'complaint', plus(now, 1))).toEqual({
      ...about,
      state: 'suppressed',
      reason: 'complaint',
      at: plus(now, 1),
    });
  });
});

describe('the mails of one digest', () => {
  const waiting = due('digest', now);
  const sending = claimed('digest');
  const sent = settle(sending, { outcome: 'accepted', messageId: 'm' }, now);
  const heard = (state: Feedback['state']): Delivery => {
    const after = hear(sent, { state, at: now, reason: '', messageId: 'm' });
    if (after === null) throw new Error('heard');
    return after;
  };
  const [delivered, bounced] = [heard('delivered'), heard('bounced')];
  const [complained, suppressed] = [heard('complained'), heard('suppressed')];
  const failed = fail(waiting, 'x');

  it.each([
    ['accepted', [bounced, waiting, delivered]],
    ['accepted', [complained, sending]],
    ['under-way', [sent, waiting]],
    ['under-way', [sent, sending, bounced]],
    ['sent', [bounced, sent, failed]],
    ['owed', [bounced, failed, suppressed, cancel(waiting, 'over')]],
    ['owed', []],
  ] as const)('have got as far as %s', (reach, deliveries) => {
    expect(reachOf(deliveries)).toBe(reach);
  });

  it('may be taken up when the first of those that wait or are being sent is due', () => {
    const [sooner, later] = [due('digest', plus(now, 1)), due('digest', plus(now, 2))];
    expect(earliestDue([sent, later, sooner, failed])).toBe(plus(now, 1));
    expect(earliestDue([sooner, later])).toBe(plus(now, 1));
    expect(earliestDue([sending])).toBe(plus(now, LEASE_MS));
    expect(earliestDue([sent, bounced, failed])).toBeNull();
    expect(earliestDue([])).toBeNull();
    expect([dueAtOf(later), dueAtOf(sent)]).toEqual([plus(now, 2), null]);
  });

  it('are read from the table as they were written, and nothing else is', () => {
    const all = [waiting, sending, sent, failed, cancel(waiting, 'over')];
    const unknown = settle(claimed('receipt'), { outcome: 'unknown', reason: 'x' }, now);
    const reported = [delivered, bounced, complained, suppressed, suppress(waiting, 'x', now)];
    for (const one of [...all, unknown, ...reported]) expect(Delivery.parse(one)).toEqual(one);
    for (const wrong of [
      { ...waiting, state: 'lost' },
      { ...waiting, kind: 'letter' },
      { ...waiting, attempts: -1 },
      { ...waiting, attempts: 0.5 },
      { ...waiting, more: 1 },
      { ...waiting, dueAt: '2027-01-11' },
      ...['kind', 'attempts', 'repeat', 'dueAt', 'state', 'by'].map((gone) =>
        Object.fromEntries(Object.entries(sending).filter(([name]) => name !== gone)),
      ),
      ...['sentAt', 'messageId'].map((gone) =>
        Object.fromEntries(Object.entries(sent).filter(([name]) => name !== gone)),
      ),
      ...['at', 'reason'].flatMap((gone) =>
        reported.map((one) =>
          Object.fromEntries(Object.entries(one).filter(([name]) => name !== gone)),
        ),
      ),
      ...[failed, unknown, cancel(waiting, 'over')].map(({ state, kind, attempts, repeat }) => {
        return { state, kind, attempts, repeat };
      }),
      { ...waiting, by: 'me' },
    ]) {
      expect(Delivery.safeParse(wrong).success).toBe(false);
    }
  });
});
