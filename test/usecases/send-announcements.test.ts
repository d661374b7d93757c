import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Announcement } from '../../shared/domain/announcement.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import {
  type Feedback,
  hear,
  HOLD_MS,
  LEASE_MS,
  type SendOutcome,
} from '../../shared/domain/delivery.ts';
import type { Subscription } from '../../shared/domain/subscription.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { Mail, ReadQuota, SendingQuota, SendMail } from '../../shared/ports/mail.ts';
import type { RowKey } from '../../shared/ports/rows.ts';
import { countProgress, countAudience } from '../../shared/usecases/announcement-progress.ts';
import { endSubscription, manageSubscription } from '../../shared/usecases/manage-subscription.ts';
import { publishAnnouncement } from '../../shared/usecases/publish-announcement.ts';
import { sendAnnouncements } from '../../shared/usecases/send-announcements.ts';
import { showSubscription } from '../../shared/usecases/show-subscription.ts';
import { sweepOutbox } from '../../shared/usecases/sweep-outbox.ts';
import {
  type AnnouncementWriter,
  announcementWriter,
} from '../../shared/usecases/write-announcement.ts';
import { aConfirmed, anAnnouncement, aPending, at, toldOf } from '../support/builders.ts';
import {
  deliveriesOf,
  KeptJournal,
  KeptMails,
  KeptQueue,
  keyOf,
  plainAnnouncement,
  plainLinks,
  StandingClock,
  storeSubscription,
  tokens,
} from '../support/ports.ts';
import { aRoom, batchAt } from '../support/sending.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';

let under: TestTable;

const SEND_AT = '2027-01-05T12:00:00Z';
const PLENTY: SendingQuota = { rate: 1_000, left: Infinity, daily: Infinity };

let clock: StandingClock;
let mails: KeptMails;
let journal: KeptJournal;
let queue: KeptQueue;
let announcementQueue: KeptQueue;
let quota: SendingQuota;
beforeEach(() => {
  under = aSimulatedTable();
  afresh();
});

async function* deadEnd(): AsyncGenerator<never> {
  await Promise.reject(new Error('killed'));
}

/** Resets everything but the table. */
function afresh() {
  clock = new StandingClock('2027-01-05T10:00:00Z');
  mails = new KeptMails();
  journal = new KeptJournal();
  queue = new KeptQueue();
  announcementQueue = new KeptQueue();
  quota = PLENTY;
}

interface Changes {
  readonly store?: typeof under.store;
  readonly send?: SendMail;
  readonly readQuota?: ReadQuota;
  readonly senders?: number;
  readonly writer?: AnnouncementWriter;
}

const writing = () =>
  announcementWriter({
    write: plainAnnouncement,
    links: plainLinks,
    tokens,
    journal,
    siteUrl: 'https://site.example',
    replyTo: 'list@site.example',
  });

function announcing({ store = under.store, writer = writing(), ...changes }: Changes = {}) {
  const world = { store, send: mails.send, clock, journal, ...changes };
  return sendAnnouncements({
    ...world,
    ...aRoom({ readQuota: () => Promise.resolve(quota), ...world }),
    writer,
    queue: announcementQueue,
    pause: clock.pause,
  });
}

const sweep = async () =>
  sweepOutbox({ store: under.store, queue, announcementQueue, clock, journal })();

type Take = (key: RowKey) => Promise<void>;

/** Feeds the queue to its function until the queue is empty. A message that fails is lost. */
async function drain(announce: Take = announcing()) {
  const faults: unknown[] = [];
  for (;;) {
    const key = announcementQueue.nudged.shift();
    if (key === undefined) return faults;
    await announce(key).catch((fault: unknown) => faults.push(fault));
  }
}

/** Sweeps once a minute, as the schedule does, and handles the queue after each sweep. */
async function minutes(count: number, announce?: Take) {
  for (let minute = 0; minute < count; minute++) {
    clock.advance(MINUTE_MS);
    await sweep();
    await drain(announce);
  }
}

async function scheduled(changes: Partial<Announcement> = {}) {
  const announcement = anAnnouncement(changes);
  await under.store.scheduleAnnouncement(announcement);
  return announcement;
}

/** Runs from the announcement's time on, long enough for mails that wait a minute now and then. */
async function sendOut(count = 5, announce?: Take) {
  clock.set(SEND_AT);
  await minutes(count, announce);
}

const emails = (count: number) =>
  Array.from({ length: count }, (_, index) => `reader-${index}@list.example`);

async function readers(count: number) {
  const all = emails(count);
  await Promise.all(
    all.map(async (email) => storeSubscription(under.store, aConfirmed({ email }))),
  );
  return all;
}

/** Adds this many readers in one shard. They are on one page when the rate allows it. */
async function neighbours(count: number) {
  const all: string[] = [];
  for (let index = 0; all.length < count; index++) {
    const email = `neighbour-${index}@list.example`;
    if ((await keyOf(email)).startsWith('A')) all.push(email);
  }
  await Promise.all(
    all.map(async (email) => storeSubscription(under.store, aConfirmed({ email }))),
  );
  return all;
}

