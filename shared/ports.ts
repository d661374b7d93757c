import type { Consultation, Draft, ResponsibleUnit } from './domain/consultation.ts';
import type { Delivery, SendOutcome } from './domain/delivery.ts';
import type { Digest } from './domain/digest.ts';
import type { DigestContent, DigestItem } from './domain/digest-content.ts';
import type { Submission } from './domain/opinion.ts';
import type { Language } from './domain/text.ts';
import type { Instant, LocalDate, Window } from './domain/time.ts';

/*
 * What the use cases need of the world. Expected outcomes are values; a rejected promise is a fault,
 * which the caller's caller retries or reports. Whatever a store returns has passed its schema: a row
 * that does not is a fault that names its key.
 */

export interface Clock {
  now(): Instant;
}

/** Where logs and metrics go. Only what an operator can act on. */
export interface Journal {
  /** `name` is one of the metrics that an alarm or the dashboard reads. */
  count(name: MetricName, value?: number): void;
  info(message: string, details: Record<string, unknown>): void;
  error(message: string, details: Record<string, unknown>): void;
}

/** Where the metrics are found; each has the dimension `service`, the name of its function. */
export const METRICS_NAMESPACE = 'Sadzirdets';

export type MetricName =
  | 'SubmissionsStored'
  | 'NudgesLost'
  | 'DigestRunSucceeded'
  | 'DigestsMade'
  | 'UnitsWithoutMailbox'
  | 'MailsSent'
  | 'MailsFailed'
  | 'MailsUnknown'
  | 'OutboxSwept';

export interface Tokens {
  /** Lower-case hex SHA-256 of the UTF-8 text. */
  fingerprint(text: string): string;
  /** A token that only this installation can make: holding it proves that we handed out `statement`. */
  sign(statement: string): Promise<string>;
  /** Compares in constant time; anything but the right token is simply false. */
  isSigned(statement: string, token: string): Promise<boolean>;
}

export interface ConsultationStore {
  /** Every consultation, in no particular order. */
  listConsultations(): Promise<Consultation[]>;
  findConsultation(id: string): Promise<Consultation | null>;
  listUnits(): Promise<ResponsibleUnit[]>;
  findUnit(id: string): Promise<ResponsibleUnit | null>;
  /** Creates it or replaces it. */
  saveUnit(unit: ResponsibleUnit): Promise<void>;
  /** `taken`: this version stands already with other content; a published version never changes. */
  addDraft(consultation: string, draft: Draft): Promise<'added' | 'same' | 'taken'>;
  /** Creates it or replaces it. */
  saveConsultation(consultation: Consultation): Promise<void>;
}

export interface SubmissionStore {
  /**
   * One conditional write. `added`: durable, and its receipt is due. `taken`: something stands at this
   * reference and version already, which may be the same content from an earlier request or, by a
   * chance of one in millions of millions, another's.
   */
  addSubmission(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Submission,
  ): Promise<'added' | 'taken'>;
  /** Where the delivery of the submission's receipt is found. */
  receiptKey(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Pick<Submission, 'reference' | 'version'>,
  ): DeliveryKey;
  /** The newest version, or null. */
  findSubmission(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    reference: string,
  ): Promise<Submission | null>;
  /**
   * Ties an Idempotency-Key (hashed) to a reference, once: answers the reference to which it is tied
   * now, be it this or an earlier one.
   */
  tieKey(consultation: string, keyHash: string, reference: string): Promise<string>;
  /**
   * Versions received within the window, by `receivedAt`, one page after the other, strongly
   * consistent. Where a submission has several versions in the window, the latest alone is told.
   */
  streamReceived(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
  ): AsyncIterable<Submission>;
}

