import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  claim,
  type Delivery,
  due,
  LEASE_MS,
  type MailKind,
  MAX_ATTEMPTS,
  type SendOutcome,
  settle,
} from '../../shared/domain/delivery.ts';
import { plus } from '../../shared/domain/time.ts';
import { at } from '../support/builders.ts';

const now = at('2027-01-11T06:00:00Z');

function claimed(kind: MailKind): Delivery {
  const delivery = claim(due(kind, 'a@b.lv', now), now);
  if (delivery === null) throw new Error('A due delivery can be claimed');
  return delivery;
}

describe('a delivery', () => {
  it('is claimed once it is due, not a millisecond before', () => {
    const later = due('receipt', 'a@b.lv', plus(now, 1));
    expect(claim(later, now)).toBeNull();
    expect(claim(later, plus(now, 1))).toMatchObject({ state: 'sending', attempts: 1 });
  });

  it('cannot be claimed by another while its lease runs', () => {
    expect(claim(claimed('digest'), plus(now, LEASE_MS - 1))).toBeNull();
  });

  it.each([
    ['receipt', { state: 'unknown', reason: 'lease-expired' }],
    ['digest', { state: 'sending', attempts: 2, repeat: true }],
  ] as const)('whose sender died, being a %s, goes on as its policy says', (kind, after) => {
    expect(claim(claimed(kind), plus(now, LEASE_MS))).toMatchObject(after);
  });

  it.each([
    ['receipt', 'unknown'],
    ['digest', 'due'],
  ] as const)('whose outcome is unknown, being a %s, becomes %s', (kind, state) => {
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
    for (const rested of [sent, failed]) expect(claim(rested, plus(now, 1e12))).toBeNull();
  });

  it('that is postponed pauses longer each time, and fails at last so that a person looks', () => {
    let delivery = due('receipt', 'a@b.lv', now);
    let time = now;
    const pauses = [];
    while (delivery.state === 'due') {
      const taken = claim(delivery, time);
      if (taken === null) throw new Error('due');
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

  it('is a receipt sent at most once, whatever SES answers and whoever dies', () => {
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
        let delivery = due('receipt', 'a@b.lv', now);
        let time = now;
        let mayHaveArrived = 0;
        for (const event of series) {
          time = plus(time, 3 * 3_600_000);
          const next = claim(delivery, time);
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
