import { deliveryRoom } from '../shared/delivery/room.ts';
import { Slot } from '../shared/events.ts';
import { runDigests } from '../shared/usecases/run-digests.ts';
import { digestWriter } from '../shared/view/mail/digest-mail.ts';
import {
  batchStore,
  consultationStore,
  digestStore,
  logStore,
  organisationStore,
  submissionStore,
  tableIdentity,
  wire,
  wireMailer,
} from '../shared/wiring.ts';

const { env, table, ...world } = wire('run-digests');
const store = {
  ...batchStore(table),
  ...consultationStore(table),
  ...digestStore(table),
  ...logStore(table),
  ...organisationStore(table),
  ...submissionStore(table),
  ...tableIdentity(table),
};
const needs = { ...world, store };
const room = deliveryRoom({ ...needs, send: wireMailer(env), account: null });
const run = runDigests({ ...needs, room, writer: digestWriter(env.OWNER), siteUrl: env.SITE_URL });

export const handler = async (event: unknown) => run(Slot.parse(event).scheduledTime);
