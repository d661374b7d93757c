import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LogState, Seal } from '../../shared/log/state.ts';
import { readTilePath } from '../../shared/log/tiles.ts';
import { appendLeaves, EMPTY, leafHash, nodeHash, rootOf } from '../../shared/log/tree.ts';
import type { LogReader } from '../../shared/ports/log.ts';
import { readLog } from '../../shared/usecases/read-log.ts';
import { aConsultation, aPublishedDraft, at, aUnit } from '../support/builders.ts';
import { aSimulatedTable } from '../support/engines.ts';
import { aKeyPair, rootByDefinition } from '../support/log.ts';
import { StandingClock } from '../support/ports.ts';
import { useCasesOn } from '../support/use-cases.ts';

const ID = 'nap2-midterm-review';
const AT = at('2027-01-05T10:00:00Z');

/** Entries of different lengths, with letters that take two bytes. */
function entriesOf(size: number): string[] {
  return Array.from(
    { length: size },
    (_, index) => `{"ieraksts":"${'ā'.repeat(index % 5)}${index}"}`,
  );
}

/** The hashes of a level by the definition: each is the root over the next 256 of the level below. */
function levelsOf(entries: readonly string[]): Buffer[][] {
  const levels = [entries.map(leafHash)];
  for (;;) {
    const below = levels.at(-1) ?? [];
    const complete = Math.floor(below.length / 256);
    if (complete === 0) return levels;
    levels.push(
      Array.from({ length: complete }, (_, index) => {
        let row = below.slice(index * 256, (index + 1) * 256);
        while (row.length > 1) {
          row = Array.from({ length: row.length / 2 }, (__, pair) =>
            nodeHash(row[2 * pair] as Buffer, row[2 * pair + 1] as Buffer),
          );
        }
        return row[0] as Buffer;
      }),
    );
  }
}

const made = new Map<number, { readonly entries: string[]; readonly levels: Buffer[][] }>();

/** Makes so many entries and their tree, once. */
function treeOf(size: number) {
  const entries = entriesOf(size);
  const tree = made.get(size) ?? { entries, levels: levelsOf(entries) };
  made.set(size, tree);
  return { entries: tree.entries, levels: tree.levels.map((level) => [...level]) };
}

function aSeal(size: number): Seal {
  return { first: 0, size, upTo: AT, sealedAt: AT, checkpoint: `${size}` };
}

/**
 * A log in memory. It holds more than its newest seal says: a step that is under way. `reads`: the
 * tiles and entries that were read.
 */
function aLog(size: number, underWay = 0) {
  const { entries, levels } = treeOf(size + underWay);
  const reads: string[] = [];
  const state: LogState = {
    table: 'table',
    origin: `site.example/log/${ID}`,
    epoch: 1,
    keys: [1, 2].map((seed) => Buffer.from(aKeyPair(seed).publicKey).toString('base64')),
    size,
    roots: [],
    reached: {
      ...{ upTo: AT, key: null, dates: null, closed: false, draft: 0, digests: {}, watched: [] },
    },
  };
  const store: LogReader = {
    findLog: (id) =>
      Promise.resolve(
        id === ID ? { key: { partition: 'LOGS', sort: id }, mark: 'mark', state } : null,
      ),
    newestSeals: (id) => Promise.resolve(id === ID && size > 0 ? [aSeal(size)] : []),
    firstSealUpTo: () => Promise.reject(new Error('Not asked for here')),
    async *streamEntries(_, from, to) {
      reads.push(`entries ${from}–${to}`);
      await Promise.resolve();
      yield* entries.slice(from, to);
    },
    readTile(_, { level, number }) {
      reads.push(`tile ${level}/${number}`);
      return Promise.resolve(levels[level]?.slice(number * 256, (number + 1) * 256) ?? []);
    },
    findLoggedDigest: () => Promise.reject(new Error('Not asked for here')),
    readNotes: () => Promise.reject(new Error('Not asked for here')),
  };
  return { entries, levels, reads, log: readLog({ store }) };
}

async function read(of: ReturnType<typeof aLog>, path: string, id = ID): Promise<Buffer | null> {
  const asked = readTilePath(path.split('/'));
  if (asked === null) throw new Error(`No address of a tile: ${path}`);
  return of.log.tile(id, asked);
}

