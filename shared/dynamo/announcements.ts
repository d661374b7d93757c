import * as z from 'zod/mini';
import { Announcement } from '../domain/announcement.ts';
import { Delivery } from '../domain/delivery.ts';
import { Instant } from '../domain/time.ts';
import type { AnnouncementStore, Batch, BatchKey, Cursor } from '../ports.ts';
import { asItStands, inBatch } from './deliveries.ts';
import { ADDRESS_SHARDS, keys, partitions, shardOfAddress } from './keys.ts';
import { dueFrom } from './outbox.ts';
import { parseRow, type Row, type Table } from './table.ts';

const CursorRow = z.strictObject({
  announcement: z.string(),
  shard: z.int(),
  after: z.optional(z.string()),
  batch: z.int(),
  dueAt: z.optional(Instant),
});
const BatchRow = z.strictObject({
  announcement: z.string(),
  shard: z.int(),
  deliveries: z.record(z.string(), Delivery),
});

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
          await table.add(key, { announcement, shard, batch: 0, ...dueFrom(now) });
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

    async moveCursor(before, { after, batch, dueAt }) {
      // One that has come to its end does not move any more.
      if (before.dueAt === null) return 'stale';
      const key = keys.cursor(before.announcement, before.shard);
      const changes = { after, batch, ...dueFrom(dueAt) };
      const outcome = await table.update(key, changes, { dueAt: before.dueAt });
      return outcome === 'updated' ? 'moved' : 'stale';
    },

    async addBatch({ deliveries, ...key }) {
      const { announcement, shard } = key;
      const attributes = { announcement, shard, deliveries: Object.fromEntries(deliveries) };
      return table.add(keyOf(key), attributes);
    },

    async findBatch(key) {
      const row = await table.get(keyOf(key));
      return row === null ? null : batchOf(row);
    },

    async *batchesFrom({ announcement, shard, number }) {
      const { partition, sort } = keys.batch(announcement, shard, number);
      for await (const row of table.query({ partition, sort: { from: sort } })) yield batchOf(row);
    },

    async moveBatch(key, moves) {
      const changes: Record<string, Delivery> = {};
      const expected: Record<string, string> = {};
      for (const { address, before, after } of moves) {
        changes[inBatch(address)] = after;
        Object.assign(expected, asItStands(inBatch(address), before));
      }
      const outcome = await table.update(keyOf(key), changes, expected);
      return outcome === 'updated' ? 'moved' : 'stale';
    },

    batchDeliveryKey(announcement, number, address) {
      return { ...keys.batch(announcement, shardOfAddress(address), number), of: address };
    },
  };
}

function keyOf({ announcement, shard, number }: BatchKey) {
  return keys.batch(announcement, shard, number);
}

function batchOf(row: Row): Batch {
  const { deliveries, ...batch } = parseRow(BatchRow, row);
  const inOrder = Object.entries(deliveries).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...batch, number: Number(row.key.sort), deliveries: new Map(inOrder) };
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
