import { beforeEach, describe, expect, it } from 'vitest';
import type { Announcement } from '../../shared/domain/announcement.ts';
import { DAY_MS, plus } from '../../shared/domain/time.ts';
import { listArchive } from '../../shared/usecases/list-archive.ts';
import { publishAnnouncement } from '../../shared/usecases/publish-announcement.ts';
import { publishConsultation } from '../../shared/usecases/publish-consultation.ts';
import { sendAnnouncements } from '../../shared/usecases/send-announcements.ts';
import { announcementWriter } from '../../shared/usecases/write-announcement.ts';
import {
  aConfirmed,
  aConsultation,
  anAnnouncement,
  at,
  aUnit,
  toldOf,
} from '../support/builders.ts';
import {
  KeptJournal,
  KeptMails,
  KeptQueue,
  plainAnnouncement,
  plainLinks,
  StandingClock,
  storeSubscription,
  tokens,
} from '../support/ports.ts';
import { aRoom } from '../support/sending.ts';
import { aSimulatedTable } from '../support/engines.ts';

let under: ReturnType<typeof aSimulatedTable>;

let clock: StandingClock;
let mails: KeptMails;
beforeEach(() => {
  under = aSimulatedTable();
  clock = new StandingClock('2027-01-05T10:00:00Z');
  mails = new KeptMails();
});

const publishing = () => publishAnnouncement({ store: under.store, clock });

const input = (changes: Record<string, unknown> = {}) => ({
  id: 'spring',
  topic: 'drafts',
  sendAt: '2027-01-05T14:00+02:00',
  lv: { subject: 'Pavasaris', body: 'Jauns projekts.' },
  en: { subject: 'Spring', body: 'A new draft.' },
  ...changes,
});

describe('a written announcement', () => {
  it('is scheduled for the written time, in any offset', async () => {
    const announcement = anAnnouncement();
    expect(await publishing()(input())).toEqual({ outcome: 'scheduled', announcement });
    expect(await under.store.findAnnouncement('spring')).toEqual(announcement);
  });

  it('can get new words, and can be scheduled again after a cancellation, until it starts', async () => {
    await publishing()(input());
    await publishing()(input({ topic: 'calls' }));
    expect(await under.store.findAnnouncement('spring')).toMatchObject({ topic: 'calls' });
    await under.store.cancelAnnouncement('spring');
    expect((await publishing()(input())).outcome).toBe('scheduled');
    expect(await under.store.listAnnouncements()).toEqual([anAnnouncement()]);
  });

  it('that has started is the same when published again, and refused in other words', async () => {
    await publishing()(input());
    await under.store.startAnnouncement(anAnnouncement(), clock.now());
    expect(await publishing()(input())).toEqual({
      outcome: 'started',
      announcement: anAnnouncement({ state: 'started', startedAt: clock.now() }),
    });
    expect(await publishing()(input({ topic: 'calls' }))).toEqual({
      outcome: 'refused',
      failures: [{ pointer: '/id', fault: 'repeated' }],
    });
  });

  it('is reported as started when it starts while it is published', async () => {
    await publishing()(input());
    const racing = publishAnnouncement({
      store: {
        ...under.store,
        scheduleAnnouncement: async (announcement) => {
          await under.store.startAnnouncement(announcement, clock.now());
          return under.store.scheduleAnnouncement(announcement);
        },
      },
      clock,
    });
    expect((await racing(input())).outcome).toBe('started');
  });

  it.each([
    [{ id: 'Spring!' }, '/id'],
    [{ id: 'opened-plan' }, '/id'],
    [{ id: 'closing-plan' }, '/id'],
    [{ sendAt: '1926-11-23T10:00+02:00' }, '/sendAt'],
    [{ topic: 'weather' }, '/topic'],
    [{ sendAt: 'tomorrow' }, '/sendAt'],
    [{ lv: { subject: '', body: 'x' } }, '/lv/subject'],
    [{ en: { subject: 'x', body: ' \u200e ' } }, '/en/body'],
    [{ en: { subject: 'x', body: 'x'.repeat(20_001) } }, '/en/body'],
    [{ lv: undefined }, '/lv'],
    [{ state: 'started' }, '/state'],
    [{ consultation: 'No!' }, '/consultation'],
    [{ consultation: 'nobody-knows-it' }, '/consultation'],
  ])('with %j is refused, naming the field', async (changes, pointer) => {
    const outcome = await publishing()(input(changes));
    expect(outcome).toMatchObject({ outcome: 'refused', failures: [{ pointer }] });
    expect(await under.store.listAnnouncements()).toEqual([]);
  });

  it('may be about a consultation that is published', async () => {
    const { id } = aConsultation();
    await under.store.saveConsultation(aConsultation());
    await publishing()(input({ consultation: id }));
    const announcement = await under.store.findAnnouncement('spring');
    expect(announcement?.content).toMatchObject({ kind: 'written', consultation: id });
    expect((await publishing()(input({ consultation: id }))).outcome).toBe('scheduled');
  });

  it('carries no line break in its subject', async () => {
    const subject = 'Spring\r\nBcc: all@list.example';
    const outcome = await publishing()(input({ en: { subject, body: 'x' } }));
    expect(outcome).toMatchObject({
      announcement: { content: { en: { subject: 'Spring Bcc: all@list.example' } } },
    });
  });
});

