import type { Values } from './expressions.ts';
import type { Key } from './keys.ts';
import { unchangedSince } from './marks.ts';
import type { Attributes, Row } from './row.ts';
import type { Table } from './table.ts';

/**
 * Adds a row of these attributes, or makes the one that stands there hold them: `changesOver` answers what to write
 * over the row as it was read, or null to leave it. Nobody else's write comes in between: the row is then
 * read again. So all that this version does not know of stays in the row.
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
