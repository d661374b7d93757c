import * as z from 'zod/mini';
import type { TableIdentity } from '../ports/rows.ts';
import { keys } from './keys.ts';
import { parseRow } from './row.ts';
import type { Table } from './table.ts';

const Stamp = z.object({ tableId: z.string() });

export function tableIdentity(table: Table): TableIdentity {
  return {
    async identify() {
      const tableId = await table.id();
      const stamp = await table.get(keys.identity());
      if (stamp === null) {
        await table.add(keys.identity(), { tableId });
        return 'original';
      }
      return parseRow(Stamp, stamp).tableId === tableId ? 'original' : 'restored';
    },

    id: async () => table.id(),

    async adopt() {
      await table.save(keys.identity(), { tableId: await table.id() });
    },
  };
}
