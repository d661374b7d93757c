import { sweepOutbox } from '../shared/usecases/sweep-outbox.ts';
import {
  outboxStore,
  tableIdentity,
  wire,
  wireAnnouncementQueue,
  wireQueue,
} from '../shared/wiring.ts';

const { env, table, ...world } = wire('sweep-outbox');
const store = { ...outboxStore(table), ...tableIdentity(table) };
const needs = { ...world, store };

export const handler = sweepOutbox({
  ...needs,
  queue: wireQueue(env),
  announcementQueue: wireAnnouncementQueue(env),
});
