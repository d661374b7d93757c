import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import type { TableIdentity } from '../ports/rows.ts';
import { keys } from './keys.ts';
import { parseRow } from './row.ts';
import type { Table } from './table.ts';

const Stamp = z.object({ tableId: z.string() });
const SigningKey = z.object({ secret: z.string() });

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

    async adopt() {
      await table.save(keys.identity(), { tableId: await table.id() });
    },
  };
}

/**
 * Returns the secret that signs links. It is kept in the table. There it is encrypted at rest and
 * the same for all functions, it costs nothing while idle, and an operator has nothing to set up or
 * to leak. The first publication makes it. No function may write it.
 */
export async function signingKey(table: Table): Promise<string> {
  const standing = await table.get(keys.signingKey());
  if (standing !== null) return parseRow(SigningKey, standing).secret;
  const secret = randomBytes(32).toString('hex');
  if ((await table.add(keys.signingKey(), { secret })) === 'added') return secret;
  return signingKey(table);
}
