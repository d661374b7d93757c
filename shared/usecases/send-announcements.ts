import type { SendingAccount } from '../delivery/account.ts';
import type { DeliveryRoom } from '../delivery/room.ts';
import type { Announcement } from '../domain/announcement.ts';
import { stateOf } from '../domain/consultation.ts';
import { MINUTE_MS, plus } from '../domain/time.ts';
import type { AnnouncementStore, Cursor } from '../ports/announcements.ts';
import type { MailQueue } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { RowKey } from '../ports/rows.ts';
import type { SubscriptionStore } from '../ports/subscriptions.ts';
import type { Clock, Pause } from '../ports/world.ts';
import { shardSender } from './send-shard.ts';
import type { AnnouncementWriter } from './write-announcement.ts';

interface Needs {
  readonly store: AnnouncementStore &
    SubscriptionStore &
    Pick<ConsultationStore, 'findConsultation'>;
  readonly room: DeliveryRoom;
  readonly account: SendingAccount;
  readonly writer: AnnouncementWriter;
  /** The queue that takes cursors for the next step. */
  readonly queue: MailQueue;
  readonly clock: Clock;
  readonly pause: Pause;
}

/** A step sends from one cursor for this long. Then another shard has its turn. */
const STRETCH_MS = 20_000;
/** Longer than a step ever takes: a sender that holds a cursor for longer has died. */
const CURSOR_LEASE_MS = 2 * MINUTE_MS;

/**
 * Takes an announcement one step further: starts it, or sends to a part of one shard and hands the
 * rest to the queue. The batches of a shard are numbered, and only one of any number of senders
 * makes each batch. So nobody is skipped and nobody is mailed twice, even if a sender is killed,
 * runs twice or is late. A mail with an unknown outcome is not sent again.
 */
export function sendAnnouncements(needs: Needs) {
  const { store, room, queue, clock } = needs;

  return async (key: RowKey): Promise<void> => {
    if (!(await room.isOriginal())) return;
    const dispatch = await store.findDispatch(key);
    if (dispatch === null) throw new Error(`Nothing to announce at ${key.partition} / ${key.sort}`);
    if (dispatch.kind === 'announcement') await start(dispatch.announcement);
    else await carryOn(key, dispatch.cursor);
  };

  async function start(announcement: Announcement): Promise<void> {
    const { state, sendAt } = announcement;
    if (state === 'cancelled' || state === 'lapsed' || clock.now() < sendAt) return;
    if (state === 'scheduled') {
      if (await isOutOfDate(announcement)) {
        await store.lapseAnnouncement(announcement.id);
        return;
      }
      if ((await store.startAnnouncement(announcement, clock.now())) === 'stale') return;
    }
    const cursors = await store.addCursors(announcement.id, clock.now());
    await store.settleAnnouncement(announcement.id);
    await queue.nudge(cursors);
  }

  /**
   * Says whether the announcement is no longer true: its consultation is closed by now, or the
   * closing time that it names was moved.
   */
  async function isOutOfDate({ content }: Announcement): Promise<boolean> {
    if (content.kind === 'written') return false;
    const consultation = await store.findConsultation(content.consultation);
    return (
      consultation?.closesAt !== content.closesAt || stateOf(consultation, clock.now()) === 'closed'
    );
  }

  async function carryOn(key: RowKey, cursor: Cursor): Promise<void> {
    if (cursor.dueAt === null || clock.now() < cursor.dueAt) return;
    const end = plus(clock.now(), STRETCH_MS);
    let held = lease(cursor);
    if ((await store.moveCursor(cursor, held)) === 'stale') return;

    const shard = shardSender(needs, await findExisting(cursor.announcement));
    try {
      let reached: Cursor | null = await shard.finish(held);
      while (reached !== null && mayGoOn(reached) && clock.now() < end) {
        const next = lease(reached);
        if ((await store.moveCursor(held, next)) === 'stale') return;
        held = next;
        reached = await shard.sendPage(held);
      }
      if (reached === null || (await store.moveCursor(held, reached)) === 'stale') return;
      if (mayGoOn(reached)) await queue.nudge([key]);
    } finally {
      room.report({ announcement: cursor.announcement, shard: cursor.shard });
    }
  }

  async function findExisting(id: string): Promise<Announcement> {
    const announcement = await store.findAnnouncement(id);
    if (announcement === null) throw new Error(`No announcement ${id}`);
    return announcement;
  }

  function lease(cursor: Cursor): Cursor {
    return { ...cursor, dueAt: plus(clock.now(), CURSOR_LEASE_MS) };
  }

  function mayGoOn({ dueAt }: Cursor): boolean {
    return dueAt !== null && dueAt <= clock.now();
  }
}
