import { expireData } from '../shared/usecases/expire-data.ts';
import { announcementStore, consultationStore, expiryStore, wire } from '../shared/wiring.ts';

const { env, table, clock, journal } = wire('expire-data');
const store = {
  ...announcementStore(table),
  ...consultationStore(table),
  ...expiryStore(table),
};
const expire = expireData({ store, retention: env.RETENTION, clock, journal });

export const handler = async () => expire();
