import { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import { PublishedDraft } from '../domain/draft.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import { keys, partitions } from './keys.ts';
import { replaceRow } from './replace.ts';
import { changesBetween, parseRow, withoutDefaults } from './row.ts';
import type { Table } from './table.ts';

export function consultationStore(table: Table): ConsultationStore {
  return {
    async listConsultations() {
      const rows = await Array.fromAsync(table.query({ partition: partitions.consultations }));
      return rows.map((row) => parseRow(Consultation, row));
    },

    async findConsultation(id) {
      const row = await table.get(keys.consultation(id));
      return row === null ? null : parseRow(Consultation, row);
    },

    async listUnits() {
      const rows = await Array.fromAsync(table.query({ partition: partitions.units }));
      return rows.map((row) => parseRow(ResponsibleUnit, row));
    },

    async findUnit(id) {
      const row = await table.get(keys.unit(id));
      return row === null ? null : parseRow(ResponsibleUnit, row);
    },

    async saveUnit(unit) {
      await replaceRow(table, keys.unit(unit.id), unit, (row) =>
        changesBetween(withoutDefaults(row, parseRow(ResponsibleUnit, row)), unit),
      );
    },

    async addDraft(consultation, draft) {
      const key = keys.draft(consultation, draft.version);
      if ((await table.add(key, draft)) === 'added') return 'added';
      const standing = await table.get(key);
      const same =
        standing !== null &&
        JSON.stringify(parseRow(PublishedDraft, standing)) ===
          JSON.stringify(PublishedDraft.parse(draft));
      return same ? 'same' : 'taken';
    },

    async findDraft(consultation, version) {
      const row = await table.get(keys.draft(consultation, version));
      return row === null ? null : parseRow(PublishedDraft, row);
    },

    async *streamDraftsAfter(consultation, version) {
      const partition = partitions.drafts(consultation);
      const sort = { after: keys.draft(consultation, version).sort };
      for await (const row of table.query({ partition, sort, pageSize: 1 })) {
        yield parseRow(PublishedDraft, row);
      }
    },

    async draftBefore(consultation, version) {
      const rows = table.query({
        partition: partitions.drafts(consultation),
        sort: { upTo: keys.draft(consultation, version - 1).sort },
        newestFirst: true,
        pageSize: 1,
      });
      for await (const row of rows) return parseRow(PublishedDraft, row);
      return null;
    },

    async saveConsultation(consultation) {
      await replaceRow(table, keys.consultation(consultation.id), consultation, (row) =>
        changesBetween(withoutDefaults(row, parseRow(Consultation, row)), consultation),
      );
    },
  };
}
