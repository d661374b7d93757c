import * as z from 'zod/mini';
import { Announcement } from '../domain/announcement.ts';
import { Delivery } from '../domain/delivery.ts';
import { Language } from '../domain/text.ts';
import { Instant } from '../domain/time.ts';
import type { AnnouncementStore, Cursor } from '../ports.ts';
import { ADDRESS_SHARDS, keys, partitions } from './keys.ts';
import { dueAttributes, dueFrom } from './outbox.ts';
import { parseRow, type Row, type Table } from './table.ts';

const CursorRow = z.strictObject({
  announcement: z.string(),
  shard: z.int(),
  after: z.optional(z.string()),
  dueAt: z.optional(Instant),
});
const DeliveryRow = z.strictObject({
  announcement: z.string(),
  language: Language,
  delivery: Delivery,
});

/** Items that one page of a stream reads. */
const PAGE_SIZE = 200;

export function announcementStore(table: Table): AnnouncementStore {
  const find = async (id: string) => {
    const row = await table.get(keys.announcement(id));
    return row === null ? null : announcementOf(row);
  };

  return {
    async listAnnouncements() {
      const rows = await Array.fromAsync(table.query({ partition: partitions.announcements }));
      return rows.map(announcementOf);
    },

    findAnnouncement: find,

    async scheduleAnnouncement(announcement) {
      const key = keys.announcement(announcement.id);
      const attributes = { ...announcement, ...dueFrom(announcement.sendAt) };
      if ((await table.add(key, attributes)) === 'added') return 'scheduled';
      for (const state of ['scheduled', 'cancelled', 'lapsed']) {
        if ((await table.update(key, attributes, { state })) === 'updated') return 'scheduled';
      }
      return 'started';
    },

    async cancelAnnouncement(id) {
      const changes = { state: 'cancelled', ...dueFrom(null) };
      for (const state of ['scheduled', 'lapsed']) {
        const outcome = await table.update(keys.announcement(id), changes, { state });
        if (outcome === 'updated') return 'cancelled';
      }
      const standing = await find(id);
      if (standing === null) return 'none';
      return standing.state === 'cancelled' ? 'cancelled' : 'started';
    },

    async lapseAnnouncement(id) {
      const changes = { state: 'lapsed', ...dueFrom(null) };
      await table.update(keys.announcement(id), changes, { state: 'scheduled' });
    },

    async startAnnouncement({ id, sendAt }) {
      const key = keys.announcement(id);
      // One that was put off meanwhile waits for its new time.
      const expected = { state: 'scheduled', sendAt };
      const outcome = await table.update(key, { state: 'started' }, expected);
      return outcome === 'updated' ? 'started' : 'stale';
    },

    async addCursors(announcement, now) {
      const all = Array.from({ length: ADDRESS_SHARDS }, (_, shard) => shard);
      return Promise.all(
        all.map(async (shard) => {
          const key = keys.cursor(announcement, shard);
          await table.add(key, { announcement, shard, ...dueFrom(now) });
          return key;
        }),
      );
    },

    async settleAnnouncement(announcement) {
      await table.update(keys.announcement(announcement), dueFrom(null), { state: 'started' });
    },

    async findDispatch(key) {
      const row = await table.get(key);
      if (row === null) return null;
      return key.partition === partitions.announcements
        ? { kind: 'announcement', announcement: announcementOf(row) }
        : { kind: 'cursor', cursor: cursorOf(row) };
    },

    async listCursors(announcement) {
      const rows = await Array.fromAsync(
        table.query({ partition: partitions.cursors(announcement) }),
      );
      return rows.map(cursorOf);
    },

    async moveCursor(before, { after, dueAt }) {
      // One that has come to its end does not move any more.
      if (before.dueAt === null) return 'stale';
      const key = keys.cursor(before.announcement, before.shard);
      const changes = { after, ...dueFrom(dueAt) };
      const outcome = await table.update(key, changes, { dueAt: before.dueAt });
      return outcome === 'updated' ? 'moved' : 'stale';
    },

    async addAnnouncementDelivery(announcement, { address, language, delivery }) {
      return table.add(keys.announced(announcement, address), {
        announcement,
        language,
        ...dueAttributes(delivery),
      });
    },

    announcementDeliveryKey: keys.announced,

    async findAnnouncementDelivery(announcement, address) {
      const row = await table.get(keys.announced(announcement, address));
      return row === null ? null : announcementDeliveryOf(row);
    },

    async *streamAnnouncementDeliveries(announcement) {
      for (let shard = 0; shard < ADDRESS_SHARDS; shard++) {
        const partition = partitions.announced(announcement, shard);
        for await (const row of table.query({ partition, pageSize: PAGE_SIZE })) {
          yield announcementDeliveryOf(row);
        }
      }
    },
  };
}

export function announcementDeliveryOf({ key, attributes: row }: Row) {
  const { outbox: _, dueAt: __, ...attributes } = row;
  return { address: key.sort, ...parseRow(DeliveryRow, { key, attributes }) };
}

function announcementOf({ key, attributes: row }: Row): Announcement {
  const { outbox: _, dueAt: __, ...attributes } = row;
  return parseRow(Announcement, { key, attributes });
}

function cursorOf({ key, attributes: row }: Row): Cursor {
  const { outbox: _, ...attributes } = row;
  const { after = null, dueAt = null, ...cursor } = parseRow(CursorRow, { key, attributes });
  return { ...cursor, after, dueAt };
}
