import { SecretKey } from '../domain/secret-key.ts';
import type { KeyStore } from '../ports/keys.ts';
import { keys, partitions } from './keys.ts';
import { parseRow } from './row.ts';
import type { Table } from './table.ts';

/**
 * Keeps the keys in the table. There they are encrypted at rest and the same for all functions,
 * they cost nothing while idle, and an operator has nothing to set up or to leak.
 */
export function keyStore(table: Table): KeyStore {
  return {
    async listKeys(purpose) {
      const rows = await Array.fromAsync(table.query({ partition: partitions.secrets(purpose) }));
      return rows.map((row) => parseRow(SecretKey, row));
    },

    async addKey(purpose, key) {
      return table.add(keys.secret(purpose, key.number), key);
    },

    async retireKey(purpose, number, now) {
      const changes = { state: 'retired', retiredAt: now, secret: null };
      const outcome = await table.update(keys.secret(purpose, number), changes, {
        state: 'in-use',
      });
      return outcome === 'updated' ? 'retired' : 'none';
    },
  };
}
