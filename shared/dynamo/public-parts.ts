import * as z from 'zod/mini';
import { BY_COMMITMENT, EVERY_PART, PublicPart } from '../domain/public-part.ts';
import { idAt, type Place, placeByCommitment, placeIn, placeOf } from '../domain/public-place.ts';
import type { PublicFact, PublicQuery, PublicStore } from '../ports/public-parts.ts';
import { type Key, keys, partitions } from './keys.ts';
import { unchangedSince } from './marks.ts';
import { parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

/*
 * What everybody may see of a part is one row. A list is one partition of small rows, each with
 * nothing but its key: the term of the list, and the place of the part in it. A row is written before
 * its places and names them all, those that are being removed too. So nobody sees a part whose row
 * does not say that it is on the list, and a writer that dies leaves nothing that the next one does
 * not find.
 */

const PublicRow = z.lazy(() =>
  z.object({
    stamp: z.string(),
    /** Missing, once nobody sees anything of it any more. */
    part: z._default(z.nullable(PublicPart), null),
    /** The lists that show the part. */
    terms: z.array(z.string()),
    /** Lists that may hold a place from before. */
    leaving: z.array(z.string()),
    /** Where the part has its places. */
    place: z._default(
      z.nullable(z.object({ at: z.string(), commitment: z.nullable(z.int()) })),
      null,
    ),
  }),
);
type PublicRow = z.infer<typeof PublicRow>;

/** Rows that one request reads, and the pages of streams. */
const PAGE_SIZE = 100;
/**
 * The most list entries that one page reads, over all its lists. Each costs a read unit. If too few
 * parts are on every list, the page is short and says where to go on.
 */
const MAX_EXAMINED = 1_000;

export function publicStore(table: Table): PublicStore {
  async function rowsAt(consultation: string, ids: readonly string[]): Promise<PublicRow[]> {
    const rows = await table.getAll(ids.map((id) => keys.publicPart(consultation, id)));
    const byId = new Map(rows.map((row) => [row.key.sort, parseRow(PublicRow, row)]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Leaves out parts whose rows do not name the list: their places are about to be removed. */
  async function partsAt(
    consultation: string,
    places: readonly string[],
    terms: readonly string[],
  ): Promise<PublicPart[]> {
    const rows = await rowsAt(consultation, places.map(idAt));
    return rows.flatMap(({ part, terms: all }) =>
      part !== null && terms.every((term) => all.includes(term)) ? [part] : [],
    );
  }

  /** Returns those of the places that are on every one of the lists. */
  async function placesOnAll(
    consultation: string,
    places: readonly string[],
    terms: readonly string[],
  ): Promise<string[]> {
    let left = [...places];
    for (const term of terms) {
      if (left.length === 0) break;
      const rows = await table.getAll(
        left.map((place) => keys.posting(consultation, term, placeIn(place))),
      );
      const found = new Set(rows.map(({ key }) => key.sort));
      left = left.filter((place) => found.has(placeIn(place)));
    }
    return left;
  }

  /** Reads up to `limit` places of a list. */
  async function placesOf(
    consultation: string,
    term: string,
    range: { readonly newestFirst: boolean; readonly after: Place | null; readonly limit: number },
  ): Promise<string[]> {
    const { newestFirst, after, limit } = range;
    const found: string[] = [];
    const places = table.query({
      partition: partitions.postings(consultation, term),
      newestFirst,
      pageSize: limit,
      ...(after === null ? {} : { sort: newestFirst ? { before: after } : { after } }),
    });
    for await (const { key } of places) if (found.push(key.sort) >= limit) break;
    return found;
  }

  return {
    async replacePublic(facts) {
      const rows = await table.getAll(facts.map(keyFor));
      const standing = new Map(rows.map((row) => [row.key.sort, row]));
      await Promise.all(
        facts.map(async (fact) => writeRow(table, fact, standing.get(fact.id) ?? null)),
      );
    },

    async savePublic(facts) {
      const written = await Promise.all(facts.map(async (fact) => writeRow(table, fact, null)));
      await table.rewriteAll({
        put: written.flatMap(({ put }) => put),
        deleted: written.flatMap(({ deleted }) => deleted),
      });
      await settle(table, written);
    },

    async findPublic(consultation, id) {
      const row = await table.get(keys.publicPart(consultation, id));
      return row === null ? null : parseRow(PublicRow, row).part;
    },

    async findPublicAmong(consultation, ids) {
      return (await rowsAt(consultation, ids)).flatMap(({ part }) => part ?? []);
    },

    async findPublicPage(consultation, { terms, order, after, size }: PublicQuery) {
      const newestFirst = order === 'newest';
      const [walked, ...others] = newestFirst
        ? [terms[0] ?? EVERY_PART, ...terms.slice(1)]
        : [BY_COMMITMENT, ...terms];
      const inARound = PAGE_SIZE * (1 + others.length);
      const matching: string[] = [];
      let examined = 0;
      let at = after;
      for (;;) {
        const limit = others.length === 0 ? size + 1 : PAGE_SIZE;
        const places = await placesOf(consultation, walked, { newestFirst, after: at, limit });
        matching.push(...(await placesOnAll(consultation, places, others)));
        examined += inARound;
        const isEnd = places.length < limit;
        const isEnough = matching.length > size;
        if (isEnough || isEnd || examined + inARound > MAX_EXAMINED) {
          const shown = matching.slice(0, size);
          const parts = await partsAt(consultation, shown, [walked, ...terms]);
          const next = isEnough ? shown.at(-1) : isEnd ? undefined : places.at(-1);
          return { parts, next: next ?? null };
        }
        at = places.at(-1) ?? null;
      }
    },

    async *streamPublic(consultation, after) {
      let at = after ?? null;
      for (;;) {
        const range = { newestFirst: false, after: at, limit: PAGE_SIZE };
        const places = await placesOf(consultation, EVERY_PART, range);
        yield* await partsAt(consultation, places, [EVERY_PART]);
        if (places.length < PAGE_SIZE) return;
        at = places.at(-1) ?? null;
      }
    },
  };
}

/** What the lists must become after a row was written. */
interface Written {
  readonly key: Key;
  /** The mark of our row, or null if a newer one stands in its place. */
  readonly mark: string | null;
  readonly put: readonly Key[];
  readonly deleted: readonly Key[];
  /** The row still names lists that the part has left. */
  readonly leaves: boolean;
  readonly fact: PublicFact;
}

/**
 * Writes the row of a part unless a newer one stands there. `seen` is the row as it was read. It is
 * null if there was none, or if nobody has looked.
 */
async function writeRow(table: Table, fact: PublicFact, seen: Row | null): Promise<Written> {
  const key = keyFor(fact);
  const mark = table.newMark();
  if (seen === null) {
    const fresh = rowFor(fact, null);
    if ((await table.add(key, fresh, mark)) === 'added') return writtenOf(key, mark, fact, fresh);
  }
  for (let row = seen; ; row = null) {
    row ??= await table.get(key);
    if (row === null) throw new Error(`No public part at ${key.partition} / ${key.sort}`);
    const standing = parseRow(PublicRow, row);
    if (standing.stamp > fact.stamp) return { ...writtenOf(key, null, fact, standing), put: [] };
    const after = rowFor(fact, standing);
    // The part is replaced as a whole, and nothing of the old one stays.
    if ((await table.update(key, { ...after }, unchangedSince(row), mark)) === 'updated') {
      return writtenOf(key, mark, fact, after);
    }
  }
}

function keyFor({ consultation, id }: PublicFact): Key {
  return keys.publicPart(consultation, id);
}

function rowFor({ stamp, part, terms }: PublicFact, standing: PublicRow | null): PublicRow {
  const before = standing === null ? [] : [...standing.terms, ...standing.leaving];
  return {
    stamp,
    part,
    terms: [...terms],
    leaving: [...new Set(before)].filter((term) => !terms.includes(term)),
    place: part === null ? (standing?.place ?? null) : placesFor(part),
  };
}

function placesFor(part: PublicPart) {
  return { at: placeOf(part), commitment: part.commitment };
}

/**
 * Returns what the lists must hold for this row. If a newer row stands in the place of ours, the
 * places that an earlier attempt of ours may have left are removed.
 */
function writtenOf(key: Key, mark: string | null, fact: PublicFact, row: PublicRow): Written {
  const { place } = row;
  const keysOf = (terms: readonly string[]) =>
    place === null ? [] : terms.map((term) => postingAt(fact.consultation, term, place));
  const strays = fact.terms.filter((term) => !row.terms.includes(term));
  return {
    key,
    mark,
    fact,
    put: keysOf(row.terms),
    deleted: keysOf([...row.leaving, ...strays]),
    leaves: row.leaving.length > 0,
  };
}

function postingAt(
  consultation: string,
  term: string,
  { at, commitment }: NonNullable<PublicRow['place']>,
): Key {
  const place = term === BY_COMMITMENT ? placeByCommitment(commitment, at) : at;
  return keys.posting(consultation, term, place);
}

/**
 * Ends the writing. Of a row that still stands, it forgets the lists that the part has left. If
 * somebody has written a newer row since ours, what we have put on the lists may have come after
 * that writer removed it: it is removed again.
 */
async function settle(table: Table, written: readonly Written[]): Promise<void> {
  const ours = written.filter(({ mark }) => mark !== null);
  const rows = await table.getAll(ours.map(({ key }) => key));
  const standing = new Map(rows.map((row) => [row.key.sort, row]));
  const stale = ours.flatMap(({ key, mark, fact, leaves }) => {
    const row = standing.get(key.sort);
    if (row === undefined) throw new Error(`No public part at ${key.partition} / ${key.sort}`);
    return row.mark === mark ? [] : [{ key, fact, leaves, row }];
  });
  await table.rewriteAll({
    put: [],
    deleted: stale.flatMap(({ key, fact, row }) => staleKeys(key, fact, row)),
  });
  const left = ours.filter(({ key, mark, leaves }) => {
    return leaves && standing.get(key.sort)?.mark === mark;
  });
  await Promise.all(
    left.map(async ({ key, mark }) =>
      table.update(key, { leaving: [] }, unchangedSince({ mark: mark ?? '' })),
    ),
  );
}

function staleKeys(key: Key, fact: PublicFact, row: Row): readonly Key[] {
  return writtenOf(key, null, fact, parseRow(PublicRow, row)).deleted;
}
