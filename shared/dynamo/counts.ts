import type { CountStore } from '../ports/counts.ts';
import { EXPIRY, expiryAt, keys } from './keys.ts';
import type { Table } from './table.ts';

export function countStore(table: Table): CountStore {
  return {
    async spendWithin(name, amounts, until) {
      const expires = { [EXPIRY]: expiryAt(until) };
      return (await table.countUpTo(keys.count(name), amounts, expires)) === 'counted';
    },
  };
}
