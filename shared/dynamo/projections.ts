import type { Consultation } from '../domain/consultation.ts';
import { NO_TOTALS, Projection } from '../domain/public-totals.ts';
import { NO_SUBMISSIONS } from '../domain/submission-totals.ts';
import type { ProjectionStore, StoredProjection } from '../ports/public-parts.ts';
import { keys } from './keys.ts';
import { unchangedSince } from './marks.ts';
import { changesBetween, parseRow } from './row.ts';
import type { Table } from './table.ts';

export function projectionStore(table: Table): ProjectionStore {
  async function read(consultation: string): Promise<StoredProjection | null> {
    const row = await table.get(keys.projection(consultation));
    if (row === null) return null;
    return { key: row.key, mark: row.mark, projection: parseRow(Projection, row) };
  }

  return {
    async findProjection(consultation) {
      return (await read(consultation))?.projection ?? null;
    },

    async openProjection({ id, opensAt }: Pick<Consultation, 'id' | 'opensAt'>) {
      const standing = await read(id);
      if (standing !== null) return standing;
      await table.add(keys.projection(id), beginning(opensAt));
      const made = await read(id);
      if (made === null) throw new Error(`No projection of ${id}`);
      return made;
    },

    async moveProjection(before, after) {
      const mark = table.newMark();
      const changes = changesBetween(before.projection, after);
      const moved = await table.update(before.key, changes, unchangedSince(before), mark);
      return moved === 'updated' ? { key: before.key, mark, projection: after } : null;
    },
  };
}

/** Nothing is counted and nothing is published. */
function beginning(opensAt: Consultation['opensAt']): Projection {
  const counted = { totals: NO_TOTALS, submissions: NO_SUBMISSIONS };
  return { ...counted, upTo: opensAt, publishedUpTo: opensAt, updatedAt: opensAt };
}
