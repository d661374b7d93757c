import { reportOf } from '../shared/events.ts';
import { recordDelivery } from '../shared/usecases/record-delivery.ts';
import {
  announcementStore,
  batchStore,
  consultationStore,
  digestStore,
  submissionStore,
  subscriptionStore,
  suppressionStore,
  wire,
} from '../shared/wiring.ts';

const { env: _, ...needs } = wire(
  'record-delivery',
  announcementStore,
  batchStore,
  consultationStore,
  digestStore,
  submissionStore,
  subscriptionStore,
  suppressionStore,
);
const record = recordDelivery(needs);

export const handler = async (event: unknown) => record(reportOf(event));
