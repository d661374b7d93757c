import type { Consultation } from './consultation.ts';
import type { Digest, Totals } from './digest.ts';
import type { PartChange } from './part-change.ts';
import type { Bilingual } from './text.ts';

/** How a digest names another one. */
export type DigestName = Pick<Digest, 'number' | 'slot'>;

/** What a digest says about one part. */
export interface DigestItem extends PartChange {
  /**
   * The unit's digest that told the part which this edit or withdrawal replaces. Null for a new
   * part.
   */
  readonly replaces: DigestName | null;
  /** What that digest told of an edited part. Null if no digest has told it. */
  readonly was: PartChange['was'];
  /** The group of nearly equal texts of different authors to which it belongs, by its index. */
  readonly group: number | null;
}

/** Letters of different authors with nearly the same text. Totals still count each of them. */
export interface Campaign {
  /** As the complete set calls it. */
  readonly number: number;
  readonly letters: number;
  readonly organisations: number;
  readonly confirmed: number;
  /** How many must not be published. */
  readonly internal: number;
  /** Letters by each value that they give in the counted field of their kind. */
  readonly counts: ReadonlyMap<string, number>;
  readonly uncounted: number;
  /** The first letters, as many as a mail may list, without what they say. */
  readonly listed: readonly DigestItem[];
}

/** What a digest shows in one place: an item, and the campaign of which it is the first letter. */
export interface DigestEntry {
  readonly item: DigestItem;
  readonly campaign: Campaign | null;
}

/** What a digest says about one commitment, or about no single one if `number` is null. */
export interface DigestSection {
  readonly number: number | null;
  readonly title: Bilingual | null;
  /** All changes: new, edited and withdrawn parts. */
  readonly items: number;
  /** The number of new and edited parts. */
  readonly parts: number;
  readonly edited: number;
  /** New and edited parts by each value that they give in the counted field of their kind. */
  readonly counts: ReadonlyMap<string, number>;
  /** New and edited parts that give none of these values. */
  readonly uncounted: number;
  /**
   * What a mail can tell: campaigns first, from the largest on, and then the others in the order of
   * receipt. The items that are missing here are in the complete set.
   */
  readonly entries: readonly DigestEntry[];
}

export interface DigestChapter {
  readonly consultation: Consultation;
  readonly sections: readonly DigestSection[];
}

export interface DigestContent {
  readonly totals: Totals;
  readonly chapters: readonly DigestChapter[];
}

/** Counts the items for which the entry stands. */
export function lettersIn({ campaign }: DigestEntry): number {
  return campaign?.letters ?? 1;
}

/** Counts the items for which entries stand. */
export function itemsIn(entries: readonly DigestEntry[]): number {
  return entries.reduce((sum, entry) => sum + lettersIn(entry), 0);
}

/** Counts what has happened in a chapter: its new, edited and withdrawn parts. */
export function newsIn({ sections }: Pick<DigestChapter, 'sections'>): number {
  return sections.reduce((sum, { items }) => sum + items, 0);
}
