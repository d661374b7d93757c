import { sweepOutbox } from '../shared/usecases/sweep-outbox.ts';
import { wire, wireAnnouncementQueue, wireQueue } from '../shared/wiring.ts';

const { env, ...needs } = wire('sweep-outbox');

export const handler = sweepOutbox({
  ...needs,
  queue: wireQueue(env),
  announcementQueue: wireAnnouncementQueue(env),
});
