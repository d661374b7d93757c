import type { Consultation } from './consultation.ts';
import type { PlannedDigest, Totals } from './digest.ts';
import type { PartChange } from './part-change.ts';
import type { Answers } from './submission.ts';
import type { Bilingual } from './text.ts';

/** What a digest says about one part. */
export interface DigestItem extends PartChange {
  /**
   * The number of the unit's digest that told the part which this edit or withdrawal replaces. Null
   * for a new part.
   */
  readonly replaces: number | null;
}

/** What a digest says about one commitment, or about no single one if `number` is null. */
export interface DigestSection {
  readonly number: number | null;
  readonly title: Bilingual | null;
  /** The number of new and edited parts. */
  readonly parts: number;
  readonly edited: number;
  /** New and edited parts by each value that they give in the counted field of their kind. */
  readonly counts: ReadonlyMap<string, number>;
  /** New and edited parts that give none of these values. */
  readonly uncounted: number;
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
  readonly consultation: Consultation;
  readonly number: number | null;
  readonly title: Bilingual | null;
  readonly counts: Map<string, number>;
  uncounted: number;
  parts: number;
  edited: number;
  items: number;
  kept: DigestItem[];
  keptWeight: number;
}

/**
 * Gathers a digest from its items, which arrive submission by submission. It needs the same memory
 * for any number of items: it counts all of them, but for each commitment it keeps only as many as
 * would fill the whole mail. `budget` and the weights are bytes of HTML. `countedIn`
 * returns the values by which the parts of a consultation are counted.
 */
export class DigestCollector {
  readonly #chapters: { consultation: Consultation; sections: Map<number, OpenSection> }[];
  readonly #budget: number;
  readonly #weigh: (consultation: Consultation, item: DigestItem) => number;
  readonly #countedIn: (consultation: Consultation, answers: Answers) => readonly string[];
  readonly #given: Record<string, number> = {};
  #totals = { submissions: 0, edited: 0, withdrawn: 0 };

  constructor(
    digest: PlannedDigest,
    consultations: readonly Consultation[],
    budget: number,
    weigh: (consultation: Consultation, item: DigestItem) => number,
    countedIn: (consultation: Consultation, answers: Answers) => readonly string[],
  ) {
    this.#budget = budget;
    this.#weigh = weigh;
    this.#countedIn = countedIn;
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
      // The commitment has moved to another unit since. Its earlier parts stay with this unit.
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
        left -= this.#weigh(section.consultation, item);
        full = left < 0;
        if (full) break;
        shown.set(section, turn + 1);
      }
    }
    return {
      totals: { given: this.#given, ...this.#totals },
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
    const { consultation, counts } = section;
    section.parts += 1;
    if (item.change === 'edited') {
      this.#totals.edited += 1;
      section.edited += 1;
    } else {
      this.#given[consultation.kind] = (this.#given[consultation.kind] ?? 0) + 1;
    }
    const values = item.answers === null ? [] : this.#countedIn(consultation, item.answers);
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    if (values.length === 0) section.uncounted += 1;
  }

  #keep(section: OpenSection, item: DigestItem): void {
    if (section.keptWeight > this.#budget) return;
    section.kept.push(item);
    section.keptWeight += this.#weigh(section.consultation, item);
  }
}

function openSection(consultation: Consultation, number: number | null): OpenSection {
  const { commitments } = consultation.draft;
  const title = commitments.find((one) => one.number === number)?.title ?? null;
  return {
    consultation,
    number,
    title,
    counts: new Map(),
    uncounted: 0,
    parts: 0,
    edited: 0,
    items: 0,
    kept: [],
    keptWeight: 0,
  };
}

function closeSection(
  { number, title, counts, uncounted, parts, edited, items, kept }: OpenSection,
  shown: number,
): DigestSection {
  const more = items - shown;
  return { number, title, counts, uncounted, parts, edited, shown: kept.slice(0, shown), more };
}