describe('a consultation', () => {
  const { opensAt: _, closesAt: __, units: ___, ...described } = aConsultation();
  const OPENS = '2027-01-10T00:00:00+02:00';
  const CLOSES = '2027-02-10T00:00:00+02:00';

  async function publish(from = OPENS, to = CLOSES) {
    const use = publishConsultation({ store: under.store, tokens, clock });
    const outcome = await use({
      consultation: { ...described, open: { from, to } },
      units: [aUnit()],
    });
    expect(outcome.outcome).toBe('published');
  }

  const about = (
    kind: 'opened' | 'closing',
    sendAt: string,
    closesAt: string = CLOSES,
  ): Announcement => ({
    id: `${kind}-${described.id}`,
    topic: kind === 'opened' ? 'drafts' : 'closing',
    sendAt: at(sendAt),
    content: toldOf(kind, aConsultation({ closesAt: at(closesAt) })),
    state: 'scheduled',
  });
  const CLOSING_SOON = '2027-02-06T09:00:00+02:00';

  const find = async (kind: 'opened' | 'closing') =>
    under.store.findAnnouncement(`${kind}-${described.id}`);

  it('announces its opening, and three days before its end that it closes', async () => {
    await publish();
    expect(await under.store.listAnnouncements()).toEqual([
      about('closing', CLOSING_SOON),
      about('opened', OPENS),
    ]);
    const early = plus(at(CLOSING_SOON), -1);
    expect((await under.store.dueItems(early, 10)).announcements).toHaveLength(1);
    expect((await under.store.dueItems(at(CLOSING_SOON), 10)).announcements).toHaveLength(2);
  });

  it('published again moves what it announces to its new times', async () => {
    await publish();
    await publish('2027-01-11T00:00:00Z', '2027-03-10T00:00:00Z');
    expect(await under.store.listAnnouncements()).toEqual([
      about('closing', '2027-03-07T00:00:00Z', '2027-03-10T00:00:00Z'),
      about('opened', '2027-01-11T00:00:00Z', '2027-03-10T00:00:00Z'),
    ]);
  });

  it('published again leaves cancelled what an operator has cancelled', async () => {
    await publish();
    await under.store.cancelAnnouncement(`closing-${described.id}`);
    await publish(OPENS, '2027-03-10T00:00:00Z');
    expect(await find('closing')).toMatchObject({ state: 'cancelled' });
    expect(await find('opened')).toMatchObject({ state: 'scheduled' });
  });

  it('published again leaves alone what has started', async () => {
    await publish();
    clock.set(OPENS);
    await under.store.startAnnouncement(about('opened', OPENS), clock.now());
    await publish(OPENS, '2027-03-10T00:00:00Z');
    expect(await find('opened')).toEqual({
      ...about('opened', OPENS),
      state: 'started',
      startedAt: at(OPENS),
    });
  });

  it('of three days or less announces only its opening', async () => {
    const closesAt = plus(at(OPENS), 3 * DAY_MS);
    await publish(OPENS, closesAt);
    expect(await under.store.listAnnouncements()).toEqual([about('opened', OPENS, closesAt)]);
    await publish(OPENS, plus(at(OPENS), 3 * DAY_MS + 1));
    expect(await find('closing')).toMatchObject({ sendAt: plus(at(OPENS), 1) });
  });

  it('that has closed announces nothing', async () => {
    clock.set(CLOSES);
    await publish();
    expect(await under.store.listAnnouncements()).toEqual([]);
  });

  it('is published completely when the same command runs again after it broke off', async () => {
    const broken = publishConsultation({
      store: { ...under.store, scheduleAnnouncement: () => Promise.reject(new Error('killed')) },
      tokens,
      clock,
    });
    const written = {
      consultation: { ...described, open: { from: OPENS, to: CLOSES } },
      units: [aUnit()],
    };
    await expect(broken(written)).rejects.toThrow('killed');
    await publish();
    expect(await under.store.listAnnouncements()).toHaveLength(2);
  });

  function announcing() {
    const journal = new KeptJournal();
    const world = { store: under.store, send: mails.send, clock, journal };
    return sendAnnouncements({
      ...world,
      ...aRoom(world),
      writer: announcementWriter({
        write: plainAnnouncement,
        links: plainLinks,
        tokens,
        journal,
        siteUrl: 'https://site.example',
        replyTo: 'list@site.example',
      }),
      queue: new KeptQueue(),
      pause: clock.pause,
    });
  }

  async function dueNow() {
    const { announcements } = await under.store.dueItems(clock.now(), 100);
    for (const key of announcements) await announcing()(key);
  }

  it('goes out to those who want to hear of drafts, and then of closings', async () => {
    await storeSubscription(
      under.store,
      aConfirmed({ email: 'd@list.example', topics: ['drafts'] }),
    );
    await storeSubscription(
      under.store,
      aConfirmed({ email: 'c@list.example', topics: ['closing'] }),
    );
    await publish();
    clock.set(OPENS);
    await dueNow();
    await dueNow();
    expect(mails.taken.map(({ to }) => to)).toEqual(['d@list.example']);
    clock.set(CLOSING_SOON);
    for (let rounds = 0; rounds < 3; rounds++) await dueNow();
    expect(mails.taken.map(({ to }) => to)).toEqual(['d@list.example', 'c@list.example']);
  });

  it('is not announced when the announcement comes after its end', async () => {
    await storeSubscription(under.store);
    await publish();
    clock.set(CLOSES);
    for (let rounds = 0; rounds < 3; rounds++) await dueNow();
    expect(mails.taken).toEqual([]);
    expect(await find('opened')).toMatchObject({ state: 'lapsed' });
    expect(await find('closing')).toMatchObject({ state: 'lapsed' });
    clock.set('2028-01-01T00:00:00Z');
    expect((await under.store.dueItems(clock.now(), 10)).announcements).toEqual([]);
  });

  it('that is prolonged after its end is announced again, unless an operator has cancelled that', async () => {
    await publish();
    clock.set(CLOSES);
    for (let rounds = 0; rounds < 3; rounds++) await dueNow();
    await under.store.cancelAnnouncement(`opened-${described.id}`);
    await publish(OPENS, '2027-03-10T00:00:00Z');
    expect(await find('opened')).toMatchObject({ state: 'cancelled' });
    expect(await find('closing')).toMatchObject({
      state: 'scheduled',
      sendAt: at('2027-03-07T00:00:00Z'),
    });
  });

  it('that is prolonged after the announcement of its end announces the new end, and the archive keeps the old announcement', async () => {
    await storeSubscription(under.store);
    await publish();
    clock.set(OPENS);
    for (let rounds = 0; rounds < 3; rounds++) await dueNow();
    clock.set(CLOSING_SOON);
    for (let rounds = 0; rounds < 3; rounds++) await dueNow();
    expect(mails.taken).toHaveLength(2);
    await publish(OPENS, '2027-03-01T00:00:00+02:00');
    await publish(OPENS, '2027-03-10T00:00:00+02:00');
    const last = {
      ...about('closing', '2027-03-06T09:00:00+02:00', '2027-03-10T00:00:00+02:00'),
      id: `closing-${described.id}-repeat-1`,
    };
    expect(await under.store.findAnnouncement(last.id)).toEqual(last);
    // Nothing tells the closing date in between.
    clock.set('2027-02-26T00:00:00+02:00');
    for (let rounds = 0; rounds < 3; rounds++) await dueNow();
    expect(mails.taken).toHaveLength(2);
    clock.set(last.sendAt);
    for (let rounds = 0; rounds < 3; rounds++) await dueNow();
    expect(mails.taken.map(({ subject }) => subject)).toEqual([
      `opened-${described.id} lv`,
      `closing-${described.id} lv`,
      `${last.id} lv`,
    ]);
    const told = (await listArchive(under.store).list()).map(({ content }) =>
      content.kind === 'written' ? null : content.closesAt,
    );
    expect(told).toEqual([at('2027-03-10T00:00:00+02:00'), at(CLOSES), at(CLOSES)]);
  });

  it('announces each end that differs from the last one that people were told, also an old one', async () => {
    await storeSubscription(under.store, aConfirmed({ topics: ['closing'] }));
    await publish();
    clock.set(CLOSING_SOON);
    const told = async () => {
      for (let rounds = 0; rounds < 3; rounds++) await dueNow();
      return mails.taken.map(({ subject }) => subject.replace(`closing-${described.id}`, ''));
    };
    expect(await told()).toEqual([' lv']);
    await publish(OPENS, '2027-02-08T18:00:00+02:00');
    expect(await told()).toEqual([' lv', '-repeat-1 lv']);
    await publish(OPENS, '2027-02-08T15:00:00+02:00');
    await publish(OPENS, '2027-02-08T15:00:00+02:00');
    expect(await told()).toEqual([' lv', '-repeat-1 lv', '-repeat-2 lv']);
    await publish();
    expect(await told()).toEqual([' lv', '-repeat-1 lv', '-repeat-2 lv', '-repeat-3 lv']);
    await publish();
    expect(await told()).toHaveLength(4);
    await publish(OPENS, '2027-03-10T00:00:00+02:00');
    await under.store.cancelAnnouncement(`closing-${described.id}-repeat-4`);
    await publish(OPENS, '2027-03-11T00:00:00+02:00');
    clock.set('2027-03-09T00:00:00+02:00');
    expect(await told()).toHaveLength(4);
  });

  it('is in the archive with its announcement when the announcement has started, and not before', async () => {
    await publish();
    const archive = listArchive(under.store);
    expect(await archive.list()).toEqual([]);
    expect(await archive.find(`opened-${described.id}`)).toBeNull();
    clock.set(OPENS);
    await dueNow();
    const opened = { ...about('opened', OPENS), state: 'started', startedAt: at(OPENS) };
    expect(await archive.list()).toEqual([opened]);
    expect(await archive.find(`opened-${described.id}`)).toEqual(opened);
    expect(await archive.find('nowhere')).toBeNull();
  });
});

describe('the archive', () => {
  it('holds what has gone out, newest first, and nothing that is scheduled or cancelled', async () => {
    for (const [id, sendAt, startedAt] of [
      ['first', '2027-01-05T11:00:00Z', '2027-01-05T11:00:00Z'],
      ['third', '2027-01-05T10:00:00Z', '2027-01-05T13:00:00Z'],
      ['second', '2027-01-05T12:00:00Z', '2027-01-05T12:00:00Z'],
    ] as const) {
      const announcement = anAnnouncement({ id, sendAt: at(sendAt) });
      await under.store.scheduleAnnouncement(announcement);
      await under.store.startAnnouncement(announcement, at(startedAt));
    }
    await under.store.scheduleAnnouncement(anAnnouncement({ id: 'ahead' }));
    await under.store.scheduleAnnouncement(anAnnouncement({ id: 'dropped' }));
    await under.store.cancelAnnouncement('dropped');
    const archive = listArchive(under.store);
    const list = await archive.list();
    expect(list.map(({ id }) => id)).toEqual(['third', 'second', 'first']);
    for (const id of ['ahead', 'dropped']) expect(await archive.find(id)).toBeNull();
  });
});
