import { describe, expect, it } from 'vitest';
import type { PublicPart } from '../../shared/domain/public-part.ts';
import { dataFile } from '../../shared/open-data/data-file.ts';
import { FORMATS, type Format } from '../../shared/open-data/publisher.ts';
import { MAX_VOLUME_BYTES, readVolume } from '../../shared/open-data/volume.ts';
import { aConsultation } from '../support/builders.ts';
import { aPublicOpinion, publicStoreOf, PUBLISHER } from '../support/public-parts.ts';

const REVIEW = aConsultation();

/** Reads all volumes by their places, as a client does. The names are the places. */
async function volumesOf(
  parts: readonly PublicPart[],
  format: Format,
): Promise<ReadonlyMap<string, string>> {
  const store = publicStoreOf(parts);
  const file = dataFile(format, REVIEW, PUBLISHER);
  const volumes = new Map<string, string>();
  let after: string | null = '';
  while (after !== null) {
    const read = await readVolume(store, REVIEW.id, after, file, (next) => `urn:${next}`);
    volumes.set(after, read.body);
    after = read.next;
  }
  return volumes;
}

function idsIn(body: string, format: Format): string[] {
  const pattern = format === 'json' ? /^\{"id":"(\w{16})"/gmu : /^"(\w{16})"/gmu;
  return [...body.matchAll(pattern)].map(([, id = '']) => id);
}

const opinions = (count: number, text: (index: number) => string): PublicPart[] =>
  Array.from({ length: count }, (_, index) =>
    aPublicOpinion({ seed: index + 1, answers: { rating: null, text: text(index) } }),
  );

/** Many short opinions, and some of the longest, with letters of several bytes. */
const MIXED = opinions(2_000, (index) =>
  index % 90 === 0 ? '"„ā”\n'.repeat(4_000) : `Viedoklis Nr. ${index}`,
);

describe.each(FORMATS)('the volumes of data as %s', (format) => {
  it('together hold every part once, in order', async () => {
    const volumes = await volumesOf(MIXED, format);
    expect(volumes.size).toBeGreaterThan(3);
    expect([...volumes.values()].flatMap((body) => idsIn(body, format))).toEqual(
      MIXED.map(({ id }) => id),
    );
  });

  it('are never longer than an answer may be', async () => {
    for (const body of (await volumesOf(MIXED, format)).values()) {
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_VOLUME_BYTES);
    }
  });

  it('hold at least one part each, however long', async () => {
    const [long] = opinions(1, () => 'ā'.repeat(MAX_VOLUME_BYTES));
    const parts = [long ?? aPublicOpinion(), ...opinions(3, () => 'īss').slice(1)];
    const volumes = await volumesOf(parts, format);
    expect([...volumes.values()].map((body) => idsIn(body, format).length)).toEqual([1, 2]);
  });

  it('of nothing are one volume without parts', async () => {
    const [body = '', ...others] = [...(await volumesOf([], format)).values()];
    expect(others).toEqual([]);
    expect(idsIn(body, format)).toEqual([]);
  });

  const SHORT = opinions(4_000, (index) => `Viedoklis Nr. ${index} par to, kas jau ir paveikts.`);

  it.each([
    [
      'is edited',
      (part: PublicPart) => [{ ...part, answers: { rating: null, text: 'ē'.repeat(9_000) } }],
    ],
    ['is no longer public', () => []],
    [
      'becomes public later',
      (part: PublicPart) => [part, { ...part, id: `${part.id.slice(0, 11)}!` }],
    ],
  ])('stay as they were when one part %s, but for those beside it', async (_, change) => {
    const before = await volumesOf(SHORT, format);
    const changed = SHORT.flatMap((part, index) => (index === 700 ? change(part) : [part]));
    const after = await volumesOf(changed, format);
    expect(before.size).toBeGreaterThan(5);
    const fresh = [...after].filter(([cursor, body]) => before.get(cursor) !== body);
    expect(fresh.length).toBeLessThanOrEqual(2);
    expect(fresh.length).toBeGreaterThan(0);
  });

  it('stay as they were when a part is added at the end, but for the last', async () => {
    const before = await volumesOf(SHORT.slice(0, -1), format);
    const after = await volumesOf(SHORT, format);
    const fresh = [...after].filter(([cursor, body]) => before.get(cursor) !== body);
    expect(fresh).toHaveLength(1);
  });
});
