import { due } from '../domain/delivery.ts';
import { Descent } from '../domain/lineage.ts';
import type { LineageStore } from '../ports/lineage.ts';
import { mailsOf } from './batch-rows.ts';
import { keys, partitions } from './keys.ts';
import { parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

export function lineageStore(table: Table): LineageStore {
  return {
    async addDescent(descent, now) {
      const key = keys.descent(descent);
      const mails = mailsOf(key, { lineage: due('lineage', now) });
      return table.add(key, { ...descent, receivedAt: descent.at, ...mails });
    },

    async listDescents(consultation) {
      const rows = await Array.fromAsync(
        table.query({ partition: partitions.lineage(consultation) }),
      );
      return rows.map(descentOf);
    },

    descentKey: keys.descent,
  };
}

/** Reads a descent without its mail. */
export function descentOf(row: Row): Descent {
  const { deliveries: _, ...attributes } = row.attributes;
  return parseRow(Descent, { ...row, attributes });
}
