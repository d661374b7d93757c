import { HealthReport } from '../domain/health.ts';
import type { HealthStore } from '../ports/digests.ts';
import { keys } from './keys.ts';
import { parseRow } from './row.ts';
import type { Table } from './table.ts';

export function healthStore(table: Table): HealthStore {
  return {
    async lastReport() {
      const row = await table.get(keys.health());
      return row === null ? null : parseRow(HealthReport, row);
    },

    async saveReport(report) {
      await table.save(keys.health(), report);
    },
  };
}
