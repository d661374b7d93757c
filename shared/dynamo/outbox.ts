import type { Delivery } from '../domain/delivery.ts';
import type { Instant } from '../domain/time.ts';
import type { Outbox } from '../ports.ts';
import { DUE, isDispatch } from './keys.ts';
import type { Table } from './table.ts';

/** The attributes that put an item into the sparse `outbox` index, or take it out for null. */
export function dueFrom(dueAt: Instant | null) {
  return { outbox: dueAt === null ? null : DUE, dueAt };
}

/** A delivery as attributes of its item, in the outbox while it is under way. */
export function dueAttributes(delivery: Delivery) {
  return { delivery, ...dueFrom('dueAt' in delivery ? delivery.dueAt : null) };
}

export function outboxStore(table: Table): Outbox {
  return {
    async dueItems(now, limit) {
      const rows = table.query({
        partition: DUE,
        index: 'outbox',
        sort: { upTo: now },
        pageSize: limit,
      });
      const found = [];
      for await (const { key } of rows) if (found.push(key) >= limit) break;
      return {
        deliveries: found.filter((key) => !isDispatch(key)),
        announcements: found.filter(isDispatch),
      };
    },
  };
}
