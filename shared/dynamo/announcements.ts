import * as z from 'zod/mini';
import { Announcement } from '../domain/announcement.ts';
import { Instant } from '../domain/time.ts';
import type { AnnouncementStore, Cursor } from '../ports/announcements.ts';
import type { AnnouncementBatch } from '../ports/batches.ts';
import { batchOf } from './batch-rows.ts';
import { ADDRESS_SHARDS, keys, partitions, shardOfAddress } from './keys.ts';
import { unchangedSince } from './marks.ts';
import { dueFrom, dueFromStart } from './outbox.ts';
import { replaceRow } from './replace.ts';
import { changesBetween, parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

const CursorRow = z.strictObject({
  announcement: z.string(),
  shard: z.int(),
  after: z.optional(z.string()),
  batch: z.int(),
  dueAt: z.nullable(Instant),
});
const BatchRow = z.object({ announcement: z.string(), shard: z.int() });

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
      const due = dueFromStart(key, announcement.sendAt);
      const outcome = await replaceRow(table, key, { ...announcement, ...due }, (row) => {
        const before = announcementOf(row);
        return before.state === 'started'
          ? null
          : { ...changesBetween(before, announcement), ...due };
      });
      return outcome === 'replaced' ? 'scheduled' : 'started';
    },

    async cancelAnnouncement(id) {
      const key = keys.announcement(id);
      for (;;) {
        const row = await table.get(key);
        if (row === null) return 'none';
        const { state } = announcementOf(row);
        if (state === 'started' || state === 'cancelled') return state;
        const changes = { state: 'cancelled', ...dueFrom(key, null) };
        const outcome = await table.update(key, changes, unchangedSince(row));
        if (outcome === 'updated') return 'cancelled';
      }
    },

    async lapseAnnouncement(id) {
      const key = keys.announcement(id);
      const changes = { state: 'lapsed', ...dueFrom(key, null) };
      await table.update(key, changes, { state: 'scheduled' });
    },

    async startAnnouncement({ id, sendAt }, now) {
      const key = keys.announcement(id);
      // An announcement that was put off since it was read waits for its new time.
      const expected = { state: 'scheduled', sendAt };
      const outcome = await table.update(key, { state: 'started', startedAt: now }, expected);
      return outcome === 'updated' ? 'started' : 'stale';
    },

    async addCursors(announcement, now) {
      const all = Array.from({ length: ADDRESS_SHARDS }, (_, shard) => shard);
      return Promise.all(
        all.map(async (shard) => {
          const key = keys.cursor(announcement, shard);
          await table.add(key, { announcement, shard, batch: 0, ...dueFromStart(key, now) });
          return key;
        }),
      );
    },

    async settleAnnouncement(announcement) {
      const key = keys.announcement(announcement);
      await table.update(key, dueFrom(key, null), { state: 'started' });
    },

    async saveReach(announcement, reach) {
      await table.update(keys.announcement(announcement), { reach }, { state: 'started' });
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

    async moveCursor(before, { after, batch, dueAt }) {
      // A cursor that has come to its end does not move any more.
      if (before.dueAt === null) return 'stale';
      const key = keys.cursor(before.announcement, before.shard);
      const changes = { after, batch, ...dueFrom(key, dueAt) };
      const outcome = await table.update(key, changes, { dueAt: before.dueAt });
      return outcome === 'updated' ? 'moved' : 'stale';
    },

    async addBatch(key, deliveries) {
      const { announcement, shard, number } = key;
      const attributes = { announcement, shard, deliveries: Object.fromEntries(deliveries) };
      const rowKey = keys.batch(announcement, shard, number);
      const mark = table.newMark();
      const outcome = await table.add(rowKey, attributes, mark);
      return outcome === 'added'
        ? { kind: 'announcement', ...key, key: rowKey, mark, deliveries }
        : null;
    },

    async *batchesFrom({ announcement, shard, number }) {
      const { partition, sort } = keys.batch(announcement, shard, number);
      for await (const row of table.query({ partition, sort: { from: sort } })) {
        yield announcementBatchOf(row);
      }
    },

    batchKey(announcement, number, address) {
      return keys.batch(announcement, shardOfAddress(address), number);
    },
  };
}

function announcementBatchOf(row: Row): AnnouncementBatch {
  const number = Number(row.key.sort);
  return { kind: 'announcement', ...parseRow(BatchRow, row), number, ...batchOf(row) };
}

function announcementOf(row: Row): Announcement {
  return parseRow(Announcement, row);
}

function cursorOf(row: Row): Cursor {
  const attributes = { ...row.attributes, dueAt: row.dueAt };
  const { after = null, ...cursor } = parseRow(CursorRow, { ...row, attributes });
  return { ...cursor, after };
}
