import type { Instant } from '../domain/time.ts';
import type { PluralForms } from '../view/format.ts';

/** The words of one field of a part. */
export interface FieldWords {
  /** Beside the field, in a mail and at the head of a column. */
  readonly label: string;
  /** For people who do not see what the field is about. Without it, `label` is enough. */
  readonly labelAbout?: (commitment: number | null) => string;
  readonly hint?: string;
  /** Said when the field must not be empty, and is. */
  readonly missing?: string;
  /** The choices of the field, in words, by value. A list of the consultation has its own words. */
  readonly choices?: Readonly<Record<string, string>>;
  /** What stands for no choice. */
  readonly none?: string;
}

/** What the product announces about a consultation. The body is CommonMark; what is passed in is safe. */
interface AnnouncementWords {
  readonly subject: (title: string) => string;
  readonly body: (about: {
    readonly title: string;
    readonly plan: string;
    readonly summary: string;
    readonly closesAt: Instant;
    readonly link: string;
  }) => string;
}

/** All sentences that differ from one kind of consultation to another, in one language. */
export interface KindWords {
  readonly fields: Readonly<Record<string, FieldWords>>;

  /** What a part is called, after a number. */
  readonly parts: PluralForms;
  readonly newParts: PluralForms;

  /** When the form opens, and until when it takes submissions. */
  readonly opens: (at: Instant) => string;
  readonly closes: (at: Instant) => string;
  /** What becomes of a submission after closing. */
  readonly late: string;
  readonly notOpenYet: string;
  readonly closedHint: (at: Instant) => string;

  /** The published text that the submissions are about. */
  readonly draft: {
    readonly label: string;
    readonly read: string;
    readonly introduction: string;
    readonly documents: string;
    /** Of the page that compares its versions. */
    readonly compared: (title: string) => string;
    readonly unchanged: string;
  };

  readonly form: {
    readonly title: string;
    readonly intro: string;
    /** What the words of a scale mean, for a kind that has one. */
    readonly scale: {
      readonly title: string;
      readonly meanings: Readonly<Record<string, string>>;
    } | null;
    /** The part that is about no single commitment. */
    readonly whole: string;
    readonly wholeHint: string | null;
    /** How to take back one part of several, for a kind that has several. */
    readonly takeBackOne: string | null;
    readonly publication: string;
    readonly publicationHints: { readonly named: string; readonly internal: string };
    readonly submit: string;
  };

  readonly announcements: {
    readonly opened: AnnouncementWords;
    readonly closing: AnnouncementWords;
  };

  /** The title of a receipt right after the submission. */
  readonly received: string;
  readonly mail: {
    readonly subject: (reference: string) => string;
    readonly thanks: string;
  };

  /** What everybody may see: all of it, and one part. */
  readonly published: { readonly title: string; readonly one: string };

  readonly digest: {
    /** The section about no single commitment. */
    readonly whole: string;
    /** Said of a part without a text. */
    readonly noText: string;
    readonly withdrawn: string;
    /** How the name of the file that holds the complete set begins. */
    readonly file: string;
  };
}
