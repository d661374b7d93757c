import type { Consultation } from './consultation.ts';
import type { PlannedDigest, Totals } from './digest.ts';
import type { OpinionChange } from './opinion-change.ts';
import { COMPLETIONS, type Completion } from './opinion.ts';
import type { Bilingual } from './text.ts';

/** What a digest says about one opinion. */
export interface DigestItem extends OpinionChange {
  /**
   * The number of the unit's digest that told the opinion which this edit or withdrawal replaces.
   * Null for a new opinion.
   */
  readonly replaces: number | null;
}

/** What a digest says about one commitment, or about the draft as a whole if `number` is null. */
export interface DigestSection {
  readonly number: number | null;
  readonly title: Bilingual | null;
  /** The number of new and edited opinions. */
  readonly opinions: number;
  readonly edited: number;
  /** New and edited opinions by rating. The other `opinions` have no rating. */
  readonly ratings: Readonly<Record<Completion, number>>;
  /** The items that the mail shows. `more` counts the items that only the complete set holds. */
  readonly shown: readonly DigestItem[];
  readonly more: number;
}

export interface DigestChapter {
  readonly consultation: Consultation;
  readonly sections: readonly DigestSection[];
}

export interface DigestContent {
  readonly totals: Totals;
  readonly chapters: readonly DigestChapter[];
}

interface OpenSection {
  readonly number: number | null;
  readonly title: Bilingual | null;
  readonly ratings: Record<Completion, number>;
  opinions: number;
  edited: number;
  items: number;
  kept: DigestItem[];
  keptWeight: number;
}

/**
 * Gathers a digest from its items, which arrive submission by submission. It needs the same memory
 * for any number of items: it counts all of them, but for each commitment it keeps only as many as
 * would fill the whole mail. `budget` and the weights are bytes of HTML.
 */
export class DigestCollector {
  readonly #chapters: { consultation: Consultation; sections: Map<number, OpenSection> }[];
  readonly #budget: number;
  readonly #weigh: (item: DigestItem) => number;
  #totals = { opinions: 0, submissions: 0, edited: 0, withdrawn: 0 };

  constructor(
    digest: PlannedDigest,
    consultations: readonly Consultation[],
    budget: number,
    weigh: (item: DigestItem) => number,
  ) {
    this.#budget = budget;
    this.#weigh = weigh;
    this.#chapters = consultations.map((consultation) => ({
      consultation,
      sections: new Map([
        ...(consultation.unit === digest.unit
          ? [[0, openSection(consultation, null)] as const]
          : []),
        ...consultation.draft.commitments
          .filter(({ unit }) => unit === digest.unit)
          .map(({ number }) => [number, openSection(consultation, number)] as const),
      ]),
    }));
  }

  /** Takes the items of one submission. */
  add(consultation: string, items: readonly DigestItem[]): void {
    const chapter = this.#chapters.find((one) => one.consultation.id === consultation);
    if (chapter === undefined)
      throw new RangeError(`The consultation ${consultation} is not in this digest`);
    const changes = new Set(items.map(({ change }) => change));
    if (changes.has('new')) this.#totals.submissions += 1;
    for (const item of items) {
      const key = item.commitment ?? 0;
      // The commitment has moved to another unit since. Its earlier opinions stay with this unit.
      const section =
        chapter.sections.get(key) ?? openSection(chapter.consultation, item.commitment);
      chapter.sections.set(key, section);
      this.#count(section, item);
      this.#keep(section, item);
    }
  }

  /** Shares the budget out in turns: one item of each commitment in each turn, in order. */
  finish(): DigestContent {
    const sections = this.#chapters.flatMap((chapter) => [...chapter.sections.values()]);
    const shown = new Map(sections.map((section) => [section, 0]));
    let left = this.#budget;
    for (
      let turn = 0, full = false;
      !full && sections.some((one) => one.kept.length > turn);
      turn++
    ) {
      for (const section of sections) {
        const item = section.kept[turn];
        if (item === undefined) continue;
        left -= this.#weigh(item);
        full = left < 0;
        if (full) break;
        shown.set(section, turn + 1);
      }
    }
    return {
      totals: this.#totals,
      chapters: this.#chapters.map(({ consultation, sections: open }) => ({
        consultation,
        sections: [...open.values()]
          .toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))
          .map((section) => closeSection(section, shown.get(section) ?? 0)),
      })),
    };
  }

  #count(section: OpenSection, item: DigestItem): void {
    section.items += 1;
    if (item.change === 'withdrawn') {
      this.#totals.withdrawn += 1;
      return;
    }
    this.#totals[item.change === 'new' ? 'opinions' : 'edited'] += 1;
    section.opinions += 1;
    if (item.change === 'edited') section.edited += 1;
    if (item.rating !== null) section.ratings[item.rating] += 1;
  }

  #keep(section: OpenSection, item: DigestItem): void {
    if (section.keptWeight > this.#budget) return;
    section.kept.push(item);
    section.keptWeight += this.#weigh(item);
  }
}

function openSection({ draft }: Consultation, number: number | null): OpenSection {
  const title = draft.commitments.find((one) => one.number === number)?.title ?? null;
  const ratings = Object.fromEntries(COMPLETIONS.map((one) => [one, 0]));
  return {
    number,
    title,
    ratings: ratings as Record<Completion, number>,
    opinions: 0,
    edited: 0,
    items: 0,
    kept: [],
    keptWeight: 0,
  };
}

function closeSection(
  { number, title, ratings, opinions, edited, items, kept }: OpenSection,
  shown: number,
) {
  const more = items - shown;
  return { number, title, ratings, opinions, edited, shown: kept.slice(0, shown), more };
}
