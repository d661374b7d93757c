import type { Owner } from '../../domain/owner.ts';
import type { Language } from '../../domain/text.ts';
import type { Piece } from '../word-changes.ts';
import type { LogsModel } from './describe-logs.ts';

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
  /** What the mail does not tell in full, and where it is. Null if it tells everything. */
  readonly shown: string | null;
  readonly nothing: readonly string[];
  /** Consultations with news. */
  readonly chapters: readonly ChapterModel[];
  readonly moreChapters: string | null;
  /** Consultations without news. */
  readonly quiet: readonly QuietModel[];
  /** What stands above them, or in their place. */
  readonly quietTitle: string | null;
  readonly completeSet: string | null;
  readonly footer: readonly string[];
  /** Whom to write to if an author has something to explain. Null if nothing is told. */
  readonly ask: LinkModel | null;
  readonly check: LinkModel;
  /** Null: nothing is sealed yet. */
  readonly logs: LogsModel | null;
}

/** In the text part, the address stands on a line of its own, below the label. */
export interface LinkModel {
  readonly label: string;
  readonly href: string;
}

/** One consultation in a few lines. */
export interface QuietModel {
  readonly title: string;
  readonly state: string;
  readonly href: string;
  /** What has come of this consultation up to now. */
  readonly toDate: string | null;
}

export interface ChapterModel extends QuietModel {
  readonly linkLabel: string;
  readonly rows: readonly RowModel[];
  /** About the commitments that have no row. */
  readonly others: readonly string[];
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

/** A strong mark must not be overlooked. */
export interface Mark {
  readonly label: string;
  readonly isStrong: boolean;
  /** Null if the mark is no value of a scale. */
  readonly swatch: Swatch | null;
}

export interface ChangesModel {
  readonly label: string;
  readonly facts: readonly {
    readonly what: string;
    readonly note: string | null;
    /** What stood there before, in the words of the author or of the form. */
    readonly was: string | null;
  }[];
}

export interface TextModel {
  /** Null for a field that speaks for itself. */
  readonly label: string | null;
  /** The words of the author in order. Those that have changed are marked. */
  readonly pieces: readonly PieceModel[];
}

export interface PieceModel extends Piece {
  /** Says in words what the mark says. Null for what has not changed. */
  readonly around: { readonly before: string; readonly after: string } | null;
}

export interface ItemModel {
  readonly organisation: string;
  /** The title that the author gave. Null if a part of this kind has none. */
  readonly title: string | null;
  readonly marks: readonly Mark[];
  /** Says what is not as an earlier digest told it. Null if nothing is compared. */
  readonly changes: ChangesModel | null;
  /** What the author wrote, field by field. */
  readonly texts: readonly TextModel[];
  /** How many words of the author's text are left out. */
  readonly wordsLeft: number;
  /** What we say in place of the author's text, or at its end. */
  readonly remark: string | null;
  readonly reference: LinkModel;
  /** When the part was received, and whether its author has confirmed the address. */
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
    readonly reference: LinkModel;
    readonly marks: readonly Mark[];
    readonly organisation: string;
  }[];
  readonly more: string | null;
}
