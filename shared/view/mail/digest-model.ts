import type { Completion } from '../../domain/opinion.ts';
import type { Language } from '../../domain/text.ts';

/*
 * What a digest says, in words, before it is text or HTML: both are written from this and from
 * nothing else, so that they cannot disagree.
 */

export interface DigestModel {
  readonly language: Language;
  readonly title: string;
  readonly unit: string;
  readonly period: string;
  /** What is out of the ordinary. */
  readonly notices: readonly string[];
  /** Null in a digest that has nothing to tell. */
  readonly headline: { readonly figure: string; readonly words: string } | null;
  readonly facts: string;
  /** The totals of the digest before. */
  readonly before: string | null;
  /** How many of the opinions are in the mail, where not all of them are. */
  readonly shown: string | null;
  readonly nothing: readonly string[];
  readonly chapters: readonly ChapterModel[];
  readonly moreChapters: string | null;
  readonly completeSet: string | null;
  readonly footer: readonly string[];
  readonly check: LinkModel;
}

/** `label` stands before the address in text and is the link itself in HTML. */
interface LinkModel {
  readonly label: string;
  readonly href: string;
}

export interface ChapterModel {
  readonly title: string;
  readonly state: string;
  readonly link: LinkModel;
  readonly quiet: string | null;
  readonly rows: readonly RowModel[];
  readonly moreRows: string | null;
  readonly sections: readonly SectionModel[];
}

/** One commitment at a glance. */
export interface RowModel {
  readonly title: string;
  readonly count: string;
  /** Opinions by rating, the unrated (null) last. `share` is a percentage of the longest bar. */
  readonly parts: readonly {
    readonly completion: Completion | null;
    readonly label: string;
    readonly share: number;
  }[];
  /** Whether its bar is drawn; the labels of the parts say the same. */
  readonly bar: boolean;
}

export interface SectionModel {
  readonly title: string;
  readonly count: string;
  readonly items: readonly ItemModel[];
  readonly more: string | null;
}

export interface ItemModel {
  readonly organisation: string;
  readonly completion: Completion | null;
  readonly marks: readonly string[];
  /** The last of the marks is one that must not be overlooked: not for publication. */
  readonly internal: boolean;
  /** What its author wrote. */
  readonly lines: readonly string[];
  /** What we say in its place or at its end. */
  readonly remark: string | null;
  readonly reference: string;
  readonly received: string;
}

/** How much of the frame around the opinions is shown: less of it where there is much. */
export interface Detail {
  readonly titleChars: number;
  readonly bars: boolean;
  /** Commitments without anything new stand in a row of their own. */
  readonly quietRows: boolean;
  readonly maxRows: number;
  readonly maxChapters: number;
}
