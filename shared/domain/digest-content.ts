import type { Consultation } from './consultation.ts';
import type { PlannedDigest, Totals } from './digest.ts';
import type { PartChange } from './part-change.ts';
import type { Answers } from './submission.ts';
import type { TextGroup } from './text-groups.ts';
import type { Bilingual } from './text.ts';

/** What a digest says about one part. */
export interface DigestItem extends PartChange {
  /**
   * The number of the unit's digest that told the part which this edit or withdrawal replaces. Null
   * for a new part.
   */
  readonly replaces: number | null;
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
  /** The number of new and edited parts. */
  readonly parts: number;
  readonly edited: number;
  /** New and edited parts by each value that they give in the counted field of their kind. */
  readonly counts: ReadonlyMap<string, number>;
  /** New and edited parts that give none of these values. */
  readonly uncounted: number;
  /**
   * What the mail shows: campaigns first, from the largest on. `more` counts the items that only the
   * complete set holds.
   */
  readonly shown: readonly DigestEntry[];
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
  readonly campaigns: Map<number, OpenCampaign>;
  readonly kept: DigestEntry[];
  keptWeight: number;
}

interface OpenCampaign {
  readonly item: DigestItem;
  readonly counts: Map<string, number>;
  letters: number;
  uncounted: number;
  confirmed: number;
  internal: number;
  readonly listed: DigestItem[];
}

/** Only the largest groups are shown as campaigns, so that their texts always fit into memory. */
const MAX_CAMPAIGNS = 50;
/** How many letters of a campaign a mail lists by organisation and reference. */
const MAX_LISTED = 40;

/**
 * Gathers a digest from its items, which arrive submission by submission. It needs the same memory
 * for any number of items: it counts all of them, but for each commitment it keeps only as many as
 * would fill the whole mail. `budget` and the weights are bytes of HTML. `countedIn`
 * returns the values by which the parts of a consultation are counted.
 */
export class DigestCollector {
  readonly #chapters: { consultation: Consultation; sections: Map<number, OpenSection> }[];
  readonly #budget: number;
  readonly #weigh: (consultation: Consultation, entry: DigestEntry) => number;
  readonly #groups: readonly TextGroup[];
  readonly #campaigns: ReadonlySet<number>;
  readonly #countedIn: (consultation: Consultation, answers: Answers) => readonly string[];
  readonly #given: Record<string, number> = {};
  #totals = { submissions: 0, edited: 0, withdrawn: 0 };

  constructor(
    digest: PlannedDigest,
    consultations: readonly Consultation[],
    groups: readonly TextGroup[],
    budget: number,
    weigh: (consultation: Consultation, entry: DigestEntry) => number,
    countedIn: (consultation: Consultation, answers: Answers) => readonly string[],
  ) {
    this.#groups = groups;
    this.#campaigns = new Set(
      [...groups.entries()]
        .sort(([, a], [, b]) => b.texts - a.texts)
        .slice(0, MAX_CAMPAIGNS)
        .map(([index]) => index),
    );
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

  /** Shares the budget out in turns: one entry of each commitment in each turn, in order. */
  finish(): DigestContent {
    const sections = this.#chapters.flatMap((chapter) => [...chapter.sections.values()]);
    const entries = new Map(sections.map((section) => [section, this.#entriesOf(section)]));
    const shown = new Map(sections.map((section) => [section, 0]));
    let left = this.#budget;
    for (
      let turn = 0, full = false;
      !full && [...entries.values()].some(({ length }) => length > turn);
      turn++
    ) {
      for (const section of sections) {
        const entry = entries.get(section)?.[turn];
        if (entry === undefined) continue;
        left -= this.#weigh(section.consultation, entry);
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
          .map((section) =>
            closeSection(section, entries.get(section)?.slice(0, shown.get(section)) ?? []),
          ),
      })),
    };
  }

  #count(section: OpenSection, item: DigestItem): void {
    section.items += 1;
    if (item.change === 'withdrawn') {
      this.#totals.withdrawn += 1;
      return;
    }
    const { consultation } = section;
    section.parts += 1;
    if (item.change === 'edited') {
      this.#totals.edited += 1;
      section.edited += 1;
    } else {
      this.#given[consultation.kind] = (this.#given[consultation.kind] ?? 0) + 1;
    }
    tally(section, this.#valuesOf(section, item));
  }

  #keep(section: OpenSection, item: DigestItem): void {
    if (item.group !== null && this.#campaigns.has(item.group)) {
      const campaign = section.campaigns.get(item.group) ?? openCampaign(item);
      section.campaigns.set(item.group, campaign);
      campaign.letters += 1;
      if (item.confirmed) campaign.confirmed += 1;
      if (item.publication === 'internal') campaign.internal += 1;
      tally(campaign, this.#valuesOf(section, item));
      if (campaign.listed.length < MAX_LISTED) campaign.listed.push({ ...item, answers: null });
      return;
    }
    if (section.keptWeight > this.#budget) return;
    const entry = { item, campaign: null };
    section.kept.push(entry);
    section.keptWeight += this.#weigh(section.consultation, entry);
  }

  #valuesOf({ consultation }: OpenSection, { answers }: DigestItem): readonly string[] {
    return answers === null ? [] : this.#countedIn(consultation, answers);
  }

  /** Returns what a section may show, campaigns first. */
  #entriesOf({ campaigns, kept }: OpenSection): DigestEntry[] {
    const entries = [...campaigns].map(([group, { item, ...told }]): DigestEntry => {
      const { organisations = 0 } = this.#groups[group] ?? {};
      return { item, campaign: { ...told, number: group + 1, organisations } };
    });
    return [...entries.sort((a, b) => lettersIn(b) - lettersIn(a)), ...kept];
  }
}

/** Counts the items for which the entry stands. */
function lettersIn({ campaign }: DigestEntry): number {
  return campaign?.letters ?? 1;
}

/** Counts the items for which entries stand. */
export function itemsIn(entries: readonly DigestEntry[]): number {
  return entries.reduce((sum, entry) => sum + lettersIn(entry), 0);
}

function tally(
  into: { readonly counts: Map<string, number>; uncounted: number },
  values: readonly string[],
): void {
  for (const value of values) into.counts.set(value, (into.counts.get(value) ?? 0) + 1);
  if (values.length === 0) into.uncounted += 1;
}

function openCampaign(item: DigestItem): OpenCampaign {
  const nothing = { letters: 0, uncounted: 0, confirmed: 0, internal: 0 };
  return { item, counts: new Map(), ...nothing, listed: [] };
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
    campaigns: new Map(),
    kept: [],
    keptWeight: 0,
  };
}

function closeSection(
  { number, title, counts, uncounted, parts, edited, items }: OpenSection,
  shown: readonly DigestEntry[],
): DigestSection {
  const more = items - itemsIn(shown);
  return { number, title, counts, uncounted, parts, edited, shown, more };
}
