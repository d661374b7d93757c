import type { Consultation } from './consultation.ts';
import {
  type DigestContent,
  type DigestEntry,
  type DigestItem,
  type DigestSection,
  lettersIn,
} from './digest-content.ts';
import type { PlannedDigest } from './digest.ts';
import { takeTurns } from './fair-shares.ts';
import type { Answers } from './submission.ts';
import type { TextGroup } from './text-groups.ts';

interface Counts {
  readonly counts: Map<string, number>;
  uncounted: number;
}

interface OpenSection extends Counts {
  readonly consultation: Consultation;
  readonly number: number | null;
  /** Its chapter, and its place there. */
  readonly order: readonly [chapter: number, section: number];
  parts: number;
  edited: number;
  items: number;
  readonly campaigns: Map<number, OpenCampaign>;
  /** Items that stand alone, with their weights: the first ones, without a gap. */
  readonly kept: { readonly item: DigestItem; readonly weight: number }[];
}

/** When it is the turn of an item: places compare from the left. */
type Place = readonly [turn: number, chapter: number, section: number];

interface OpenCampaign extends Counts {
  readonly item: DigestItem;
  letters: number;
  confirmed: number;
  internal: number;
  readonly listed: DigestItem[];
}

/** Only the largest groups are shown as campaigns, so that their texts always fit into memory. */
const MAX_CAMPAIGNS = 50;
/** How many letters of a campaign a mail lists by organisation and reference. */
export const MAX_LISTED_LETTERS = 40;

/** How a collector looks at items. */
export interface Measures {
  /** The bytes that a mail has at most. */
  readonly budget: number;
  /** Returns the bytes that an item takes in a mail when it is shortened as far as it can be. */
  readonly weigh: (consultation: Consultation, item: DigestItem) => number;
  /** Returns the values by which the parts of a consultation are counted. */
  readonly countedIn: (consultation: Consultation, answers: Answers) => readonly string[];
}

/**
 * Gathers a digest from its items, which arrive submission by submission. It counts all of them,
 * but keeps only those that can have a place in the mail, so it needs the same memory for any number
 * of items.
 */
export class DigestCollector {
  readonly #chapters: { consultation: Consultation; sections: Map<number, OpenSection> }[];
  readonly #groups: readonly TextGroup[];
  readonly #campaigns: ReadonlySet<number>;
  readonly #measures: Measures;
  readonly #given: Record<string, number> = {};
  #totals = { submissions: 0, edited: 0, withdrawn: 0 };
  /** The weight of all that is kept. */
  #weight = 0;
  /** The place of the first item that has no room. Those from here on have none either. */
  #end: Place = [Infinity, 0, 0];