/** Takes an entry bundle apart as C2SP tlog-tiles describes it. */
function unpack(bundle: Buffer): string[] {
  const entries: string[] = [];
  for (let offset = 0; offset < bundle.length;) {
    const end = offset + 2 + bundle.readUInt16BE(offset);
    expect(end).toBeLessThanOrEqual(bundle.length);
    entries.push(bundle.subarray(offset + 2, end).toString('utf8'));
    offset = end;
  }
  return entries;
}

/** Verifies as RFC 9162, section 2.1.3.2, says. */
function verifies(
  leaf: Buffer,
  index: number,
  size: number,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  const node = (left: Buffer, right: Buffer) =>
    createHash('sha256')
      .update(Buffer.concat([Buffer.of(1), left, right]))
      .digest();
  if (index >= size) return false;
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const p of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = node(p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else {
      r = node(r, p);
    }
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  return sn === 0 && r.equals(root);
}

describe('the tiles of a log', () => {
  // The last address of each kind that a tree of that size has. 70,000 = 273 · 256 + 112, and
  // 273 = 256 + 17: the example of C2SP tlog-tiles.
  it.each([
    [1, ['0/000.p/1'], ['0/000.p/2', '0/000', '0/001.p/1', '1/000.p/1']],
    [255, ['0/000.p/255', '0/000.p/7'], ['0/000', '1/000.p/1']],
    [256, ['0/000', '0/000.p/255', '1/000.p/1'], ['0/001.p/1', '1/000.p/2', '2/000.p/1']],
    [257, ['0/000', '0/001.p/1', '1/000.p/1'], ['0/001.p/2', '0/001', '1/000.p/2', '1/000']],
    [
      70_000,
      ['0/000', '0/272', '0/273.p/112', '1/000', '1/001.p/17', '2/000.p/1'],
      ['0/273.p/113', '0/273', '0/274.p/1', '1/001.p/18', '1/001', '2/000.p/2', '3/000.p/1'],
    ],
  ])('of a log of %i entries are those of the specification', async (size, there, absent) => {
    const asked = aLog(size, 300);
    for (const path of there) {
      const [level = '', number = ''] = path.split('/');
      const width = Number(path.split('/')[2] ?? 256);
      const from = Number.parseInt(number, 10) * 256;
      const hashes = asked.levels[Number(level)]?.slice(from, from + width) ?? [];
      expect(hashes, path).toHaveLength(width);
      expect(await read(asked, path), path).toEqual(Buffer.concat(hashes));
      expect((await read(asked, path))?.length, path).toBe(32 * width);
    }
    for (const path of absent) expect(await read(asked, path), path).toBeNull();
  });

  it.each([1, 255, 256, 257, 70_000])('hold %i entries in bundles', async (size) => {
    const asked = aLog(size, 300);
    const held: string[] = [];
    for (let number = 0; number * 256 < size; number++) {
      const width = Math.min(256, size - number * 256);
      const partial = width === 256 ? '' : `.p/${width}`;
      const bundle = await read(asked, `entries/${String(number).padStart(3, '0')}${partial}`);
      held.push(...unpack(bundle ?? expect.fail(`No bundle ${number}`)));
    }
    expect(held).toEqual(asked.entries.slice(0, size));
    const last = Math.floor(size / 256);
    const beyond = { level: 'entries', number: last, width: (size % 256) + 1 } as const;
    expect(await asked.log.tile(ID, beyond)).toBeNull();
  });

  it('are null where nothing is sealed, or there is no log', async () => {
    expect(await read(aLog(0, 5), '0/000.p/1')).toBeNull();
    expect(await read(aLog(5), '0/000.p/1', 'another')).toBeNull();
    expect(await aLog(0, 5).log.newest(ID)).toBeNull();
    expect(await aLog(5).log.keys('another')).toEqual([]);
  });

  it('are refused when the table has lost a part', async () => {
    const short = aLog(1_000);
    short.levels[1]?.pop();
    await expect(read(short, '1/000.p/3')).rejects.toThrow(`Tile 1/0 of ${ID} is incomplete`);
  });
});

let rootOnce: Buffer | undefined;
const rootOfMany = () =>
  (rootOnce ??= rootOf(appendLeaves(EMPTY, entriesOf(70_000).map(leafHash))));

describe('the proof of an entry', () => {
  it('verifies for every place in every small tree', async () => {
    for (let size = 1; size <= 40; size++) {
      const { log, entries } = aLog(size, 3);
      const root = rootByDefinition(entries.slice(0, size));
      for (let place = 0; place < size; place++) {
        const proven = (await log.entry(ID, place, aSeal(size))) ?? expect.fail(`No ${place}`);
        expect(proven).toMatchObject({ place, entry: entries[place] });
        const leaf = leafHash(proven.entry);
        expect(verifies(leaf, place, size, proven.proof, root), `${place}/${size}`).toBe(true);
        // The verifier refuses what is not so.
        expect(verifies(leafHash('{}'), place, size, proven.proof, root)).toBe(false);
        if (size === 1) continue;
        expect(verifies(leaf, (place + 1) % size, size, proven.proof, root)).toBe(false);
        expect(verifies(leaf, place, size, proven.proof.slice(1), root)).toBe(false);
      }
    }
  });

  it.each([0, 1, 255, 256, 65_535, 65_536, 69_631, 69_999])(
    'verifies for the place %i among 70,000, from few tiles',
    async (place) => {
      const { log, entries, reads } = aLog(70_000, 300);
      const root = rootOfMany();
      const proven = (await log.entry(ID, place, aSeal(70_000))) ?? expect.fail('No entry');
      expect(verifies(leafHash(proven.entry), place, 70_000, proven.proof, root)).toBe(true);
      expect(proven.entry).toBe(entries[place]);
      expect(new Set(reads).size).toBe(reads.length);
      // The entry itself, and at most two tiles of each level.
      expect(reads.length).toBeLessThanOrEqual(7);
    },
  );

  it('follows the checkpoint that is asked about, and ends where it ends', async () => {
    const { log, entries } = aLog(40);
    const earlier = (await log.entry(ID, 4, aSeal(9))) ?? expect.fail('No entry');
    const root = rootByDefinition(entries.slice(0, 9));
    expect(verifies(leafHash(earlier.entry), 4, 9, earlier.proof, root)).toBe(true);
    expect(await log.entry(ID, 9, aSeal(9))).toBeNull();
  });
});

describe('the keys of a log', () => {
  it('are written as verifiers read them, oldest first', async () => {
    const keys = await aLog(5).log.keys(ID);
    expect(keys).toHaveLength(2);
    for (const [index, key] of keys.entries()) {
      const [name, id, typed = ''] = key.split('+', 3);
      const origin = `site.example/log/${ID}`;
      expect(name).toBe(origin);
      const bytes = Buffer.from(key.split('+').slice(2).join('+'), 'base64');
      const { publicKey } = aKeyPair(index + 1);
      expect(typed).not.toBe('');
      expect(bytes).toEqual(Buffer.concat([Buffer.of(1), publicKey]));
      const hash = createHash('sha256').update(`${origin}\n`).update(bytes).digest('hex');
      expect(id).toBe(hash.slice(0, 8));
    }
  });
});

describe('a log that was sealed', () => {
  it('serves what its checkpoint says', async () => {
    const clock = new StandingClock('2027-01-05T10:00:00Z');
    const on = useCasesOn(aSimulatedTable(), clock);
    await on.store.saveUnit(aUnit());
    await on.store.addDraft(ID, aPublishedDraft());
    await on.store.saveConsultation(aConsultation());
    await on.seal();
    const log = readLog(on);
    const seal = (await log.newest(ID)) ?? expect.fail('Not sealed');
    const bundle =
      (await log.tile(ID, { level: 'entries', number: 0, width: seal.size })) ?? Buffer.of();
    const root = Buffer.from(seal.checkpoint.split('\n')[2] ?? '', 'base64');
    expect(rootByDefinition(unpack(bundle))).toEqual(root);
    for (let place = 0; place < seal.size; place++) {
      const { entry, proof } = (await log.entry(ID, place, seal)) ?? expect.fail('No entry');
      expect(verifies(leafHash(entry), place, seal.size, proof, root)).toBe(true);
    }
    const [key = ''] = await log.keys(ID);
    expect(seal.checkpoint.split('\n')[4]).toContain(`— ${key.split('+')[0] ?? ''} `);
    const found = await log.find(ID, seal, ({ kind }) => kind === 'draft');
    expect(found).toMatchObject({ place: 2, entry: { kind: 'draft', version: 1 } });
    expect(await log.find(ID, seal, ({ kind }) => kind === 'closed')).toBeNull();
  });
});
