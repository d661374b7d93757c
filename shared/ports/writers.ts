import type { Announcement } from '../domain/announcement.ts';
import type { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import type { DigestContent, DigestItem } from '../domain/digest-content.ts';
import type { Digest } from '../domain/digest.ts';
import type { Descent } from '../domain/lineage.ts';
import type { ModerationAct } from '../domain/standing.ts';
import type { Reachable, Submission } from '../domain/submission.ts';
import type { Subscription } from '../domain/subscription.ts';
import type { Language } from '../domain/text.ts';
import type { Instant, LocalDate } from '../domain/time.ts';
import type { Seal } from '../log/state.ts';
import type { Mail } from './mail.ts';
import type { AddressKey } from './subscriptions.ts';

/**
 * Writes the mail that tells the former contact of a submission that another address was given.
 * Pure.
 */
export type WriteContactNotice = (about: {
  /** The version that gave the new address. */
  readonly submission: Submission;
  /** The former address. */
  readonly to: string;
  readonly consultation: Consultation;
  readonly replyTo: string;
}) => Mail;

/** Writes the mail that tells an author of an act of moderation. Pure. */
export type WriteModeration = (about: {
  readonly act: ModerationAct;
  readonly submission: Reachable;
  readonly consultation: Consultation;
  /**
   * The pages of the parts that the act is about. Absolute. None: the consultation publishes them
   * later.
   */
  readonly urls: readonly string[];
  readonly replyTo: string;
}) => Mail;

/** Writes the mail that tells the author of a proposal what has grown from it. Pure. */
export type WriteLineage = (about: {
  readonly descent: Descent;
  /** The newest version of the proposal. */
  readonly submission: Reachable;
  readonly call: Consultation;
  readonly into: Consultation;
  /** The author's own link to the proposal. Absolute. */
  readonly proposalUrl: string;
  /** Where the commitment can be read. Absolute. */
  readonly intoUrl: string;
  readonly replyTo: string;
}) => Mail;

/** What a mail carries of the log of a consultation: its newest seal, to be kept and checked. */
export interface SealedLog {
  readonly consultation: Consultation;
  readonly seal: Seal;
}

/** Writes the mail that confirms a submission. Pure. */
export type WriteReceipt = (about: {
  readonly submission: Reachable;
  /**
   * True if the address is known to be its author's. Otherwise the mail holds nothing that the
   * author has typed: somebody else may have typed it, to have it sent in our name.
   */
  readonly quotes: boolean;
  readonly consultation: Consultation;
  readonly units: readonly ResponsibleUnit[];
  /**
   * Where the submission can be edited or withdrawn until closing, by anybody who has this link.
   */
  readonly revisionUrl: string;
  readonly receiptUrl: string;
  /**
   * The day on which the first digest that tells this version is due, or was due. Null: no unit is
   * told anything.
   */
  readonly firstDigestOn: LocalDate | null;
  /** Null: nothing of the consultation is sealed yet. */
  readonly log: SealedLog | null;
  readonly checkUrl: string;
  /** A monitored address: a reply reaches a person. */
  readonly replyTo: string;
  /** Authors may ask for the mail again at any time, also after the closing. */
  readonly now: Instant;
}) => Mail;

/** A CSV file. */
export interface DigestFile {
  readonly filename: string;
  readonly csv: string;
}

/**
 * The complete set of what a digest tells, row by row, as a CSV file for each kind of consultation.
 */
export interface DigestTable {
  add(consultation: Consultation, item: DigestItem): void;
  /** Returns the files, or null if together they have grown larger than a mail can carry. */
  finish(): readonly DigestFile[] | null;
}

/** Writes digests. Pure, except for the table, which gathers rows. */
export interface DigestWriter {
  /** The bytes that a digest has at most. */
  readonly budget: number;
  /** Returns the least bytes that this item takes. */
  weigh(
    digest: Pick<Digest, 'language' | 'window'>,
    consultation: Consultation,
    item: DigestItem,
  ): number;
  table(digest: Pick<Digest, 'unit' | 'number' | 'language'>): DigestTable;
  mail(about: {
    readonly digest: Digest;
    readonly previous: Digest | null;
    readonly unit: ResponsibleUnit;
    readonly content: DigestContent;
    /** The complete set, or null if it is too large for a mail. */
    readonly files: readonly DigestFile[] | null;
    /** True if one of the files is not as it was when the digest was made. The log holds its hash. */
    readonly filesChanged: boolean;
    /** Of the consultations of the digest, those of which something is sealed. */
    readonly logs: readonly SealedLog[];
    readonly recipient: string;
    /** The name of the mail's delivery. */
    readonly delivery: string;
    /** An earlier mail may have reached the recipient. */
    readonly repeat: boolean;
    readonly siteUrl: string;
  }): Mail;
}

/** Writes the mail that asks whether a sign-up was meant. Pure. */
export type WriteConfirmation = (about: {
  readonly subscription: Subscription;
  readonly confirmUrl: string;
  readonly siteUrl: string;
  /** A monitored address: a reply reaches a person. */
  readonly replyTo: string;
  readonly address: AddressKey;
}) => Mail;

/** Where an announcement's mail leads. All links are absolute. */
export interface AnnouncementLinks {
  /** The announcement itself, in the public archive. */
  readonly announcement: string;
  readonly archive: string;
  /** Where the subscriber can change topics. */
  readonly subscription: string;
  /** Takes a one-click POST (RFC 8058), and shows a button to a person. */
  readonly unsubscribe: string;
}

/**
 * Writes the mails of one announcement in one language. What all of them share is made once. Pure.
 */
export type WriteAnnouncement = (about: {
  readonly announcement: Announcement;
  readonly language: Language;
  readonly siteUrl: string;
  readonly replyTo: string;
}) => (recipient: {
  readonly email: string;
  readonly address: AddressKey;
  /** The number of the batch that the mail belongs to. */
  readonly batch: number;
  readonly links: AnnouncementLinks;
}) => Mail;
