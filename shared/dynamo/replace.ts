import type { Values } from './expressions.ts';
import type { Key } from './keys.ts';
import { unchangedSince } from './marks.ts';
import type { Attributes, Row } from './row.ts';
import type { Table } from './table.ts';

/**
 * Adds a row with these attributes, or changes the existing row so that it holds them.
 * `changesOver` returns what to write over the row as it was read, or null to leave the row. If
 * somebody else writes in between, reads the row again. So everything that this version of the
 * product does not know stays in the row.
 */
export async function replaceRow(
  table: Table,
  key: Key,
  attributes: Attributes,
  changesOver: (row: Row) => Values | null,
): Promise<'replaced' | 'left'> {
  for (;;) {
    const row = await table.get(key);
    if (row === null) {
      if ((await table.add(key, attributes)) === 'added') return 'replaced';
      continue;
    }
    const changes = changesOver(row);
    if (changes === null) return 'left';
    if ((await table.update(key, changes, unchangedSince(row))) === 'updated') return 'replaced';
  }
}
