import type { Instant } from '../domain/time.ts';
import type { Counts, CountStore } from '../ports/counts.ts';
import { EXPIRY, expiryAt, keys } from './keys.ts';
import type { Table } from './table.ts';

export function countStore(table: Table): CountStore {
  return {
    async addTo<Names extends Counts>(name: string, amounts: Names, until: Instant) {
      const expires = { [EXPIRY]: expiryAt(until) };
      return (await table.addTo(keys.count(name), amounts, expires)) as Names;
    },
  };
}
