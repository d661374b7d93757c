import type { Owner } from '../../domain/owner.ts';
import type { Language } from '../../domain/text.ts';

/*
 * What a digest says, in words, before it becomes text or HTML. Both parts are written from this
 * model and from nothing else, so that they cannot disagree.
 */

export interface DigestModel {
  readonly language: Language;
  readonly owner: Owner;
  readonly title: string;
  readonly unit: string;
  readonly period: string;
  /** Sentences about anything that is out of the ordinary. */
  readonly notices: readonly string[];
  /** Null in a digest that has nothing to tell. */
  readonly headline: { readonly figure: string; readonly words: string } | null;
  readonly facts: string;
  /** The totals of the previous digest. */
  readonly before: string | null;
  /** How much of the news the mail shows. Null if it shows all. */
  readonly shown: string | null;
  readonly nothing: readonly string[];
  readonly chapters: readonly ChapterModel[];
  readonly moreChapters: string | null;
  readonly completeSet: string | null;
  readonly footer: readonly string[];
  readonly check: LinkModel;
}

/**
 * In the text part, `label` stands before the address. In the HTML of a chapter, `label` is the
 * link itself.
 */
interface LinkModel {
  readonly label: string;
  readonly href: string;
}

export interface ChapterModel {
  readonly title: string;
  readonly state: string;
  readonly link: LinkModel;
  /** What has come of this consultation up to now. */
  readonly toDate: string | null;
  readonly quiet: string | null;
  readonly rows: readonly RowModel[];
  readonly moreRows: string | null;
  readonly sections: readonly SectionModel[];
}

/** A step of a scale by its place, or `none` for no step. */
export type Swatch = number | 'none';

/** One commitment at a glance. */
export interface RowModel {
  readonly title: string;
  readonly count: string;
  /**
   * Parts by their counted value, with those without a value last. `share` is a percentage of the
   * longest bar. `swatch` is null if the values are no steps of a scale.
   */
  readonly parts: readonly {
    readonly swatch: Swatch | null;
    readonly label: string;
    readonly share: number;
  }[];
  /** Whether the bar is drawn. The labels of the parts say the same. */
  readonly bar: boolean;
  /** What has come about this commitment up to now. Null if the row says it already. */
  readonly toDate: string | null;
}

export interface SectionModel {
  readonly title: string;
  readonly count: string;
  readonly items: readonly ItemModel[];
  readonly more: string | null;
}

export interface ItemModel {
  readonly organisation: string;
  /** The title that the author gave. Null if a part of this kind has none. */
  readonly title: string | null;
  readonly swatch: Swatch | null;
  readonly marks: readonly string[];
  /** True if the last mark is "not for publication", which must not be overlooked. */
  readonly internal: boolean;
  /** What the author wrote, field by field. A field that speaks for itself has no label. */
  readonly texts: readonly { readonly label: string | null; readonly lines: readonly string[] }[];
  /** What we say in place of the author's text, or at its end. */
  readonly remark: string | null;
  readonly reference: string;
  readonly received: string;
  /** Stands in place of the organisation, the marks and the reference. */
  readonly campaign: CampaignModel | null;
}

/** Letters with nearly the same text as the one that is shown. */
export interface CampaignModel {
  readonly title: string;
  readonly facts: string;
  /** Says which of the texts is shown, and where the others are. */
  readonly shown: string;
  readonly listed: readonly {
    readonly reference: string;
    readonly marks: readonly string[];
    readonly organisation: string;
  }[];
  readonly more: string | null;
}

/**
 * How much of the frame around the opinions is shown. The more there is to tell, the less of it is
 * shown.
 */
export interface Detail {
  readonly titleChars: number;
  readonly bars: boolean;
  /** Whether commitments without anything new have a row of their own. */
  readonly quietRows: boolean;
  /** Whether chapters and rows say what has come up to now. */
  readonly toDate: boolean;
  readonly maxRows: number;
  readonly maxChapters: number;
  /** How many letters of a campaign are listed. */
  readonly maxListed: number;
}
