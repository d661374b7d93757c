import {
  type Author,
  BANDS,
  MAX_TEXTS,
  placesUpTo,
  type Scope,
  TextRecords,
} from './text-records.ts';

/*
 * Groups nearly equal texts of different authors. The texts come one after the other, and each
 * leaves only a small record. Pairs that may be alike are found by bands (locality-sensitive
 * hashing; "Mining of Massive Datasets", chapter 3): texts that agree in all bytes of a band are
 * compared. The bands are taken one by one, so there is never more than one index.
 *
 * Which texts form a group depends on the texts only, and not on the order in which they come.
 */

export interface Thresholds {
  /** Two texts at least as alike as this are linked. */
  readonly link: number;
  /**
   * Each text of a group is at least as much like the most typical one. So a letter that quotes two
   * others, and is linked to both, does not make one group of them.
   */
  readonly centre: number;
}

/** ADR 21 has the figures. */
export const THRESHOLDS: Thresholds = { link: 0.55, centre: 0.3 };

/**
 * In a band, a text is compared with at most this many texts that are not linked to one another. So
 * the work grows with the number of texts and not with its square, even if somebody makes up texts
 * that agree in many bands.
 */
const MAX_COMPARED = 32;
/** How many texts are tried as the most typical one. */
const MAX_CANDIDATES = 32;
/** Into how many groups linked texts are divided. Any texts beyond stand alone. */
const MAX_CENTRES = 32;

/**
 * In UTF-16 units, of all texts together: more than a hundred thousand people write. Texts beyond stand
 * alone. A megabyte of the shortest words takes a fifth of a second, and a digest must be made in time
 * whatever somebody sends.
 */
const MAX_GROUPED_CHARS = 100_000_000;

const ALONE = -1;

export interface TextGroup {
  readonly texts: number;
  /** Two spellings of one name are one organisation. */
  readonly organisations: number;
}

export interface TextGroups {
  /** In the order of their first texts. */
  readonly groups: readonly TextGroup[];
  /** Returns the index of the group of the text at `place`, or null if the text stands alone. */
  groupAt(place: number): number | null;
}

/** Starts to group texts. See {@link RECORD_BYTES} for the memory that a text takes. */
export function groupTexts(thresholds = THRESHOLDS, mostChars = MAX_GROUPED_CHARS) {
  const records = new TextRecords();
  let charsLeft = mostChars;
  return {
    /**
     * Takes the text at the next place. A text without words stands alone.
     */
    add(scope: Scope, author: Author, text: string): void {
      charsLeft -= text.length;
      records.add(scope, author, charsLeft < 0 ? '' : text);
    },

    /** Makes the groups and forgets the texts. Each group has at least two authors. */
    finish(): TextGroups {
      const groupOf = new Int32Array(Math.min(records.count, MAX_TEXTS)).fill(ALONE);
      const groups = findGroups(records, thresholds).map((places, index): TextGroup => {
        for (const place of places) groupOf[place] = index;
        return { texts: places.length, organisations: records.countOrganisations(places) };
      });
      records.forget();
      const groupAt = (place: number) => groupOf[place] ?? ALONE;
      return { groups, groupAt: (place) => (groupAt(place) === ALONE ? null : groupAt(place)) };
    },
  };
}

/** Returns the groups by the places of their texts, in the order of their first texts. */
function findGroups(records: TextRecords, thresholds: Thresholds): number[][] {
  const texts = records.written();
  // Equal texts are linked first, so that each text is compared only once.
  const twins = new Links(records.count);
  const isTwin = (one: number, other: number) => records.compare(one, other) === 0;
  linkWithin(
    bucketsOf(texts, (place) => records.keyOf(place)),
    records,
    isTwin,
    twins,
  );
  const twinOf = (place: number) => twins.rootOf(place);

  const different = texts.filter((place) => twinOf(place) === place);
  const links = new Links(records.count);
  const isAlike = (one: number, other: number) =>
    records.isSameScope(one, other) && records.similarity(one, other) >= thresholds.link;
  for (let band = 0; band < BANDS; band++) {
    const buckets = bucketsOf(different, (place) => records.bandKeyOf(place, band));
    linkWithin(buckets, records, isAlike, links);
  }

  return [...bucketsOf(texts, (place) => links.rootOf(twinOf(place)))]
    .flatMap((places) => divide(records, places, twinOf, thresholds.centre))
    .filter(([first = 0, ...others]) => others.some((one) => !records.isSameAuthor(first, one)))
    .toSorted(([a = 0], [b = 0]) => a - b);
}

