import { targetOf } from '../../operator/target.ts';
import { leafHash } from '../../shared/log/tree.ts';
import type { RunningStack } from './stack.ts';
import { storesOn } from './table.ts';

/**
 * Writes parts of a log that would take too long to write as a whole: the entry bundles 0 and 1,000,
 * and the first hash above the former. Returns the hashes of both bundles.
 */
export async function addLongLog({ data }: RunningStack, consultation: string) {
  const { table, clock } = targetOf({ data });
  const store = storesOn(table);
  const bundles = [0, 256_000].map((first) => ({
    first,
    entries: Array.from({ length: 256 }, (_, index) => `{"place":${first + index}}`),
  }));
  for (const { first, entries } of bundles) await store.addEntries(consultation, first, entries);
  const above = leafHash('above');
  await store.growTiles(consultation, [{ level: 1, number: 0, first: 0, hashes: [above] }]);
  const now = clock.now();
  const seal = { first: 0, size: 256_256, upTo: now, sealedAt: now, checkpoint: 'not signed' };
  await store.addSeal(consultation, seal);
  return { above, hashes: bundles.map(({ entries }) => entries.map(leafHash)) };
}
