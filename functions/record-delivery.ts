import { reportOf } from '../shared/events.ts';
import { recallConsultations } from '../shared/usecases/recall-consultations.ts';
import { recordDelivery } from '../shared/usecases/record-delivery.ts';
import {
  announcementStore,
  batchStore,
  consultationStore,
  digestStore,
  lineageStore,
  standingStore,
  submissionStore,
  subscriptionStore,
  suppressionStore,
  wire,
} from '../shared/wiring.ts';

const { env, table, ...world } = wire('record-delivery');
const store = {
  ...announcementStore(table),
  ...batchStore(table),
  ...consultationStore(table),
  ...digestStore(table),
  ...lineageStore(table),
  ...standingStore(table),
  ...submissionStore(table),
  ...subscriptionStore(table),
  ...suppressionStore(table),
};
const needs = { ...world, store, retention: env.RETENTION };
const record = recordDelivery({ ...needs, store: { ...store, ...recallConsultations(needs) } });

export const handler = async (event: unknown) => record(reportOf(event));