export interface DigestStore {
  /** The unit's newest digest, strongly consistent. */
  latestDigest(unit: string): Promise<Digest | null>;
  findDigest(unit: string, number: number): Promise<Digest | null>;
  /** The digest whose window holds `receivedAt`, or null while it is still ahead. */
  digestTelling(unit: string, receivedAt: Instant): Promise<Digest | null>;
  /** `taken`: another run has made this number. */
  addDigest(digest: Digest): Promise<'added' | 'taken'>;
}

/** Names one delivery and the record it belongs to. Opaque to all but the store and the queue. */
export interface DeliveryKey {
  readonly partition: string;
  readonly sort: string;
}

/** A delivery, and what it is to deliver. */
type Mailing =
  | { readonly kind: 'receipt'; readonly submission: Submission; readonly delivery: Delivery }
  | {
      readonly kind: 'digest';
      readonly unit: string;
      readonly number: number;
      readonly delivery: Delivery;
    };

export interface DeliveryStore {
  findMailing(key: DeliveryKey): Promise<Mailing | null>;
  /** One for each recipient of the digest. Adds those that do not stand yet; an existing delivery is left as it is. */
  addDigestDeliveries(digest: Digest, now: Instant): Promise<void>;
  /** The digest's deliveries, strongly consistent. */
  digestDeliveries(
    unit: string,
    number: number,
  ): Promise<readonly { readonly key: DeliveryKey; readonly delivery: Delivery }[]>;
  /** `stale`: somebody else has moved it on since `before` was read; nothing was written. */
  moveDelivery(key: DeliveryKey, before: Delivery, after: Delivery): Promise<'moved' | 'stale'>;
  /** Deliveries that may be taken up at `now`, oldest first, at most `limit`. May lag by a second. */
  dueDeliveries(now: Instant, limit: number): Promise<DeliveryKey[]>;
}

/** Is this table the one it was, or a copy restored from a backup? */
export interface TableIdentity {
  /**
   * `original`: its stamp is its own. `restored`: it carries the stamp of the table it was restored
   * from, so mails may have gone out that it does not know of. The first call stamps a new table.
   */
  identify(): Promise<'original' | 'restored'>;
  /** An operator has looked: the table is the original from now on. */
  adopt(): Promise<void>;
}

export interface Mail {
  readonly to: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: string;
  }[];
  /** Joins SES events to the delivery: letters, digits, `_` and `-` only. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Writes the mail that confirms a submission. Pure. */
export type WriteReceipt = (about: {
  readonly submission: Submission;
  readonly consultation: Consultation;
  readonly units: readonly ResponsibleUnit[];
  /** Where it can be edited or withdrawn until closing; whoever holds it may. */
  readonly revisionUrl: string;
  readonly receiptUrl: string;
  /** The day of the digest that will tell it, or null. */
  readonly next: LocalDate | null;
}) => Mail;

/** The complete set of a digest's opinions as a CSV file, row by row. */
export interface DigestTable {
  add(consultation: Consultation, item: DigestItem): void;
  /** The file, or null once it has grown past what a mail can carry. */
  finish(): string | null;
}

/** Writes digests. Pure but for the table, which gathers. */
export interface DigestWriter {
  /** Bytes of HTML that a digest has for its opinions. */
  readonly budget: number;
  /** Bytes of HTML that this one takes. */
  weigh(language: Language, item: DigestItem): number;
  table(language: Language): DigestTable;
  mail(about: {
    readonly digest: Digest;
    readonly previous: Digest | null;
    readonly unit: ResponsibleUnit;
    readonly content: DigestContent;
    readonly csv: string | null;
    readonly recipient: string;
    /** An earlier copy may have reached the recipient. */
    readonly repeat: boolean;
    readonly siteUrl: string;
  }): Mail;
}

/** Sends once, without retries of its own; every outcome but a programming error is a value. */
export type SendMail = (mail: Mail) => Promise<SendOutcome>;

export interface MailQueue {
  /** Tells `send-mail` of due deliveries. May reject: whatever it loses, the sweep finds. */
  nudge(keys: readonly DeliveryKey[]): Promise<void>;
}
