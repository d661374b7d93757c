import { Slot } from '../shared/events.ts';
import { runDigests } from '../shared/usecases/run-digests.ts';
import { digestWriter } from '../shared/view/mail/digest-writer.ts';
import {
  consultationStore,
  deliveryStore,
  digestStore,
  submissionStore,
  tableIdentity,
  wire,
  wireMailer,
} from '../shared/wiring.ts';

const { env, ...needs } = wire(
  'run-digests',
  consultationStore,
  deliveryStore,
  digestStore,
  submissionStore,
  tableIdentity,
);
const send = wireMailer(env);
const run = runDigests({ ...needs, send, writer: digestWriter, siteUrl: env.SITE_URL });

export const handler = async (event: unknown) => run(Slot.parse(event).scheduledTime);
