import { sealLogs } from '../shared/usecases/seal-logs.ts';
import {
  consultationStore,
  digestStore,
  logStore,
  standingStore,
  submissionStore,
  tableIdentity,
  wire,
  wireLogSigner,
} from '../shared/wiring.ts';

const { env, table, ...world } = wire('seal-log');
const store = {
  ...consultationStore(table),
  ...digestStore(table),
  ...logStore(table),
  ...standingStore(table),
  ...submissionStore(table),
  ...tableIdentity(table),
};
const signer = wireLogSigner(env);
const seal = sealLogs({ ...world, store, signer, siteUrl: env.SITE_URL });

export const handler = async () => seal();
