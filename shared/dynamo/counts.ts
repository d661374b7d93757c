import type { Instant } from '../domain/time.ts';
import type { Counts, CountStore } from '../ports/counts.ts';
import { EXPIRY, expiryAt, type Key, keys } from './keys.ts';
import type { Table } from './table.ts';

export function countStore(table: Table): CountStore {
  return {
    addTo: async (name, amounts, until) => add(keys.count(name), amounts, until),
    addToSource: async (source, at, amounts, until) => add(keys.source(at, source), amounts, until),
  };

  async function add<Names extends Counts>(key: Key, amounts: Names, until: Instant) {
    return (await table.addTo(key, amounts, { [EXPIRY]: expiryAt(until) })) as Names;
  }
}
