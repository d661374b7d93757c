import { Digest } from '../domain/digest.ts';
import type { DigestStore } from '../ports.ts';
import { keys, partitions } from './keys.ts';
import { parseRow, type Table } from './table.ts';

export function digestStore(table: Table): DigestStore {
  const newestFirst = (unit: string, pageSize: number) =>
    table.query({ partition: partitions.digests(unit), newestFirst: true, pageSize });

  return {
    async latestDigest(unit) {
      for await (const row of newestFirst(unit, 1)) return parseRow(Digest, row);
      return null;
    },

    async findDigest(unit, number) {
      const row = await table.get(keys.digest(unit, number));
      return row === null ? null : parseRow(Digest, row);
    },

    async digestTelling(unit, receivedAt) {
      for await (const row of newestFirst(unit, 10)) {
        const digest = parseRow(Digest, row);
        if (digest.window.to <= receivedAt) return null;
        if (digest.window.from <= receivedAt) return digest;
      }
      return null;
    },

    async addDigest(digest) {
      return table.add(keys.digest(digest.unit, digest.number), digest);
    },
  };
}
