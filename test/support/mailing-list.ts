import type { Announcement } from '../../shared/domain/announcement.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { Mail, ReadQuota, SendingQuota, SendMail } from '../../shared/ports/mail.ts';
import type { RowKey } from '../../shared/ports/rows.ts';
import { countProgress } from '../../shared/usecases/announcement-progress.ts';
import { sendAnnouncements } from '../../shared/usecases/send-announcements.ts';
import { sweepOutbox } from '../../shared/usecases/sweep-outbox.ts';
import {
  type AnnouncementWriter,
  announcementWriter,
} from '../../shared/usecases/write-announcement.ts';
import { aConfirmed, anAnnouncement } from './builders.ts';
import { aSimulatedTable, type TestTable } from './engines.ts';
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
} from './ports.ts';
import { aRoom } from './sending.ts';

/** The time of every announcement that a test does not give another one. */
export const SEND_AT = '2027-01-05T12:00:00Z';
/** A quota that no test uses up. */
export const PLENTY: SendingQuota = { rate: 1_000, left: Infinity, daily: Infinity };

type Store = TestTable['store'];
type Take = (key: RowKey) => Promise<void>;

interface Changes {
  readonly store?: Store;
  readonly send?: SendMail;
  readonly readQuota?: ReadQuota;
  readonly senders?: number;
  readonly writer?: AnnouncementWriter;
}

/**
 * Returns a list without readers, two hours before `SEND_AT`, with everything that sends its
 * announcements. With the store of another list it has the readers of that list, and the rest anew.
 */
export function aMailingList(ownStore: Store = aSimulatedTable().store) {
  const clock = new StandingClock('2027-01-05T10:00:00Z');
  const mails = new KeptMails();
  const journal = new KeptJournal();
  const queue = new KeptQueue();
  const announcementQueue = new KeptQueue();
  const quota = { now: PLENTY };

  const writing = () =>
    announcementWriter({
      write: plainAnnouncement,
      links: plainLinks,
      tokens,
      journal,
      siteUrl: 'https://site.example',
      replyTo: 'list@site.example',
    });

  function announcing({ store = ownStore, writer = writing(), ...changes }: Changes = {}) {
    const world = { store, send: mails.send, clock, journal, ...changes };
    return sendAnnouncements({
      ...world,
      ...aRoom({ readQuota: () => Promise.resolve(quota.now), ...world }),
      writer,
      queue: announcementQueue,
      pause: clock.pause,
    });
  }

  const sweep = sweepOutbox({ store: ownStore, queue, announcementQueue, clock, journal });

  async function drain(announce: Take = announcing()) {
    const faults: unknown[] = [];
    for (;;) {
      const key = announcementQueue.nudged.shift();
      if (key === undefined) return faults;
      await announce(key).catch((fault: unknown) => faults.push(fault));
    }
  }

  async function minutes(count: number, announce?: Take) {
    for (let minute = 0; minute < count; minute++) {
      clock.advance(MINUTE_MS);
      await sweep();
      await drain(announce);
    }
  }

  async function join(emails: readonly string[]) {
    await Promise.all(
      emails.map(async (email) => storeSubscription(ownStore, aConfirmed({ email }))),
    );
  }

  async function states(id = 'spring') {
    const deliveries = await deliveriesOf(ownStore, id);
    return new Map([...deliveries].map(([address, { state }]) => [address, state]));
  }

  return {
    store: ownStore,
    clock,
    mails,
    journal,
    queue,
    announcementQueue,
    quota,
    writing,
    announcing,
    sweep,
    /** Feeds the queue to its function until the queue is empty. A message that fails is lost. */
    drain,
    /** Sweeps once a minute, as the schedule does, and handles the queue after each sweep. */
    minutes,

    async scheduled(changes: Partial<Announcement> = {}) {
      const announcement = anAnnouncement(changes);
      await ownStore.scheduleAnnouncement(announcement);
      return announcement;
    },

    /**
     * Runs from the announcement's time on, long enough for mails that wait a minute now and then.
     */
    async sendOut(count = 5, announce?: Take) {
      clock.set(SEND_AT);
      await minutes(count, announce);
    },

    async readers(count: number) {
      const all = Array.from({ length: count }, (_, index) => `reader-${index}@list.example`);
      await join(all);
      return all;
    },

    /** Adds this many readers in one shard. They are on one page when the rate allows it. */
    async neighbours(count: number) {
      const all: string[] = [];
      for (let index = 0; all.length < count; index++) {
        const email = `neighbour-${index}@list.example`;
        if ((await keyOf(email)).startsWith('A')) all.push(email);
      }
      await join(all);
      return all;
    },

    addressees: (taken: readonly Mail[] = mails.taken) => taken.map(({ to }) => to).toSorted(),

    states,
    async stateOf(email: string, id = 'spring') {
      return (await states(id)).get(await keyOf(email)) ?? null;
    },
    progress: async (announcement: Announcement = anAnnouncement()) =>
      countProgress(ownStore, announcement),
  };
}