const addressees = (taken: readonly Mail[] = mails.taken) => taken.map(({ to }) => to).toSorted();

async function states(id = 'spring') {
  const deliveries = await deliveriesOf(under.store, id);
  return new Map([...deliveries].map(([address, { state }]) => [address, state]));
}

async function stateOf(email: string, id = 'spring') {
  return (await states(id)).get(await keyOf(email)) ?? null;
}

async function progress(announcement: Announcement = anAnnouncement()) {
  return countProgress(under.store, announcement);
}

describe('an announcement', () => {
  it('goes to everyone confirmed at its time, once, in their language', async () => {
    await storeSubscription(under.store, aConfirmed({ email: 'a@list.example' }));
    await storeSubscription(under.store, aConfirmed({ email: 'b@list.example', language: 'en' }));
    const onTime = at(SEND_AT);
    await storeSubscription(
      under.store,
      aConfirmed({ email: 'c@list.example', confirmedAt: onTime }),
    );
    await scheduled();
    await sendOut();
    expect(mails.taken.map(({ to, subject }) => [to, subject]).toSorted()).toEqual([
      ['a@list.example', 'spring lv'],
      ['b@list.example', 'spring en'],
      ['c@list.example', 'spring lv'],
    ]);
    expect(new Set((await states()).values())).toEqual(new Set(['sent']));
    expect(journal.counts.get('MailsSent')).toBe(3);
  });

  it('carries to each reader their own link to unsubscribe', async () => {
    const all = await readers(20);
    await scheduled();
    await sendOut();
    const { find } = showSubscription({ store: under.store, clock, tokens });
    for (const { to, text } of mails.taken) {
      const [, address = '', token = ''] = /subscriptions\/([^/]+)\/.*key=(.+)$/u.exec(text) ?? [];
      expect(await find({ address, token })).toMatchObject({ email: to });
    }
    expect(addressees()).toEqual(all.toSorted());
  });

  it.each<[string, Subscription]>([
    ['signed up and has not confirmed', aPending()],
    ['confirmed a moment after its time', aConfirmed({ confirmedAt: plus(at(SEND_AT), 1) })],
    ['wants other topics', aConfirmed({ topics: ['closing', 'results', 'calls'] })],
    [
      'has unsubscribed',
      { ...aConfirmed(), state: 'ended', endedAt: at('2027-01-02Z'), ending: 'unsubscribed' },
    ],
  ])('does not go to somebody who %s', async (_, subscription) => {
    await storeSubscription(under.store, subscription);
    await scheduled();
    await sendOut();
    expect(mails.taken.filter(({ tags }) => tags['kind'] === 'announcement')).toEqual([]);
    expect(await progress()).toEqual({ due: 0, states: {}, complete: true });
  });

  it('goes out once, however often it is published, nudged and swept', async () => {
    const all = await readers(10);
    const publish = publishAnnouncement({ store: under.store, clock });
    const input = {
      id: 'spring',
      topic: 'drafts',
      sendAt: SEND_AT,
      lv: { subject: 'Pavasaris', body: 'Jauns.' },
      en: { subject: 'Spring', body: 'New.' },
    };
    expect((await publish(input)).outcome).toBe('scheduled');
    expect((await publish(input)).outcome).toBe('scheduled');
    await sendOut();
    expect((await publish(input)).outcome).toBe('started');
    announcementQueue.nudged.push(
      { partition: 'ANNOUNCEMENTS', sort: 'spring' },
      ...(await under.store.addCursors('spring', clock.now())),
    );
    await minutes(3);
    expect(addressees()).toEqual(all.toSorted());
  });

  it('cannot be published in other words once it has started', async () => {
    await scheduled();
    await sendOut();
    const publish = publishAnnouncement({ store: under.store, clock });
    const input = { id: 'spring', topic: 'calls', sendAt: SEND_AT };
    const words = { subject: 'Cits', body: 'Cits.' };
    expect(await publish({ ...input, lv: words, en: words })).toEqual({
      outcome: 'refused',
      failures: [{ pointer: '/id', fault: 'repeated' }],
    });
    expect(await under.store.findAnnouncement('spring')).toEqual(
      anAnnouncement({ state: 'started' }),
    );
  });

  it('waits for its time, also when it is nudged before it', async () => {
    await readers(3);
    await scheduled();
    announcementQueue.nudged.push({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    clock.set('2027-01-05T11:59:59.999Z');
    await drain();
    expect(await sweep()).toEqual({ swept: 0 });
    expect(await progress()).toEqual({ due: 0, states: {}, complete: false });
    await sendOut();
    expect(mails.taken).toHaveLength(3);
  });

  it('waits for the new time when it is put off', async () => {
    await readers(3);
    await scheduled();
    const later = await scheduled({ sendAt: at('2027-01-05T13:00:00Z') });
    await sendOut();
    expect(mails.taken).toEqual([]);
    clock.set('2027-01-05T13:00:00Z');
    await minutes(3);
    expect(mails.taken).toHaveLength(3);
    expect(await progress(later)).toMatchObject({ complete: true });
  });

  it('goes to nobody once it is cancelled, and cannot be cancelled once it has started', async () => {
    await readers(3);
    await scheduled();
    expect(await under.store.cancelAnnouncement('spring')).toBe('cancelled');
    announcementQueue.nudged.push({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    await sendOut();
    expect(mails.taken).toEqual([]);
    await scheduled({ id: 'summer' });
    await sendOut();
    expect(mails.taken).toHaveLength(3);
    expect(await under.store.cancelAnnouncement('summer')).toBe('started');
  });

  it('is left alone in a table restored from a backup', async () => {
    await readers(3);
    await scheduled();
    clock.set(SEND_AT);
    const restored = { ...under.store, identify: () => Promise.resolve('restored' as const) };
    await announcing({ store: restored })({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    expect(await under.store.findAnnouncement('spring')).toMatchObject({ state: 'scheduled' });
    expect(await under.store.listCursors('spring')).toEqual([]);
    expect(announcementQueue.nudged).toEqual([]);
  });

  it.each(['cancelled', 'lapsed'] as const)('that is %s begins by no nudge', async (state) => {
    await readers(3);
    const standing = { kind: 'announcement', announcement: anAnnouncement({ state }) } as const;
    clock.set(SEND_AT);
    const store = { ...under.store, findDispatch: () => Promise.resolve(standing) };
    await announcing({ store })({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    expect(await under.store.listCursors('spring')).toEqual([]);
    expect(announcementQueue.nudged).toEqual([]);
  });

  it('that is put off in the moment of its start does not start', async () => {
    await scheduled();
    clock.set(SEND_AT);
    const store = {
      ...under.store,
      async startAnnouncement(announcement: Announcement) {
        await scheduled({ sendAt: at('2027-01-05T13:00:00Z') });
        return under.store.startAnnouncement(announcement);
      },
    };
    await announcing({ store })({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    expect(await under.store.findAnnouncement('spring')).toMatchObject({ state: 'scheduled' });
    expect(await under.store.listCursors('spring')).toEqual([]);
  });

  it('of a consultation that there is no more lapses', async () => {
    await scheduled({ content: toldOf('opened') });
    clock.set(SEND_AT);
    await minutes(1);
    expect(await under.store.findAnnouncement('spring')).toMatchObject({ state: 'lapsed' });
  });

  it('whose time is long past goes out at once', async () => {
    await readers(3);
    await scheduled({ sendAt: at('2027-01-02T00:00:00Z') });
    await minutes(2);
    expect(mails.taken).toHaveLength(3);
  });

  it('leaves the outbox empty', async () => {
    await readers(30);
    await scheduled();
    await sendOut();
    clock.set('2028-01-01T00:00:00Z');
    expect(await sweep()).toEqual({ swept: 0 });
  });
});

describe('a fan-out', () => {
  it('gives way to other shards after twenty seconds, and nudges itself for the rest', async () => {
    const all = await neighbours(60);
    quota = { rate: 1, left: Infinity, daily: Infinity };
    await scheduled();
    clock.set(SEND_AT);
    const [key] = await under.store.addCursors('spring', clock.now());
    if (key === undefined) throw new Error('There are shards');
    await under.store.startAnnouncement(anAnnouncement());
    await announcing()(key);
    const first = mails.taken.length;
    expect(first).toBeGreaterThanOrEqual(18);
    expect(first).toBeLessThanOrEqual(20);
    expect(announcementQueue.nudged).toEqual([key]);
    await drain();
    expect(addressees()).toEqual(all.toSorted());
    expect(announcementQueue.nudged).toEqual([]);
  });

  it('that has ended, or waits, does nothing when it is nudged again', async () => {
    await readers(2);
    await scheduled();
    await sendOut();
    const cursors = await under.store.addCursors('spring', clock.now());
    const moveCursor = () => Promise.reject(new Error('There is nothing to move'));
    const again = announcing({ store: { ...under.store, moveCursor } });
    for (const key of cursors) await again(key);
    expect(mails.taken).toHaveLength(2);
  });

  it('is paced to the rate of the account, less a tenth, shared among the senders', async () => {
    await neighbours(60);
    quota = { ...PLENTY, rate: 10 };
    await scheduled();
    await under.store.startAnnouncement(anAnnouncement());
    const [key] = await under.store.addCursors('spring', clock.now());
    if (key === undefined) throw new Error('There are no cursors');
    const times: number[] = [];
    const send = async (mail: Mail) => {
      times.push(Date.parse(clock.now()));
      return mails.send(mail);
    };
    await announcing({ send, senders: 2 })(key);
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
    await readers(60);
    quota = { ...PLENTY, rate: 1 };
    await scheduled();
    clock.set(SEND_AT);
    clock.advance(MINUTE_MS);
    await sweep();
    const announce = announcing({ senders: 2 });
    await drain(async (key) => {
      const before = Date.parse(clock.now());
      await announce(key);
      expect(Date.parse(clock.now()) - before).toBeLessThanOrEqual(30_000);
    });
    await minutes(1);
    expect(mails.taken).toHaveLength(60);
  });

  it('leaves out readers who unsubscribe or drop the topic after their page was read', async () => {
    const all = await neighbours(30);
    quota = { ...PLENTY, rate: 2 };
    await scheduled();
    const needs = { store: under.store, clock, tokens, retention: DEFAULT_RETENTION };
    const { subscriberLink } = showSubscription(needs);
    const manage = manageSubscription(needs);
    // All of them do so when the first mail goes out: half unsubscribe, half choose other topics.
    const send = async (mail: Mail) => {
      for (const [index, email] of (mails.taken.length === 0 ? all : []).entries()) {
        const link = await subscriberLink(await keyOf(email));
        await (index % 2 === 0
          ? manage.end(link, 'unsubscribed')
          : manage.choose(link, { topics: ['calls'] }));
      }
      return mails.send(mail);
    };
    await sendOut(10, announcing({ send }));
    // At 1.8 mails a second, two mails go out in the second after the page was read.
    expect(mails.taken.length).toBeGreaterThan(0);
    expect(mails.taken.length).toBeLessThanOrEqual(2);
    expect(await progress()).toMatchObject({ due: 0, complete: true });
  });

  it('reads a page again that SES was too slow for', async () => {
    const all = await neighbours(12);
    await scheduled();
    const endAll = async () => {
      for (const email of all.slice(6)) {
        await endSubscription(
          { store: under.store, retention: DEFAULT_RETENTION },
          await keyOf(email),
          'unsubscribed',
          clock.now(),
        );
      }
    };
    const send = async (mail: Mail) => {
      if (mails.taken.length === 0) await endAll();
      clock.advance(2_000);
      return mails.send(mail);
    };
    await sendOut(5, announcing({ send }));
    const stayed = all.slice(0, 6);
    const left = addressees().filter((email) => !stayed.includes(email));
    // At most four of those who left get a mail: the four whose mails were already in flight.
    expect(left.length).toBeLessThanOrEqual(4);
    expect(addressees()).toEqual(expect.arrayContaining(stayed));
    expect(await progress()).toMatchObject({ due: 0, complete: true });
  });

  it('is carried on by one of several senders that get the same nudge', async () => {
    const all = await neighbours(5);
    await scheduled();
    clock.set(SEND_AT);
    await under.store.startAnnouncement(anAnnouncement());
    const [key] = await under.store.addCursors('spring', clock.now());
    if (key === undefined) throw new Error('There are no cursors');
    let pages = 0;
    const store = {
      ...under.store,
      subscriptionsAfter: (...about: Parameters<typeof under.store.subscriptionsAfter>) => {
        pages += 1;
        return under.store.subscriptionsAfter(...about);
      },
    };
    await Promise.all([1, 2, 3, 4].map(async () => announcing({ store })(key)));
    // One read for the page, and one read that finds the end.
    expect(pages).toBe(2);
    expect(addressees()).toEqual(all.toSorted());
  });

  it('with two senders at once on the same cursors mails nobody twice and skips nobody', async () => {
    const all = await readers(60);
    await scheduled();
    clock.set(SEND_AT);
    clock.advance(MINUTE_MS);
    await sweep();
    const key = { partition: 'ANNOUNCEMENTS', sort: 'spring' };
    const senders = [announcing(), announcing(), announcing()];
    await Promise.all(senders.map(async (send) => send(key)));
    for (let round = 0; announcementQueue.nudged.length > 0 && round < 20; round++) {
      const nudged = announcementQueue.nudged.splice(0);
      await Promise.all(nudged.flatMap((one) => senders.map(async (announce) => announce(one))));
    }
    await minutes(5);
    expect(addressees()).toEqual(all.toSorted());
    expect(await progress()).toEqual({ due: 0, states: { sent: 60 }, complete: true });
  });

  it('goes on after somebody has held a cursor past its lease', async () => {
    const all = await readers(40);
    await scheduled();
    clock.set(SEND_AT);
    await under.store.startAnnouncement(anAnnouncement());
    const cursors = await under.store.addCursors('spring', clock.now());
    const [first] = cursors;
    if (first === undefined) throw new Error('There are no cursors');
    // The sender dies as soon as it holds the cursor.
    const deadly = { ...under.store, batchesFrom: () => deadEnd() };
    await expect(announcing({ store: deadly })(first)).rejects.toThrow('killed');
    await announcing()(first);
    expect(mails.taken).toEqual([]);
    await minutes(5);
    expect(addressees()).toEqual(all.toSorted());
  });

  it('lost between its start and its cursors, or before their nudges, is found by the sweep', async () => {
    const all = await readers(20);
    await scheduled();
    clock.set(SEND_AT);
    clock.advance(MINUTE_MS);
    await sweep();
    const [key] = announcementQueue.nudged;
    if (key === undefined) throw new Error('The delivery is not due');
    const broken = new Error('killed');
    const noCursors = { ...under.store, addCursors: () => Promise.reject(broken) };
    await expect(announcing({ store: noCursors })(key)).rejects.toThrow('killed');
    const notSettled = { ...under.store, settleAnnouncement: () => Promise.reject(broken) };
    await expect(announcing({ store: notSettled })(key)).rejects.toThrow('killed');
    announcementQueue.broken = true;
    await expect(announcing()(key)).rejects.toThrow('cannot be reached');
    announcementQueue.broken = false;
    announcementQueue.nudged = [];
    await minutes(3);
    expect(addressees()).toEqual(all.toSorted());
    expect(await progress()).toMatchObject({ complete: true });
  });

  it('throws at a key without an announcement', async () => {
    const key = { partition: 'ANNOUNCEMENTS', sort: 'nowhere' };
    await expect(announcing()(key)).rejects.toThrow('ANNOUNCEMENTS / nowhere');
  });
});

describe('a fault of the mail system', () => {
  const busy: SendOutcome = { outcome: 'postponed', reason: 'Throttling' };
  const unreached: SendOutcome = { outcome: 'postponed', reason: 'ECONNREFUSED' };

  it.each([busy, unreached])(
    '%j makes the page rest a minute, and loses nothing',
    async (fault) => {
      const all = await readers(40);
      await scheduled();
      clock.set(SEND_AT);
      clock.advance(MINUTE_MS);
      await sweep();
      mails.outcomes.push(fault);
      await drain();
      // The other addresses of its page that were not in flight yet wait with it.
      expect(await progress()).toMatchObject({ complete: false, states: { due: 1 } });
      const cursors = await under.store.listCursors('spring');
      const resting = cursors.filter(({ dueAt }) => dueAt !== null);
      expect(resting).toHaveLength(1);
      const rest = Date.parse(resting[0]?.dueAt ?? '') - Date.parse(clock.now());
      // The other shards have taken some milliseconds since then.
      expect(rest).toBeLessThanOrEqual(MINUTE_MS);
      expect(rest).toBeGreaterThan(MINUTE_MS - 1_000);
      expect(await sweep()).toEqual({ swept: 0 });
      await minutes(3);
      expect(addressees()).toEqual(all.toSorted());
      expect(await progress()).toEqual({ due: 0, states: { sent: 40 }, complete: true });
    },
  );

  it.each<SendOutcome>([busy, { outcome: 'unknown', reason: 'TimeoutError' }])(
    '%j stops the rest of its page, which is taken up again after a minute',
    async (fault) => {
      const all = await neighbours(30);
      await scheduled();
      mails.outcomes.push(fault);
      await sendOut(1);
      // The mails in flight beside it went out, and hardly any others: most of the page waits.
      expect((await states()).size).toBeLessThanOrEqual(10);
      expect(await progress()).toMatchObject({ complete: false });
      await minutes(4);
      expect(addressees()).toEqual(all.toSorted());
    },
  );

  it('that lasts for an hour only puts the announcement off', async () => {
    const all = await readers(10);
    await scheduled();
    const down = () => Promise.resolve(unreached);
    await sendOut(60, announcing({ send: down }));
    expect(mails.taken).toEqual([]);
    await minutes(90);
    expect(addressees()).toEqual(all.toSorted());
  });

  it('that leaves one mail unknown stops its page, not the fan-out, and the mail is not sent again', async () => {
    const all = await readers(40);
    await scheduled();
    mails.outcomes.push({ outcome: 'unknown', reason: 'TimeoutError' });
    await sendOut();
    expect(addressees()).toEqual(all.toSorted());
    expect(await progress()).toEqual({ due: 0, states: { sent: 39, unknown: 1 }, complete: true });
    expect(journal.counts.get('MailsUnknown')).toBe(1);
  });

  it('that refuses one address fails only that mail, without a rest', async () => {
    await readers(40);
    await scheduled();
    clock.set(SEND_AT);
    clock.advance(MINUTE_MS);
    await sweep();
    mails.outcomes.push({ outcome: 'refused', reason: 'MessageRejected' });
    await drain();
    expect(await progress()).toEqual({ due: 0, states: { sent: 39, failed: 1 }, complete: true });
    expect(journal.counts.get('MailsFailed')).toBe(1);
  });

  it('that makes an address wait reads its subscription before the next attempt', async () => {
    const [email = ''] = await readers(1);
    await scheduled();
    mails.outcomes.push(busy);
    await sendOut(1);
    expect(await stateOf(email)).toBe('due');
    expect(queue.nudged).toEqual([]);
    await endSubscription(
      { store: under.store, retention: DEFAULT_RETENTION },
      await keyOf(email),
      'unsubscribed',
      clock.now(),
    );
    await minutes(5);
    expect(mails.taken).toEqual([]);
    expect(await stateOf(email)).toBe('suppressed');
    expect(await progress()).toMatchObject({ due: 0, complete: true });
  });
});

describe('a batch', () => {
  it('keeps a report that comes before the answer of SES, and is recorded too', async () => {
    const all = await neighbours(4);
    await scheduled();
    const bounced: Feedback = {
      state: 'bounced',
      at: at(SEND_AT),
      reason: 'Permanent/General',
      messageId: 'm',
    };
    const send = async (mail: Mail) => {
      const { batch = '', address = '' } = mail.tags;
      if (mail.to === all[1]) {
        const key = under.store.batchKey('spring', Number(batch), address);
        const standing = await batchAt(under.store, key);
        const before = standing.deliveries.get(address);
        const after = before && hear(before, bounced);
        if (!after) throw new Error('It was not claimed');
        await under.store.moveBatch(standing, new Map([[address, after]]));
      }
      if (mail.to === all[2]) await under.store.eraseAddress(address, ['spring']);
      return mails.send(mail);
    };
    await sendOut(5, announcing({ send }));
    expect(mails.taken).toHaveLength(4);
    expect(await Promise.all(all.map(async (email) => stateOf(email)))).toEqual([
      'sent',
      'bounced',
      null,
      'sent',
    ]);
    expect(await progress()).toMatchObject({ due: 0, complete: true });
  });

  it('in which one mail has to wait is finished before the next is made', async () => {
    const all = await neighbours(9);
    await scheduled();
    mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await sendOut(1);
    expect(mails.taken).toHaveLength(3);
    await sweep();
    await drain();
    expect(mails.taken).toHaveLength(3);
    await minutes(2);
    expect(addressees()).toEqual(all.toSorted());
  });

  it('is never made by a sender that was asleep while another went on', async () => {
    const all = await neighbours(12);
    await scheduled();
    clock.set(SEND_AT);
    await under.store.startAnnouncement(anAnnouncement());
    const [key] = await under.store.addCursors('spring', clock.now());
    if (key === undefined) throw new Error('There are no cursors');
    const asleep = Promise.withResolvers<undefined>();
    const gate = Promise.withResolvers<undefined>();
    let batches = 0;
    const drowsy = {
      ...under.store,
      // It falls asleep just before the write that claims its second batch.
      addBatch: async (...about: Parameters<typeof under.store.addBatch>) => {
        batches += 1;
        if (batches === 2) {
          asleep.resolve(undefined);
          await gate.promise;
        }
        return under.store.addBatch(...about);
      },
    };
    const sleeper = announcing({ store: drowsy })(key);
    await asleep.promise;
    await minutes(10);
    expect(addressees()).toEqual(all.toSorted());
    gate.resolve(undefined);
    await sleeper;
    expect(addressees()).toEqual(all.toSorted());
    expect(await progress()).toEqual({ due: 0, states: { sent: 12 }, complete: true });
  });
});

describe('the quota of the account', () => {
  it('when used up makes the announcement wait, is counted, and lets it go on when there is quota again', async () => {
    const all = await readers(30);
    quota = { rate: 100, daily: 200, left: 20 };
    await scheduled();
    await sendOut(3);
    expect(mails.taken).toEqual([]);
    expect(journal.counts.get('QuotaUsedUp')).toBeGreaterThanOrEqual(1);
    expect(await progress()).toEqual({ due: 30, states: {}, complete: false });
    quota = { ...quota, left: 200 };
    await minutes(HOLD_MS / MINUTE_MS + 1);
    expect(addressees()).toEqual(all.toSorted());
  });

  it('with a rate of no mail a second counts as used up', async () => {
    const all = await readers(3);
    quota = { ...PLENTY, rate: 0 };
    await scheduled();
    await sendOut(2);
    expect(mails.taken).toEqual([]);
    expect(journal.counts.get('QuotaUsedUp')).toBeGreaterThanOrEqual(1);
    quota = PLENTY;
    await minutes(HOLD_MS / MINUTE_MS + 1);
    expect(addressees()).toEqual(all.toSorted());
  });

  it('keeps a tenth of the day for the other mails, for any pages', async () => {
    await readers(60);
    const daily = 45;
    await scheduled();
    await sendOut(40, announcing({ readQuota: () => Promise.resolve(remaining(daily)) }));
    // A tenth of 45, rounded up, is 5.
    expect(mails.taken).toHaveLength(40);
    expect(await progress()).toMatchObject({ due: 20, complete: false });
  });

  it('keeps that tenth also when several senders share a small quota', async () => {
    const all = await readers(60);
    const daily = 45;
    await scheduled();
    const readQuota = () => Promise.resolve(remaining(daily));
    const [one, other] = [1, 2].map(() => announcing({ readQuota, senders: 2 }));
    let turn = 0;
    await sendOut(40, async (key) => ((turn += 1) % 2 === 0 ? one : other)?.(key));
    // Nine tenths are 40. A sender does not know yet of a mail or two of the other sender.
    expect(mails.taken.length).toBeGreaterThanOrEqual(39);
    expect(mails.taken.length).toBeLessThanOrEqual(42);
    expect(all).toEqual(expect.arrayContaining(addressees()));
  });

  const remaining = (daily: number): SendingQuota => ({
    rate: 100,
    daily,
    left: daily - mails.taken.length,
  });

  it('that SES itself reports as full costs no attempt, and loses nobody', async () => {
    const all = await readers(30);
    await scheduled();
    const full: SendOutcome = { outcome: 'held', reason: 'daily-quota' };
    let isFull = true;
    const send = async (mail: Mail) => (isFull ? full : mails.send(mail));
    await sendOut(5, announcing({ send }));
    expect(mails.taken).toEqual([]);
    expect(journal.counts.get('QuotaUsedUp')).toBeGreaterThanOrEqual(1);
    await minutes(4 * 60, announcing({ send }));
    isFull = false;
    await minutes(HOLD_MS / MINUTE_MS + 2, announcing({ send }));
    expect(addressees()).toEqual(all.toSorted());
    for (const delivery of (await deliveriesOf(under.store, 'spring')).values()) {
      expect(delivery).toMatchObject({ state: 'sent', attempts: 1 });
    }
  });

  it('is read now and then, not at every page', async () => {
    await readers(60);
    let asked = 0;
    const readQuota = () => Promise.resolve(((asked += 1), PLENTY));
    await scheduled();
    await sendOut(1, announcing({ readQuota }));
    expect(mails.taken).toHaveLength(60);
    expect(asked).toBeLessThanOrEqual(2);
  });
});

describe('a sender that dies', () => {
  it.each(['crash-before', 'crash-after'] as const)(
    '(%s) at any mail leaves that mail unknown, skips nobody and mails nobody twice',
    async (crash) => {
      const all = await readers(12);
      // Among the first mails, which go out at the same time, among later ones, and at the last
      // one.
      for (const position of [0, 1, 3, 5, 8, 11]) {
        const id = `at-${position}`;
        afresh();
        await scheduled({ id });
        let sends = 0;
        const send = async (mail: Mail) => {
          sends += 1;
          if (sends === position + 1) mails.outcomes.unshift(crash);
          return mails.send(mail);
        };
        await sendOut(6, announcing({ send }));
        const found = await states(id);
        expect(found.size, id).toBe(12);
        const unknown = [...found.values()].filter((state) => state === 'unknown');
        expect(unknown, id).toHaveLength(1);
        const missing = crash === 'crash-before' ? 1 : 0;
        const taken = addressees(mails.taken.filter(({ tags }) => tags['announcement'] === id));
        expect(new Set(taken).size, id).toBe(taken.length);
        expect(taken, id).toHaveLength(12 - missing);
        expect(all).toEqual(expect.arrayContaining(taken));
        expect(await progress(anAnnouncement({ id })), id).toMatchObject({
          due: 0,
          complete: true,
        });
      }
    },
  );

  it('leaves its claimed mail alone until the lease is over', async () => {
    const [email = ''] = await readers(1);
    await scheduled();
    mails.outcomes.push('crash-after');
    await sendOut(1);
    expect(await stateOf(email)).toBe('sending');
    clock.advance(LEASE_MS - MINUTE_MS);
    await sweep();
    await drain();
    expect(await stateOf(email)).toBe('sending');
    await minutes(2);
    expect(await stateOf(email)).toBe('unknown');
    expect(mails.taken).toHaveLength(1);
  });

  it('after SES took the mail, because the database is throttled, mails nobody twice', async () => {
    const all = await readers(20);
    await scheduled();
    let writes = 0;
    let lost = 0;
    const throttled = {
      ...under.store,
      moveBatch: async (...about: Parameters<typeof under.store.moveBatch>) => {
        writes += 1;
        if (writes > 3) return under.store.moveBatch(...about);
        lost += about[1].size;
        throw new Error('The database is throttled');
      },
    };
    await sendOut(8, announcing({ store: throttled }));
    expect(addressees()).toEqual(all.toSorted());
    expect(await progress()).toEqual({
      due: 0,
      states: { sent: 20 - lost, unknown: lost },
      complete: true,
    });
  });

  it('because a mail cannot be written loses no mail that was never tried', async () => {
    const all = await readers(20);
    await scheduled();
    let faults = 0;
    const failing: AnnouncementWriter = (announcement) => {
      const write = writing()(announcement);
      return async (...about) => {
        faults += 1;
        if (faults <= 3) throw new Error('The mail cannot be written');
        return write(...about);
      };
    };
    await sendOut(8, announcing({ writer: failing }));
    expect(addressees()).toEqual(all.toSorted());
    expect(await progress()).toEqual({ due: 0, states: { sent: 20 }, complete: true });
  });

  it('ends only when none of its mails is in flight any more', async () => {
    await neighbours(6);
    await scheduled();
    clock.set(SEND_AT);
    await under.store.startAnnouncement(anAnnouncement());
    const [key] = await under.store.addCursors('spring', clock.now());
    if (key === undefined) throw new Error('There are no cursors');
    const gate = Promise.withResolvers<undefined>();
    const second = Promise.withResolvers<undefined>();
    const told: string[] = [];
    let sends = 0;
    const send = async (mail: Mail) => {
      sends += 1;
      if (sends === 1) {
        await second.promise;
        throw new Error('killed');
      }
      second.resolve(undefined);
      await gate.promise;
      return mails.send(mail);
    };
    const running = announcing({ send })(key).catch(() => told.push('answered'));
    await second.promise;
    for (let reads = 0; reads < 5; reads++) await under.store.listAnnouncements();
    told.push('last mail');
    gate.resolve(undefined);
    await running;
    expect(told).toEqual(['last mail', 'answered']);
  });

  it('at random points of sending or storing, again and again, settles everyone once', async () => {
    const all = [...(await readers(40)), ...(await neighbours(20))];
    let run = 0;
    const kills = fc.record({
      /** How many of a thousand steps kill the sender. */
      deadly: fc.integer({ min: 5, max: 150 }),
      seed: fc.integer(),
      rate: fc.constantFrom(2, 14, 1_000),
    });
    await fc.assert(
      fc.asyncProperty(kills, async ({ deadly, seed, rate }) => {
        run += 1;
        const id = `run-${run}`;
        afresh();
        quota = { ...PLENTY, rate };
        await scheduled({ id });
        const random = randomFrom(seed);
        let isDeadly = true;
        const mayDie = () => {
          if (isDeadly && random() < deadly / 1_000) throw new Error('killed');
        };
        const send = async (mail: Mail) => {
          mayDie();
          const outcome = await mails.send(mail);
          mayDie();
          return outcome;
        };
        const store = dying(under.store, mayDie);
        const announce = announcing({ store, send });
        await sendOut(10, announce);
        isDeadly = false;
        await minutes(10, announce);

        const found = await states(id);
        expect(found.size).toBe(all.length);
        const taken = addressees();
        expect(new Set(taken).size).toBe(taken.length);
        // A mail that is not known to be sent was interrupted.
        expect([...found.values()].filter((one) => one !== 'sent' && one !== 'unknown')).toEqual(
          [],
        );
        const sent = [...found.values()].filter((one) => one === 'sent').length;
        expect(taken.length).toBeGreaterThanOrEqual(sent);
        expect(await progress(anAnnouncement({ id }))).toMatchObject({ due: 0, complete: true });
      }),
      { numRuns: 5 },
    );
  }, 120_000);
});

/** A store that may die before and after each of its calls. */
function dying<Store extends object>(store: Store, mayDie: () => void): Store {
  return Object.fromEntries(
    Object.entries(store as Record<string, unknown>).map(([name, member]) => [
      name,
      isCall(name, member)
        ? async (...about: unknown[]) => {
            mayDie();
            const answer = await member(...about);
            mayDie();
            return answer;
          }
        : member,
    ]),
  ) as Store;
}

function isCall(
  name: string,
  member: unknown,
): member is (...about: readonly unknown[]) => Promise<unknown> {
  return typeof member === 'function' && !/Key$|From$/u.test(name);
}

/** Mulberry32: numbers from 0 to 1 that are always the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('the progress of an announcement', () => {
  it('counts those who still wait while it runs, and is complete only when every shard has ended', async () => {
    await readers(30);
    const announcement = await scheduled();
    expect(await countAudience(under.store, announcement, at(SEND_AT))).toBe(30);
    clock.set(SEND_AT);
    clock.advance(MINUTE_MS);
    await sweep();
    let left = 30;
    for (;;) {
      const key = announcementQueue.nudged.shift();
      if (key === undefined) break;
      await announcing()(key);
      const now = await progress();
      const cursors = await under.store.listCursors('spring');
      left = 30 - mails.taken.length;
      expect(now.due).toBe(left);
      expect(now.complete).toBe(cursors.every(({ dueAt }) => dueAt === null));
    }
    expect(left).toBe(0);
    expect(await progress()).toEqual({ due: 0, states: { sent: 30 }, complete: true });
  });

  it('is not complete before the fan-out has begun, nor while a mail waits', async () => {
    await readers(1);
    await scheduled();
    expect(await progress()).toMatchObject({ complete: false });
    mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await sendOut(1);
    expect(await progress()).toEqual({ due: 1, states: { due: 1 }, complete: false });
    await minutes(5);
    expect(await progress()).toEqual({ due: 0, states: { sent: 1 }, complete: true });
  });

  it('does not say complete while a mail waits, when the fan-out ends between its reads', async () => {
    await readers(20);
    const announcement = await scheduled();
    clock.set(SEND_AT);
    const down = () => Promise.resolve({ outcome: 'postponed', reason: 'Throttling' } as const);
    // The whole fan-out happens between the two reads of the progress.
    const racing = {
      ...under.store,
      listCursors: async (id: string) => {
        await minutes(40, announcing({ send: down }));
        return under.store.listCursors(id);
      },
    };
    const between = await countProgress(racing, announcement);
    expect(await progress()).toMatchObject({ complete: false, states: { due: 20 } });
    expect(between.complete).toBe(false);
  });

  it('counts those who would get it now as its audience', async () => {
    await readers(3);
    await storeSubscription(under.store, aPending({ email: 'pending@list.example' }));
    await storeSubscription(
      under.store,
      aConfirmed({ email: 'calls@list.example', topics: ['calls'] }),
    );
    expect(await countAudience(under.store, { topic: 'drafts' }, clock.now())).toBe(3);
    expect(await countAudience(under.store, { topic: 'calls' }, clock.now())).toBe(4);
    expect(await countAudience(under.store, { topic: 'drafts' }, at('2026-12-31Z'))).toBe(0);
  });
});
