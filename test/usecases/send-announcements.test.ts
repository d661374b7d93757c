import { describe, expect, it } from 'vitest';
import type { Announcement } from '../../shared/domain/announcement.ts';
import type { Subscription } from '../../shared/domain/subscription.ts';
import { DAY_MS, type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { publishAnnouncement } from '../../shared/usecases/publish-announcement.ts';
import { showSubscription } from '../../shared/usecases/show-subscription.ts';
import { aConfirmed, anAnnouncement, aPending, at, toldOf } from '../support/builders.ts';
import { aMailingList, SEND_AT } from '../support/mailing-list.ts';
import { storeSubscription, tokens } from '../support/ports.ts';

/** The first sweep after its time starts it. */
const STARTED_AT = plus(at(SEND_AT), MINUTE_MS);

describe('an announcement', () => {
  it('goes to everyone confirmed when it starts, once, in their language', async () => {
    const on = aMailingList();
    await storeSubscription(on.store, aConfirmed({ email: 'a@list.example' }));
    await storeSubscription(on.store, aConfirmed({ email: 'b@list.example', language: 'en' }));
    const inTime = aConfirmed({ email: 'c@list.example', confirmedAt: STARTED_AT });
    await storeSubscription(on.store, inTime);
    await on.scheduled();
    await on.sendOut();
    expect(on.mails.taken.map(({ to, subject }) => [to, subject]).toSorted()).toEqual([
      ['a@list.example', 'spring lv'],
      ['b@list.example', 'spring en'],
      ['c@list.example', 'spring lv'],
    ]);
    expect(new Set((await on.states()).values())).toEqual(new Set(['sent']));
    expect(on.journal.counts.get('MailsSent')).toBe(3);
  });

  it('carries to each reader their own link to unsubscribe', async () => {
    const on = aMailingList();
    const all = await on.readers(20);
    await on.scheduled();
    await on.sendOut();
    const { find } = showSubscription({ store: on.store, clock: on.clock, tokens });
    for (const { to, text } of on.mails.taken) {
      const [, address = '', token = ''] = /subscriptions\/([^/]+)\/.*key=(.+)$/u.exec(text) ?? [];
      expect(await find({ address, token })).toMatchObject({ email: to });
    }
    expect(on.addressees()).toEqual(all.toSorted());
  });

  it.each<[string, Subscription]>([
    ['signed up and has not confirmed', aPending()],
    ['confirmed a moment after it started', aConfirmed({ confirmedAt: plus(STARTED_AT, 1) })],
    ['wants other topics', aConfirmed({ topics: ['closing', 'results', 'calls'] })],
    [
      'has unsubscribed',
      { ...aConfirmed(), state: 'ended', endedAt: at('2027-01-02Z'), ending: 'unsubscribed' },
    ],
  ])('does not go to somebody who %s', async (_, subscription) => {
    const on = aMailingList();
    await storeSubscription(on.store, subscription);
    await on.scheduled();
    await on.sendOut();
    expect(on.mails.taken.filter(({ tags }) => tags['kind'] === 'announcement')).toEqual([]);
    expect(await on.progress()).toEqual({ due: 0, states: {}, complete: true });
  });

  it('goes out once, however often it is published, nudged and swept', async () => {
    const on = aMailingList();
    const all = await on.readers(10);
    const publish = publishAnnouncement({ store: on.store, clock: on.clock });
    const input = {
      id: 'spring',
      topic: 'drafts',
      sendAt: SEND_AT,
      lv: { subject: 'Pavasaris', body: 'Jauns.' },
      en: { subject: 'Spring', body: 'New.' },
    };
    expect((await publish(input)).outcome).toBe('scheduled');
    expect((await publish(input)).outcome).toBe('scheduled');
    await on.sendOut();
    expect((await publish(input)).outcome).toBe('started');
    on.announcementQueue.nudged.push(
      { partition: 'ANNOUNCEMENTS', sort: 'spring' },
      ...(await on.store.addCursors('spring', on.clock.now())),
    );
    await on.minutes(3);
    expect(on.addressees()).toEqual(all.toSorted());
  });

  it('cannot be published in other words once it has started', async () => {
    const on = aMailingList();
    await on.scheduled();
    await on.sendOut();
    const started = await on.store.findAnnouncement('spring');
    expect(started).toMatchObject({ state: 'started' });
    const publish = publishAnnouncement({ store: on.store, clock: on.clock });
    const input = { id: 'spring', topic: 'calls', sendAt: SEND_AT };
    const words = { subject: 'Cits', body: 'Cits.' };
    expect(await publish({ ...input, lv: words, en: words })).toEqual({
      outcome: 'refused',
      failures: [{ pointer: '/id', fault: 'repeated' }],
    });
    expect(await on.store.findAnnouncement('spring')).toEqual(started);
  });

  it('waits for its time, also when it is nudged before it', async () => {
    const on = aMailingList();
    await on.readers(3);
    await on.scheduled();
    on.announcementQueue.nudged.push({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    on.clock.set('2027-01-05T11:59:59.999Z');
    await on.drain();
    expect(await on.sweep()).toEqual({ swept: 0 });
    expect(await on.progress()).toEqual({ due: 0, states: {}, complete: false });
    await on.sendOut();
    expect(on.mails.taken).toHaveLength(3);
  });

  it('waits for the new time when it is put off', async () => {
    const on = aMailingList();
    await on.readers(3);
    await on.scheduled();
    const later = await on.scheduled({ sendAt: at('2027-01-05T13:00:00Z') });
    await on.sendOut();
    expect(on.mails.taken).toEqual([]);
    on.clock.set('2027-01-05T13:00:00Z');
    await on.minutes(3);
    expect(on.mails.taken).toHaveLength(3);
    expect(await on.progress(later)).toMatchObject({ complete: true });
  });

  it('goes to nobody once it is cancelled, and cannot be cancelled once it has started', async () => {
    const on = aMailingList();
    await on.readers(3);
    await on.scheduled();
    expect(await on.store.cancelAnnouncement('spring')).toBe('cancelled');
    on.announcementQueue.nudged.push({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    await on.sendOut();
    expect(on.mails.taken).toEqual([]);
    await on.scheduled({ id: 'summer' });
    await on.sendOut();
    expect(on.mails.taken).toHaveLength(3);
    expect(await on.store.cancelAnnouncement('summer')).toBe('started');
  });

  it('is left alone in a table restored from a backup', async () => {
    const on = aMailingList();
    await on.readers(3);
    await on.scheduled();
    on.clock.set(SEND_AT);
    const restored = { ...on.store, identify: () => Promise.resolve('restored' as const) };
    await on.announcing({ store: restored })({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    expect(await on.store.findAnnouncement('spring')).toMatchObject({ state: 'scheduled' });
    expect(await on.store.listCursors('spring')).toEqual([]);
    expect(on.announcementQueue.nudged).toEqual([]);
  });

  it.each(['cancelled', 'lapsed'] as const)('that is %s begins by no nudge', async (state) => {
    const on = aMailingList();
    await on.readers(3);
    const standing = { kind: 'announcement', announcement: anAnnouncement({ state }) } as const;
    on.clock.set(SEND_AT);
    const store = { ...on.store, findDispatch: () => Promise.resolve(standing) };
    await on.announcing({ store })({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    expect(await on.store.listCursors('spring')).toEqual([]);
    expect(on.announcementQueue.nudged).toEqual([]);
  });

  it('that is put off in the moment of its start does not start', async () => {
    const on = aMailingList();
    await on.scheduled();
    on.clock.set(SEND_AT);
    const store = {
      ...on.store,
      async startAnnouncement(announcement: Announcement, now: Instant) {
        await on.scheduled({ sendAt: at('2027-01-05T13:00:00Z') });
        return on.store.startAnnouncement(announcement, now);
      },
    };
    await on.announcing({ store })({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    expect(await on.store.findAnnouncement('spring')).toMatchObject({ state: 'scheduled' });
    expect(await on.store.listCursors('spring')).toEqual([]);
  });

  it('of a consultation that there is no more lapses', async () => {
    const on = aMailingList();
    await on.scheduled({ content: toldOf('opened') });
    on.clock.set(SEND_AT);
    await on.minutes(1);
    expect(await on.store.findAnnouncement('spring')).toMatchObject({ state: 'lapsed' });
  });

  it('whose time is long past goes out at once, also to those confirmed since', async () => {
    const on = aMailingList();
    const all = await on.readers(3);
    const confirmedAt = on.clock.now();
    await storeSubscription(on.store, aConfirmed({ email: 'later@list.example', confirmedAt }));
    await on.scheduled({ sendAt: plus(confirmedAt, -DAY_MS) });
    const startedAt = plus(on.clock.now(), MINUTE_MS);
    await on.minutes(2);
    expect(on.addressees()).toEqual([...all, 'later@list.example'].toSorted());
    expect(await on.store.findAnnouncement('spring')).toMatchObject({ startedAt });
  });

  it('leaves the outbox empty', async () => {
    const on = aMailingList();
    await on.readers(30);
    await on.scheduled();
    await on.sendOut();
    on.clock.set('2028-01-01T00:00:00Z');
    expect(await on.sweep()).toEqual({ swept: 0 });
  });
});
