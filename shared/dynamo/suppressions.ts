import { AuditRow, Suppression } from '../domain/suppression.ts';
import type { AddressKey, SuppressionStore } from '../ports/subscriptions.ts';
import { AUDIT_ROWS, EXPIRY, expiryAt, keys, partitions } from './keys.ts';
import { parseRow } from './row.ts';
import type { Table } from './table.ts';

/**
 * What is new about an address is written under its first key. Everything that stands under any of
 * its keys counts.
 */
export function suppressionStore(table: Table): SuppressionStore {
  return {
    async findSuppression(addresses) {
      const found = await Promise.all(addresses.map(suppressionUnder));
      return found.find((one) => one !== null) ?? null;
    },

    async saveSuppression([address], suppression) {
      await table.save(keys.suppression(address), { ...suppression, [EXPIRY]: null });
    },

    // No function may delete rows of an address. DynamoDB deletes a lifted suppression later.
    async liftSuppression(addresses, now) {
      const lifted = { reason: null, at: null, [EXPIRY]: expiryAt(now) };
      await Promise.all(
        addresses.map(async (address) => table.save(keys.suppression(address), lifted)),
      );
    },

    async addAudit([address, ...others], row, until) {
      const keyUnder = (one: AddressKey) => keys.audit(one, row.at, row.id);
      const before = await Promise.all(others.map(async (other) => table.get(keyUnder(other))));
      if (before.some((one) => one !== null)) return 'known';
      const outcome = await table.add(keyUnder(address), { ...row, [EXPIRY]: expiryAt(until) });
      return outcome === 'added' ? 'added' : 'known';
    },

    async listAudit(addresses) {
      const rows = (await Promise.all(addresses.map(auditUnder))).flat();
      return rows.toSorted((one, other) => one.at.localeCompare(other.at));
    },
  };

  async function suppressionUnder(address: AddressKey): Promise<Suppression | null> {
    const row = await table.get(keys.suppression(address));
    return row?.expires === null ? parseRow(Suppression, row) : null;
  }

  async function auditUnder(address: AddressKey): Promise<AuditRow[]> {
    const rows = table.query({
      partition: partitions.address(address),
      sort: { prefix: AUDIT_ROWS },
    });
    return (await Array.fromAsync(rows)).map((row) => parseRow(AuditRow, row));
  }
}
