import { reconcileDeliveries } from '../shared/usecases/reconcile-deliveries.ts';
import {
  consultationStore,
  digestStore,
  healthStore,
  submissionStore,
  tableIdentity,
  wire,
} from '../shared/wiring.ts';

const { env: _, table, ...world } = wire('reconcile-deliveries');
const store = {
  ...consultationStore(table),
  ...digestStore(table),
  ...healthStore(table),
  ...submissionStore(table),
  ...tableIdentity(table),
};
const needs = { ...world, store };
const reconcile = reconcileDeliveries(needs);

export const handler = async () => reconcile();
