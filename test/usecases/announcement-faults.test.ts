import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { SendOutcome } from '../../shared/domain/delivery.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { endSubscription } from '../../shared/usecases/manage-subscription.ts';
import { aMailingList, SEND_AT } from '../support/mailing-list.ts';
import { keyOf } from '../support/ports.ts';

describe('a fault of the mail system', () => {
  const busy: SendOutcome = { outcome: 'postponed', reason: 'Throttling' };
  const unreached: SendOutcome = { outcome: 'postponed', reason: 'ECONNREFUSED' };

  it.each([busy, unreached])(
    '%j makes the page rest a minute, and loses nothing',
    async (fault) => {
      const on = aMailingList();
      const all = await on.readers(40);
      await on.scheduled();
      on.clock.set(SEND_AT);
      on.clock.advance(MINUTE_MS);
      await on.sweep();
      on.mails.outcomes.push(fault);
      await on.drain();
      // The other addresses of its page that were not in flight yet wait with it.
      expect(await on.progress()).toMatchObject({ complete: false, states: { due: 1 } });
      const cursors = await on.store.listCursors('spring');
      const resting = cursors.filter(({ dueAt }) => dueAt !== null);
      expect(resting).toHaveLength(1);
      const rest = Date.parse(resting[0]?.dueAt ?? '') - Date.parse(on.clock.now());
      // The other shards have taken some milliseconds since then.
      expect(rest).toBeLessThanOrEqual(MINUTE_MS);
      expect(rest).toBeGreaterThan(MINUTE_MS - 1_000);
      expect(await on.sweep()).toEqual({ swept: 0 });
      await on.minutes(3);
      expect(on.addressees()).toEqual(all.toSorted());
      expect(await on.progress()).toEqual({ due: 0, states: { sent: 40 }, complete: true });
    },
  );

  it.each<SendOutcome>([busy, { outcome: 'unknown', reason: 'TimeoutError' }])(
    '%j stops the rest of its page, which is taken up again after a minute',
    async (fault) => {
      const on = aMailingList();
      const all = await on.neighbours(30);
      await on.scheduled();
      on.mails.outcomes.push(fault);
      await on.sendOut(1);
      // The mails in flight beside it went out, and hardly any others: most of the page waits.
      expect((await on.states()).size).toBeLessThanOrEqual(10);
      expect(await on.progress()).toMatchObject({ complete: false });
      await on.minutes(4);
      expect(on.addressees()).toEqual(all.toSorted());
    },
  );

  it('that lasts for an hour only puts the announcement off', async () => {
    const on = aMailingList();
    const all = await on.readers(10);
    await on.scheduled();
    const down = () => Promise.resolve(unreached);
    await on.sendOut(60, on.announcing({ send: down }));
    expect(on.mails.taken).toEqual([]);
    await on.minutes(90);
    expect(on.addressees()).toEqual(all.toSorted());
  });

  it('that leaves one mail unknown stops its page, not the fan-out, and the mail is not sent again', async () => {
    const on = aMailingList();
    const all = await on.readers(40);
    await on.scheduled();
    on.mails.outcomes.push({ outcome: 'unknown', reason: 'TimeoutError' });
    await on.sendOut();
    expect(on.addressees()).toEqual(all.toSorted());
    expect(await on.progress()).toEqual({
      due: 0,
      states: { sent: 39, unknown: 1 },
      complete: true,
    });
    expect(on.journal.counts.get('MailsUnknown')).toBe(1);
  });

  it('that refuses one address fails only that mail, without a rest', async () => {
    const on = aMailingList();
    await on.readers(40);
    await on.scheduled();
    on.clock.set(SEND_AT);
    on.clock.advance(MINUTE_MS);
    await on.sweep();
    on.mails.outcomes.push({ outcome: 'refused', reason: 'MessageRejected' });
    await on.drain();
    expect(await on.progress()).toEqual({
      due: 0,
      states: { sent: 39, failed: 1 },
      complete: true,
    });
    expect(on.journal.counts.get('MailsFailed')).toBe(1);
  });

  it('that makes an address wait reads its subscription before the next attempt', async () => {
    const on = aMailingList();
    const [email = ''] = await on.readers(1);
    await on.scheduled();
    on.mails.outcomes.push(busy);
    await on.sendOut(1);
    expect(await on.stateOf(email)).toBe('due');
    expect(on.queue.nudged).toEqual([]);
    await endSubscription(
      { store: on.store, retention: DEFAULT_RETENTION },
      await keyOf(email),
      'unsubscribed',
      on.clock.now(),
    );
    await on.minutes(5);
    expect(on.mails.taken).toEqual([]);
    expect(await on.stateOf(email)).toBe('suppressed');
    expect(await on.progress()).toMatchObject({ due: 0, complete: true });
  });
});
