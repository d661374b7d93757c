import { sweepOutbox } from '../shared/usecases/sweep-outbox.ts';
import {
  outboxStore,
  tableIdentity,
  wire,
  wireAnnouncementQueue,
  wireQueue,
} from '../shared/wiring.ts';

const { env, ...needs } = wire('sweep-outbox', outboxStore, tableIdentity);

export const handler = sweepOutbox({
  ...needs,
  queue: wireQueue(env),
  announcementQueue: wireAnnouncementQueue(env),
});
