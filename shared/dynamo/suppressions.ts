import { AuditRow, Suppression } from '../domain/suppression.ts';
import type { SuppressionStore } from '../ports/subscriptions.ts';
import { AUDIT_ROWS, EXPIRY, expiryAt, keys, partitions } from './keys.ts';
import { parseRow } from './row.ts';
import type { Table } from './table.ts';

export function suppressionStore(table: Table): SuppressionStore {
  return {
    async findSuppression(address) {
      const row = await table.get(keys.suppression(address));
      return row?.expires === null ? parseRow(Suppression, row) : null;
    },

    async saveSuppression(address, suppression) {
      await table.save(keys.suppression(address), { ...suppression, [EXPIRY]: null });
    },

    // No function has the permission to delete. DynamoDB deletes a lifted suppression later.
    async liftSuppression(address, now) {
      const lifted = { reason: null, at: null, [EXPIRY]: expiryAt(now) };
      await table.save(keys.suppression(address), lifted);
    },

    async addAudit(address, row) {
      const key = keys.audit(address, row.at, row.id);
      return (await table.add(key, row)) === 'added' ? 'added' : 'known';
    },

    async listAudit(address) {
      const rows = table.query({
        partition: partitions.address(address),
        sort: { prefix: AUDIT_ROWS },
      });
      return (await Array.fromAsync(rows)).map((row) => parseRow(AuditRow, row));
    },
  };
}
