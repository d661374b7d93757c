import { publishOpinions } from '../shared/usecases/publish-opinions.ts';
import {
  consultationStore,
  projectionStore,
  publicStore,
  standingStore,
  submissionStore,
  wire,
} from '../shared/wiring.ts';

const { env: _, table, ...world } = wire('publish-opinions');
const store = {
  ...consultationStore(table),
  ...projectionStore(table),
  ...publicStore(table),
  ...standingStore(table),
  ...submissionStore(table),
};
const publish = publishOpinions({ ...world, store });

export const handler = async () => publish();
