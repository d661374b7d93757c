import { reconcileDeliveries } from '../shared/usecases/reconcile-deliveries.ts';
import {
  consultationStore,
  digestStore,
  healthStore,
  submissionStore,
  tableIdentity,
  wire,
} from '../shared/wiring.ts';

const { env: _, ...needs } = wire(
  'reconcile-deliveries',
  consultationStore,
  digestStore,
  healthStore,
  submissionStore,
  tableIdentity,
);
const reconcile = reconcileDeliveries(needs);

export const handler = async () => reconcile();