  constructor(
    digest: PlannedDigest,
    consultations: readonly Consultation[],
    groups: readonly TextGroup[],
    measures: Measures,
  ) {
    this.#groups = groups;
    this.#campaigns = new Set(
      [...groups.entries()]
        .sort(([, a], [, b]) => b.texts - a.texts)
        .slice(0, MAX_CAMPAIGNS)
        .map(([index]) => index),
    );
    this.#measures = measures;
    this.#chapters = consultations.map((consultation, chapter) => ({
      consultation,
      sections: new Map([
        ...(consultation.unit === digest.unit
          ? [[0, openSection(consultation, chapter, null)] as const]
          : []),
        ...consultation.draft.commitments
          .filter(({ unit }) => unit === digest.unit)
          .map(({ number }) => [number, openSection(consultation, chapter, number)] as const),
      ]),
    }));
  }

  /** Takes the items of one submission. */
  add(consultation: string, items: readonly DigestItem[]): void {
    const index = this.#chapters.findIndex((one) => one.consultation.id === consultation);
    const chapter = this.#chapters[index];
    if (chapter === undefined)
      throw new RangeError(`The consultation ${consultation} is not in this digest`);
    const changes = new Set(items.map(({ change }) => change));
    if (changes.has('new')) this.#totals.submissions += 1;
    for (const item of items) {
      const key = item.commitment ?? 0;
      // The commitment has moved to another unit since. Its earlier parts stay with this unit.
      const section =
        chapter.sections.get(key) ?? openSection(chapter.consultation, index, item.commitment);
      chapter.sections.set(key, section);
      this.#count(section, item);
      if (item.group !== null && this.#campaigns.has(item.group)) {
        this.#countLetter(section, item.group, item);
      } else {
        this.#keep(section, item);
      }
    }
  }

  finish(): DigestContent {
    this.#dropWhatHasNoPlace();
    return {
      totals: { given: this.#given, ...this.#totals },
      chapters: this.#chapters.map(({ consultation, sections }) => ({
        consultation,
        sections: inOrder(sections).map((section) => this.#close(section)),
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

  #countLetter(section: OpenSection, group: number, item: DigestItem): void {
    const campaign = section.campaigns.get(group) ?? openCampaign(item);
    section.campaigns.set(group, campaign);
    campaign.letters += 1;
    if (item.confirmed) campaign.confirmed += 1;
    if (item.publication === 'internal') campaign.internal += 1;
    tally(campaign, this.#valuesOf(section, item));
    if (campaign.listed.length < MAX_LISTED_LETTERS) {
      campaign.listed.push({ ...item, answers: null, was: null });
    }
  }

  #keep(section: OpenSection, item: DigestItem): void {
    if (!isBefore(placeOfNext(section), this.#end)) return;
    const weight = this.#measures.weigh(section.consultation, item);
    section.kept.push({ item, weight });
    this.#weight += weight;
    if (this.#weight > 2 * this.#measures.budget) this.#dropWhatHasNoPlace();
  }

  /**
   * Drops what no mail can tell, because the turns before it fill the mail already. More items only
   * make these turns fuller, so nothing is dropped that would have a place in the end.
   */
  #dropWhatHasNoPlace(): void {
    const { budget } = this.#measures;
    const sections = this.#chapters.flatMap((chapter) => inOrder(chapter.sections));
    const lists = sections.map(({ kept }) => kept);
    const { taken, left, refused } = takeTurns(lists, budget, ({ weight }) => weight);
    this.#weight = budget - left;
    for (const [index, section] of sections.entries()) {
      section.kept.length = taken[index] ?? 0;
      if (index === refused) this.#end = placeOfNext(section);
    }
  }

  #valuesOf({ consultation }: OpenSection, { answers }: DigestItem): readonly string[] {
    return answers === null ? [] : this.#measures.countedIn(consultation, answers);
  }

  #close({ consultation, number, campaigns, kept, ...section }: OpenSection): DigestSection {
    const { commitments } = consultation.draft;
    const title = commitments.find((one) => one.number === number)?.title ?? null;
    const { items, parts, edited, counts, uncounted } = section;
    const entries = [
      ...this.#entriesOf(campaigns),
      ...kept.map(({ item }): DigestEntry => ({ item, campaign: null })),
    ];
    return { number, title, items, parts, edited, counts, uncounted, entries };
  }

  #entriesOf(campaigns: OpenSection['campaigns']): DigestEntry[] {
    return [...campaigns]
      .map(([group, { item, ...told }]): DigestEntry => {
        const { organisations = 0 } = this.#groups[group] ?? {};
        return { item, campaign: { ...told, number: group + 1, organisations } };
      })
      .sort((a, b) => lettersIn(b) - lettersIn(a));
  }
}

function inOrder(sections: ReadonlyMap<number, OpenSection>): OpenSection[] {
  return [...sections].toSorted(([a], [b]) => a - b).map(([, section]) => section);
}

function tally(into: Counts, values: readonly string[]): void {
  for (const value of values) into.counts.set(value, (into.counts.get(value) ?? 0) + 1);
  if (values.length === 0) into.uncounted += 1;
}

function openCampaign(item: DigestItem): OpenCampaign {
  const nothing = { letters: 0, uncounted: 0, confirmed: 0, internal: 0 };
  return { item, counts: new Map(), ...nothing, listed: [] };
}

function openSection(
  consultation: Consultation,
  chapter: number,
  number: number | null,
): OpenSection {
  const nothing = { uncounted: 0, parts: 0, edited: 0, items: 0 };
  const lists = { counts: new Map(), campaigns: new Map(), kept: [] };
  return { consultation, number, order: [chapter, number ?? 0], ...nothing, ...lists };
}

function placeOfNext({ kept, order }: OpenSection): Place {
  return [kept.length, ...order];
}

function isBefore(one: Place, other: Place): boolean {
  const step = one.findIndex((value, index) => value !== other[index]);
  return (one[step] ?? 0) < (other[step] ?? 0);
}