/** Links the texts of each bucket that are alike. */
function linkWithin(
  buckets: Iterable<number[]>,
  records: TextRecords,
  isAlike: (one: number, other: number) => boolean,
  links: Links,
): void {
  for (const bucket of buckets) {
    const compared: number[] = [];
    // In an order that depends on the texts only.
    for (const place of bucket.sort((one, other) => records.compare(one, other))) {
      let isLinked = false;
      for (const other of compared) {
        if (!links.areLinked(place, other)) {
          if (!isAlike(place, other)) continue;
          links.link(place, other);
        }
        isLinked = true;
      }
      if (!isLinked && compared.length < MAX_COMPARED) compared.push(place);
    }
  }
}

/** Divides linked texts into groups, each around its most typical text. */
function divide(
  records: TextRecords,
  places: readonly number[],
  twinOf: (place: number) => number,
  threshold: number,
): number[][] {
  const groups: number[][] = [];
  let left = places;
  while (left.length > 1 && groups.length < MAX_CENTRES) {
    const centre = findMostTypical(records, left, twinOf);
    const isNear = (place: number) => records.similarity(place, centre) >= threshold;
    groups.push(left.filter(isNear));
    left = left.filter((place) => !isNear(place));
  }
  return groups;
}

/**
 * Returns the most typical text: of the texts that came most often, the one that is most like the
 * others of these. Each counts as often as it came.
 */
function findMostTypical(
  records: TextRecords,
  places: readonly number[],
  twinOf: (place: number) => number,
): number {
  const counts = new Map<number, number>();
  for (const place of places) counts.set(twinOf(place), (counts.get(twinOf(place)) ?? 0) + 1);
  const candidates = [...counts]
    .sort(([a, often], [b, oftenToo]) => oftenToo - often || records.compare(a, b))
    .slice(0, MAX_CANDIDATES);
  const scores = candidates.map(([one]) =>
    candidates.reduce((sum, [other, count]) => sum + records.similarity(one, other) * count, 0),
  );
  return candidates[scores.indexOf(Math.max(...scores))]?.[0] ?? 0;
}

/** Gathers the places that have the same key. Leaves out places whose key no other place has. */
function* bucketsOf(places: Uint32Array, keyOf: (place: number) => number): Generator<number[]> {
  const sorted = Float64Array.from(places, (place) => keyOf(place) * MAX_TEXTS + place).sort();
  let bucket: number[] = [];
  let key = -1;
  for (const one of sorted) {
    const next = Math.floor(one / MAX_TEXTS);
    if (next !== key) {
      if (bucket.length > 1) yield bucket;
      [bucket, key] = [[], next];
    }
    bucket.push(one % MAX_TEXTS);
  }
  if (bucket.length > 1) yield bucket;
}

/** Which places belong together (union-find). */
class Links {
  readonly #parents: Uint32Array;

  constructor(count: number) {
    this.#parents = placesUpTo(Math.min(count, MAX_TEXTS));
  }

  rootOf(place: number): number {
    let root = place;
    for (;;) {
      const parent = this.#parents[root] ?? root;
      if (parent === root) return root;
      // Halves the path for the next time.
      this.#parents[root] = this.#parents[parent] ?? parent;
      root = parent;
    }
  }

  areLinked(one: number, other: number): boolean {
    return this.rootOf(one) === this.rootOf(other);
  }

  link(one: number, other: number): void {
    const [a, b] = [this.rootOf(one), this.rootOf(other)];
    this.#parents[Math.max(a, b)] = Math.min(a, b);
  }
}
