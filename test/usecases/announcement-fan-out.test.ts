import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { Mail } from '../../shared/ports/mail.ts';
import { endSubscription, manageSubscription } from '../../shared/usecases/manage-subscription.ts';
import { showSubscription } from '../../shared/usecases/show-subscription.ts';
import { anAnnouncement } from '../support/builders.ts';
import { aMailingList, PLENTY, SEND_AT } from '../support/mailing-list.ts';
import { keyOf, tokens } from '../support/ports.ts';

async function* deadEnd(): AsyncGenerator<never> {
  await Promise.reject(new Error('killed'));
}

describe('a fan-out', () => {
  it('gives way to other shards after twenty seconds, and nudges itself for the rest', async () => {
    const on = aMailingList();
    const all = await on.neighbours(60);
    on.quota.now = { rate: 1, left: Infinity, daily: Infinity };
    await on.scheduled();
    on.clock.set(SEND_AT);
    const [key] = await on.store.addCursors('spring', on.clock.now());
    if (key === undefined) throw new Error('There are shards');
    await on.store.startAnnouncement(anAnnouncement(), on.clock.now());
    await on.announcing()(key);
    const first = on.mails.taken.length;
    expect(first).toBeGreaterThanOrEqual(18);
    expect(first).toBeLessThanOrEqual(20);
    expect(on.announcementQueue.nudged).toEqual([key]);
    await on.drain();
    expect(on.addressees()).toEqual(all.toSorted());
    expect(on.announcementQueue.nudged).toEqual([]);
  });

  it('that has ended, or waits, does nothing when it is nudged again', async () => {
    const on = aMailingList();
    await on.readers(2);
    await on.scheduled();
    await on.sendOut();
    const cursors = await on.store.addCursors('spring', on.clock.now());
    const moveCursor = () => Promise.reject(new Error('There is nothing to move'));
    const again = on.announcing({ store: { ...on.store, moveCursor } });
    for (const key of cursors) await again(key);
    expect(on.mails.taken).toHaveLength(2);
  });

  it('is paced to the rate of the account, less a tenth, shared among the senders', async () => {
    const on = aMailingList();
    await on.neighbours(60);
    on.quota.now = { ...PLENTY, rate: 10 };
    await on.scheduled();
    await on.store.startAnnouncement(anAnnouncement(), on.clock.now());
    const [key] = await on.store.addCursors('spring', on.clock.now());
    if (key === undefined) throw new Error('There are no cursors');
    const times: number[] = [];
    const send = async (mail: Mail) => {
      times.push(Date.parse(on.clock.now()));
      return on.mails.send(mail);
    };
    await on.announcing({ send, senders: 2 })(key);
    expect(times.length).toBeGreaterThan(50);
    // 10 a second less a tenth are 9, which is 4.5 for each of two senders. Half a second's worth
    // may go at once.
    const [first = 0] = times;
    for (const [index, time] of times.entries()) {
      expect(index + 1).toBeLessThanOrEqual(((time - first) / 1_000) * 4.5 + 2.01);
    }
    // It is not slower than that either.
    expect(((times.at(-1) ?? 0) - first) / 1_000).toBeLessThan(times.length / 4.5 + 1);
  });

  it('never holds a cursor longer than its lease at the slowest rate', async () => {
    const on = aMailingList();
    await on.readers(60);
    on.quota.now = { ...PLENTY, rate: 1 };
    await on.scheduled();
    on.clock.set(SEND_AT);
    on.clock.advance(MINUTE_MS);
    await on.sweep();
    const announce = on.announcing({ senders: 2 });
    await on.drain(async (key) => {
      const before = Date.parse(on.clock.now());
      await announce(key);
      expect(Date.parse(on.clock.now()) - before).toBeLessThanOrEqual(30_000);
    });
    await on.minutes(1);
    expect(on.mails.taken).toHaveLength(60);
  });

  it('leaves out readers who unsubscribe or drop the topic after their page was read', async () => {
    const on = aMailingList();
    const all = await on.neighbours(30);
    on.quota.now = { ...PLENTY, rate: 2 };
    await on.scheduled();
    const needs = { store: on.store, clock: on.clock, tokens, retention: DEFAULT_RETENTION };
    const { subscriberLink } = showSubscription(needs);
    const manage = manageSubscription(needs);
    // All of them do so when the first mail goes out: half unsubscribe, half choose other topics.
    const send = async (mail: Mail) => {
      for (const [index, email] of (on.mails.taken.length === 0 ? all : []).entries()) {
        const link = await subscriberLink(await keyOf(email));
        await (index % 2 === 0
          ? manage.end(link, 'unsubscribed')
          : manage.choose(link, { topics: ['calls'] }));
      }
      return on.mails.send(mail);
    };
    await on.sendOut(10, on.announcing({ send }));
    // At 1.8 mails a second, two mails go out in the second after the page was read.
    expect(on.mails.taken.length).toBeGreaterThan(0);
    expect(on.mails.taken.length).toBeLessThanOrEqual(2);
    expect(await on.progress()).toMatchObject({ due: 0, complete: true });
  });

  it('reads a page again that SES was too slow for', async () => {
    const on = aMailingList();
    const all = await on.neighbours(12);
    await on.scheduled();
    const endAll = async () => {
      for (const email of all.slice(6)) {
        await endSubscription(
          { store: on.store, retention: DEFAULT_RETENTION },
          await keyOf(email),
          'unsubscribed',
          on.clock.now(),
        );
      }
    };
    const send = async (mail: Mail) => {
      if (on.mails.taken.length === 0) await endAll();
      on.clock.advance(2_000);
      return on.mails.send(mail);
    };
    await on.sendOut(5, on.announcing({ send }));
    const stayed = all.slice(0, 6);
    const left = on.addressees().filter((email) => !stayed.includes(email));
    // At most four of those who left get a mail: the four whose mails were already in flight.
    expect(left.length).toBeLessThanOrEqual(4);
    expect(on.addressees()).toEqual(expect.arrayContaining(stayed));
    expect(await on.progress()).toMatchObject({ due: 0, complete: true });
  });

  it('is carried on by one of several senders that get the same nudge', async () => {
    const on = aMailingList();
    const all = await on.neighbours(5);
    await on.scheduled();
    on.clock.set(SEND_AT);
    await on.store.startAnnouncement(anAnnouncement(), on.clock.now());
    const [key] = await on.store.addCursors('spring', on.clock.now());
    if (key === undefined) throw new Error('There are no cursors');
    let pages = 0;
    const store = {
      ...on.store,
      subscriptionsAfter: (...about: Parameters<typeof on.store.subscriptionsAfter>) => {
        pages += 1;
        return on.store.subscriptionsAfter(...about);
      },
    };
    await Promise.all([1, 2, 3, 4].map(async () => on.announcing({ store })(key)));
    // One read for the page, and one read that finds the end.
    expect(pages).toBe(2);
    expect(on.addressees()).toEqual(all.toSorted());
  });

  it('with two senders at once on the same cursors mails nobody twice and skips nobody', async () => {
    const on = aMailingList();
    const all = await on.readers(60);
    await on.scheduled();
    on.clock.set(SEND_AT);
    on.clock.advance(MINUTE_MS);
    await on.sweep();
    const key = { partition: 'ANNOUNCEMENTS', sort: 'spring' };
    const senders = [on.announcing(), on.announcing(), on.announcing()];
    await Promise.all(senders.map(async (send) => send(key)));
    for (let round = 0; on.announcementQueue.nudged.length > 0 && round < 20; round++) {
      const nudged = on.announcementQueue.nudged.splice(0);
      await Promise.all(nudged.flatMap((one) => senders.map(async (announce) => announce(one))));
    }
    await on.minutes(5);
    expect(on.addressees()).toEqual(all.toSorted());
    expect(await on.progress()).toEqual({ due: 0, states: { sent: 60 }, complete: true });
  });

  it('goes on after somebody has held a cursor past its lease', async () => {
    const on = aMailingList();
    const all = await on.readers(40);
    await on.scheduled();
    on.clock.set(SEND_AT);
    await on.store.startAnnouncement(anAnnouncement(), on.clock.now());
    const cursors = await on.store.addCursors('spring', on.clock.now());
    const [first] = cursors;
    if (first === undefined) throw new Error('There are no cursors');
    // The sender dies as soon as it holds the cursor.
    const deadly = { ...on.store, batchesFrom: () => deadEnd() };
    await expect(on.announcing({ store: deadly })(first)).rejects.toThrow('killed');
    await on.announcing()(first);
    expect(on.mails.taken).toEqual([]);
    await on.minutes(5);
    expect(on.addressees()).toEqual(all.toSorted());
  });

  it('lost between its start and its cursors, or before their nudges, is found by the sweep', async () => {
    const on = aMailingList();
    const all = await on.readers(20);
    await on.scheduled();
    on.clock.set(SEND_AT);
    on.clock.advance(MINUTE_MS);
    await on.sweep();
    const [key] = on.announcementQueue.nudged;
    if (key === undefined) throw new Error('The delivery is not due');
    const broken = new Error('killed');
    const noCursors = { ...on.store, addCursors: () => Promise.reject(broken) };
    await expect(on.announcing({ store: noCursors })(key)).rejects.toThrow('killed');
    const notSettled = { ...on.store, settleAnnouncement: () => Promise.reject(broken) };
    await expect(on.announcing({ store: notSettled })(key)).rejects.toThrow('killed');
    on.announcementQueue.broken = true;
    await expect(on.announcing()(key)).rejects.toThrow('cannot be reached');
    on.announcementQueue.broken = false;
    on.announcementQueue.nudged = [];
    await on.minutes(3);
    expect(on.addressees()).toEqual(all.toSorted());
    expect(await on.progress()).toMatchObject({ complete: true });
  });

  it('throws at a key without an announcement', async () => {
    const on = aMailingList();
    const key = { partition: 'ANNOUNCEMENTS', sort: 'nowhere' };
    await expect(on.announcing()(key)).rejects.toThrow('ANNOUNCEMENTS / nowhere');
  });
});
