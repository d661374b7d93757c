import type { Bytes } from './bytes.ts';
import type { DatesEntry, DigestEntry, Entry, SubmissionEntry, Window } from './entry.ts';

/** An entry, its place in the log, and its hash as a leaf of the tree. */
export type Placed<Kind extends Entry = Entry> = Kind & {
  readonly index: number;
  readonly leaf: Bytes;
};

/** What the rules ask about, put together once from the entries. */
export interface Facts {
  readonly entries: readonly Placed[];
  /** The moment up to which something may still be on its way. */
  readonly at: string;
  /** In the order of time. At any moment, the newest dates up to that moment are in force. */
  readonly dates: readonly Placed<DatesEntry>[];
  readonly units: ReadonlyMap<string, UnitFacts>;
}

interface UnitFacts {
  readonly unit: string;
  readonly digests: Placed<DigestEntry>[];
  /** The versions of which the unit must be told, in the order of the log. */
  readonly owed: Placed<SubmissionEntry>[];
}

export function isKind<Kind extends Entry['kind']>(kind: Kind) {
  return (entry: Placed): entry is Placed<Extract<Entry, { readonly kind: Kind }>> =>
    entry.kind === kind;
}

export function factsOf(entries: readonly Placed[], at: string): Facts {
  const units = new Map<string, UnitFacts>();
  const ofUnit = (unit: string) => {
    const known = units.get(unit) ?? { unit, digests: [], owed: [] };
    units.set(unit, known);
    return known;
  };
  for (const entry of entries) {
    if (entry.kind === 'digest') ofUnit(entry.unit).digests.push(entry);
    if (entry.kind === 'submission') {
      for (const unit of new Set(entry.units)) ofUnit(unit).owed.push(entry);
    }
  }
  const dates = sortBy(entries.filter(isKind('dates')), (entry) => entry.at);
  return { entries, at, dates, units };
}

/** Returns the items in ascending order. Equal ones stay as they were. */
export function sortBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly Item[] {
  return items.toSorted((one, other) => {
    return keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0;
  });
}

/** Returns how many items come before the first one of which `isBefore` is not true. */
export function countWhile<Item>(
  items: readonly Item[],
  isBefore: (item: Item) => boolean,
): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isBefore(items[middle] as Item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the dates in force at the moment. Before the first, those that the log began with. */
export function datesAt({ dates }: Facts, moment: string): DatesEntry | undefined {
  return dates[Math.max(0, countWhile(dates, ({ at }) => at <= moment) - 1)];
}

/** Says whether the consultation was never open in the span, by the dates in force at the time. */
export function wasClosed({ dates }: Facts, span: Window): boolean {
  return dates.every(({ at, opensAt, closesAt }, place) => {
    const next = dates[place + 1]?.at ?? span.to;
    const from = [span.from, place === 0 ? span.from : at, opensAt].toSorted().at(-1) ?? at;
    const to = [span.to, next, closesAt].toSorted()[0] ?? next;
    return from >= to;
  });
}

export function later(moment: string, ms: number): string {
  return new Date(Date.parse(moment) + ms).toISOString();
}
