import { countReach } from '../shared/usecases/announcement-progress.ts';
import { reconcileDeliveries } from '../shared/usecases/reconcile-deliveries.ts';
import {
  announcementStore,
  consultationStore,
  digestStore,
  healthStore,
  submissionStore,
  tableIdentity,
  wire,
} from '../shared/wiring.ts';

const { env: _, table, ...world } = wire('reconcile-deliveries');
const store = {
  ...announcementStore(table),
  ...consultationStore(table),
  ...digestStore(table),
  ...healthStore(table),
  ...submissionStore(table),
  ...tableIdentity(table),
};
const needs = { ...world, store };
const reconcile = reconcileDeliveries(needs);
const count = countReach(needs);

export const handler = async () => {
  const reconciliation = await reconcile();
  await count();
  return reconciliation;
};
