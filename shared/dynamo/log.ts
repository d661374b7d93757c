import * as z from 'zod/mini';
import { canonicalJson, DeliveryEntry, DigestEntry, NotedEntry } from '../log/entry.ts';
import { LogState, Seal } from '../log/state.ts';
import { HASH_BYTES, TILE_WIDTH } from '../log/tiles.ts';
import type { Hash } from '../log/tree.ts';
import type { LoggedDigest, LogStore, Noted, StoredLog } from '../ports/log.ts';
import { type Key, keys, partitions } from './keys.ts';
import { unchangedSince } from './marks.ts';
import { replaceRow } from './replace.ts';
import { changesBetween, parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

/** An item has 400 KB. The rest is for its key, and for what each entry takes beside its text. */
const MAX_ROW_BYTES = 300_000;
/** Rows in a page of entries. */
const PAGE_SIZE = 50;

const Entries = z.object({ entries: z.array(z.string()) });
const Tile = z.object({ hashes: z.string() });
const Places = z.object({ place: z.int(), deliveries: z.record(z.string(), z.int()) });
const DigestNote = z.object({
  ...Places.shape,
  told: DigestEntry,
  outcomes: z.record(z.string(), DeliveryEntry.shape.outcome),
});
const EntryNote = z.object({ place: z.int(), entry: NotedEntry });

export function logStore(table: Table): LogStore {
  return {
    async findLog(consultation) {
      const row = await table.get(keys.log(consultation));
      if (row === null) return null;
      return { key: row.key, mark: row.mark, state: parseRow(LogState, row) };
    },

    async addLog(consultation, state) {
      return table.add(keys.log(consultation), state);
    },

    async moveLog(before, after): Promise<StoredLog | null> {
      const mark = table.newMark();
      const changes = changesBetween(before.state, after);
      const moved = await table.update(before.key, changes, unchangedSince(before), mark);
      return moved === 'updated' ? { key: before.key, mark, state: after } : null;
    },

    async newestSeals(consultation, limit, before) {
      const sort = before === undefined ? {} : { sort: { before: keys.seal('', before).sort } };
      const partition = partitions.seals(consultation);
      const found: Seal[] = [];
      const range = { partition, ...sort, newestFirst: true, pageSize: limit };
      for await (const row of table.query(range)) {
        if (found.push(sealOf(row)) >= limit) break;
      }
      return found;
    },

    async firstSealUpTo(consultation, instant) {
      const partition = partitions.seals(consultation);
      const range = { index: 'received', sort: { from: instant }, pageSize: 1 } as const;
      for await (const row of table.query({ partition, ...range })) return sealOf(row);
      return null;
    },

    async *streamEntries(consultation, from, to) {
      if (from >= to) return;
      const partition = partitions.logEntries(consultation);
      const sort = {
        first: keys.logEntries('', bundleStart(from)).sort,
        last: keys.logEntries('', to - 1).sort,
      };
      let next = from;
      for await (const row of table.query({ partition, sort, pageSize: PAGE_SIZE })) {
        const start = Number(row.key.sort);
        const { entries } = parseRow(Entries, row);
        const wanted = entries.slice(Math.max(0, next - start), to - start);
        if (wanted.length > 0 && start > next) break;
        yield* wanted;
        next += wanted.length;
      }
      if (next < to) throw new Error(`The log of ${consultation} has no entry ${next}`);
    },

    async addEntries(consultation, first, entries) {
      for (const { place, some } of inRows(first, entries)) {
        const key = keys.logEntries(consultation, place);
        if ((await table.add(key, { entries: some })) === 'added') continue;
        const standing = parseRow(Entries, await rowAt(table, key)).entries;
        if (!isSame(standing, some)) throw new OtherHistory(key);
      }
    },

    async readTile(consultation, name) {
      const row = await table.get(keys.logTile(consultation, name));
      return row === null ? [] : hashesOf(row);
    },

    async growTiles(consultation, parts) {
      for (const { first, hashes, ...name } of parts) {
        const key = keys.logTile(consultation, name);
        await replaceRow(table, key, { hashes: textOf(hashes) }, (row) => {
          const standing = hashesOf(row);
          const grown = [...standing.slice(0, first), ...hashes];
          const common = standing.slice(0, grown.length).map(hex);
          if (standing.length < first || !isSame(common, grown.slice(0, common.length).map(hex))) {
            throw new OtherHistory(key);
          }
          return grown.length > standing.length ? { hashes: textOf(grown) } : null;
        });
      }
    },

    async addSeal(consultation, seal) {
      const key = keys.seal(consultation, seal.size);
      if ((await table.add(key, { ...seal, receivedAt: seal.upTo })) === 'added') return;
      const standing = sealOf(await rowAt(table, key));
      // A step that is repeated does so later.
      if (!isSame({ ...standing, sealedAt: seal.sealedAt }, seal)) throw new OtherHistory(key);
    },

    async findLoggedDigest(consultation, unit, number): Promise<LoggedDigest | null> {
      const row = await table.get(keys.loggedDigest(consultation, unit, number));
      return row === null ? null : parseRow(Places, row);
    },

    async readNotes(consultation) {
      const dates: Noted<'dates'>[] = [];
      const drafts: Noted<'draft'>[] = [];
      const digests: z.infer<typeof DigestNote>[] = [];
      for await (const row of table.query({ partition: partitions.logged(consultation) })) {
        if (!row.key.sort.startsWith('#')) {
          digests.push(parseRow(DigestNote, row));
          continue;
        }
        const { place, entry } = parseRow(EntryNote, row);
        if (entry.kind === 'dates') dates.push({ place, entry });
        else drafts.push({ place, entry });
      }
      return { dates, drafts, digests };
    },

    async noteEntry(consultation, place, entry) {
      await table.add(keys.loggedEntry(consultation, place), { place, entry });
    },

    async noteDigest(consultation, { unit, number }, noted) {
      const key = keys.loggedDigest(consultation, unit, number);
      const added = { place: 0, deliveries: {}, outcomes: {}, ...noted };
      await replaceRow(table, key, added, (row) => {
        const before = parseRow(DigestNote, row);
        const deliveries = { ...before.deliveries, ...noted.deliveries };
        const outcomes = { ...before.outcomes, ...noted.outcomes };
        return changesBetween(before, { ...before, ...noted, deliveries, outcomes });
      });
    },
  };
}

/** Something else stands at a place where a log may hold only one thing. */
class OtherHistory extends Error {
  constructor({ partition, sort }: Key) {
    super(
      `The log differs from what is stored at ${partition} / ${sort}: nothing is signed until a person has looked`,
    );
  }
}

/**
 * Divides entries into rows. No row goes beyond the end of an entry bundle, so that a bundle begins
 * with a row.
 */
function* inRows(first: number, entries: readonly string[]) {
  let row: { place: number; some: string[]; bytes: number } | null = null;
  for (const [index, entry] of entries.entries()) {
    const place = first + index;
    const bytes = Buffer.byteLength(entry);
    const isFull = row !== null && row.bytes + bytes > MAX_ROW_BYTES;
    if (row !== null && (isFull || place % TILE_WIDTH === 0)) {
      yield row;
      row = null;
    }
    row ??= { place, some: [], bytes: 0 };
    row.some.push(entry);
    row.bytes += bytes;
  }
  if (row !== null) yield row;
}

/** Returns the place of the first entry of the bundle that holds this one. */
function bundleStart(place: number): number {
  return place - (place % TILE_WIDTH);
}

async function rowAt(table: Table, key: Key): Promise<Row> {
  const row = await table.get(key);
  if (row === null) throw new Error(`No row at ${key.partition} / ${key.sort}`);
  return row;
}

function sealOf(row: Row): Seal {
  const { receivedAt: _, ...attributes } = row.attributes;
  return parseRow(Seal, { ...row, attributes });
}

function hashesOf(row: Row): Hash[] {
  const bytes = Buffer.from(parseRow(Tile, row).hashes, 'base64');
  const count = bytes.length / HASH_BYTES;
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
}

function textOf(hashes: readonly Hash[]): string {
  return Buffer.concat(hashes).toString('base64');
}

function hex(hash: Hash): string {
  return hash.toString('hex');
}

function isSame(one: object, other: object): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
