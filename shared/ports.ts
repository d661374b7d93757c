import type { Announcement } from './domain/announcement.ts';
import type { Consultation, Draft, ResponsibleUnit } from './domain/consultation.ts';
import type { Delivery, SendOutcome } from './domain/delivery.ts';
import type { Digest } from './domain/digest.ts';
import type { DigestContent, DigestItem } from './domain/digest-content.ts';
import type { HealthReport } from './domain/health.ts';
import type { SubmissionChange } from './domain/opinion-change.ts';
import type { Submission } from './domain/opinion.ts';
import type { Subscription } from './domain/subscription.ts';
import type { Suppression, AuditRow } from './domain/suppression.ts';
import type { Language } from './domain/text.ts';
import type { Instant, LocalDate, Window } from './domain/time.ts';

/*
 * What the use cases need of the world. Expected outcomes are values; a rejected promise is a fault,
 * which the caller's caller retries or reports. Whatever a store returns has passed its schema: a row
 * that does not is a fault that names its key. A row may hold more than its schema knows, for a newer
 * version may have written it; what is not known is left as it is.
 *
 * Every write carries a mark of its own. Where the answer to a write is lost, the write is tried again; if
 * its condition then fails because the row carries this very mark, the write has succeeded, and the
 * store says so. `taken` and `stale` always speak of somebody else.
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
  | 'MailsBounced'
  | 'MailsComplained'
  | 'MailsRejected'
  | 'DigestsBounced'
  | 'DigestsOwed'
  | 'SignUpsHeldBack'
  | 'MailsHeld'
  | 'QuotaUsedUp'
  | 'OutboxSwept'
  | 'RowsPutOff'
  | 'TableHeld'
  | 'Discrepancies'
  | 'MailsSilent'
  | 'ReconciliationSucceeded';

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
  /** The row of the submission, which holds its receipt. */
  receiptKey(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Pick<Submission, 'reference' | 'version'>,
  ): RowKey;
  /** The newest version, or null. */
  findSubmission(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    reference: string,
  ): Promise<Submission | null>;
  /** Ties an Idempotency-Key (hashed) to a reference, once: answers that to which it was tied before, or null. */
  tieKey(consultation: string, keyHash: string, reference: string): Promise<string | null>;
  /**
   * What became of each submission within the window, once each, by the `receivedAt` of its latest
   * version in it; one page after the other, strongly consistent.
   */
  streamReceived(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
  ): AsyncIterable<SubmissionChange>;
  /** Every version received within the window, in that order, one page after the other; strongly consistent. */
  streamVersionsWithin(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
  ): AsyncIterable<Submission>;
  /** The latest version older than `submission` that was received before `instant`, or null. */
  versionBefore(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    submission: Submission,
    instant: Instant,
  ): Promise<Submission | null>;
  /** Every version of every submission, one page after the other. */
  streamVersions(consultation: Pick<Consultation, 'id' | 'shards'>): AsyncIterable<Submission>;
}

/** Names one row of the table. Opaque to all but the store and the queue. */
export interface RowKey {
  readonly partition: string;
  readonly sort: string;
}

/** The mails that one row holds: one write claims them, one records what came of them. */
export interface Batch {
  readonly key: RowKey;
  /** Of the row's last write when it was read. */
  readonly mark: string;
  /** By their names within the batch. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
}

/** Its delivery is named `receipt`. */
export interface ReceiptBatch extends Batch {
  readonly kind: 'receipt';
  readonly submission: Submission;
}

/** A delivery is named by the place of its mailbox among the recipients, from `0` on. */
export interface DigestBatch extends Batch {
  readonly kind: 'digest';
  readonly digest: Digest;
}

/** Its delivery is named `confirmation`. */
export interface ConfirmationBatch extends Batch {
  readonly kind: 'confirmation';
  readonly subscription: Subscription;
}

/** A delivery is named by its address key, in the order of the keys. No address stands in it. */
export interface AnnouncementBatch extends Batch, AnnouncementBatchKey {
  readonly kind: 'announcement';
}

/** Numbered from 0 in each shard; the addresses of a batch come after those of the batch before. */
interface AnnouncementBatchKey {
  readonly announcement: string;
  readonly shard: number;
  readonly number: number;
}

export interface BatchStore {
  findBatch(key: RowKey): Promise<Batch | null>;
  /** The batch with what it is about; null where it was erased. Throws for a row that cannot be read. */
  findMailing(key: RowKey): Promise<ReceiptBatch | DigestBatch | ConfirmationBatch | null>;
  /**
   * Writes the new states of these deliveries, all or none, and puts the batch where the outbox finds it
   * next. Answers the batch as it now stands; null is stale: somebody else has written the row since
   * `batch` was read, and nothing was written.
   */
  moveBatch(batch: Batch, moves: ReadonlyMap<string, Delivery>): Promise<Batch | null>;
  /** The outbox shows the row no more before `until`. Works on a row that cannot be read. */
  putOff(key: RowKey, until: Instant): Promise<void>;
}

export interface DigestStore {
  digestKey(unit: string, number: number): RowKey;
  /** The unit's newest digest, strongly consistent. */
  latestDigest(unit: string): Promise<DigestBatch | null>;
  findDigest(unit: string, number: number): Promise<DigestBatch | null>;
  /** That digest of the unit and all after it, strongly consistent. */
  digestsFrom(unit: string, number: number): Promise<DigestBatch[]>;
  /** The digest whose window holds `receivedAt`, or null while it is still ahead. */
  digestTelling(unit: string, receivedAt: Instant): Promise<DigestBatch | null>;
  /** The digest with a mail due to each recipient, in one write. `taken`: another run has made this number. */
  addDigest(digest: Digest, now: Instant): Promise<'added' | 'taken'>;
  /** One more mail to each of the mailboxes, due now. Null is stale, as in {@link BatchStore.moveBatch}. */
  addRecipients(
    batch: DigestBatch,
    mailboxes: readonly string[],
    repeat: boolean,
    now: Instant,
  ): Promise<DigestBatch | null>;
  /** Up to this number all digests of the unit have been accepted, and are looked at no more. 0: none yet. */
  settledUpTo(unit: string): Promise<number>;
  settleUpTo(unit: string, number: number): Promise<void>;
}

/** What the last reconciliation has found. */
export interface HealthStore {
  /** Null before the first. */
  lastReport(): Promise<HealthReport | null>;
  saveReport(report: HealthReport): Promise<void>;
}

/** What waits in the outbox: batches of mails, and announcements with the cursors of their fan-out. */
export interface Outbox {
  /** What may be taken up at `now`, oldest first, at most `limit` in all. May lag by a second. */
  dueItems(
    now: Instant,
    limit: number,
  ): Promise<{ readonly batches: RowKey[]; readonly announcements: RowKey[] }>;
}

/**
 * An address as it is known wherever it need not be read: a keyed hash of its folded form, so that
 * what is kept of an address that was erased tells nobody which it was.
 */
export type AddressKey = string;

/** A link to confirm by, or one that somebody has made up: only the token tells which. */
export interface ConfirmationLink {
  readonly address: AddressKey;
  /** When the request was made, as it stands in the link. */
  readonly requestedAt: string;
  readonly token: string;
}

/** A link to change or end a subscription by, or one that somebody has made up. */
export interface SubscriberLink {
  readonly address: AddressKey;
  readonly token: string;
}

export interface SubscriptionStore {
  /** Into how many shards the subscriptions are divided, numbered from 0. */
  readonly shards: number;
  /** Strongly consistent; may answer one that has expired. */
  findSubscription(address: AddressKey): Promise<Subscription | null>;
  /**
   * Adds a request for `before` null, or asks again: the confirmation is due with it. `stale`:
   * somebody else has changed it since `before` was read; nothing was written.
   */
  saveRequest(
    address: AddressKey,
    before: Subscription | null,
    after: Subscription,
  ): Promise<'saved' | 'stale'>;
  /** Saves all but the confirmation's delivery, which moves on by itself. `stale` as above. */
  saveSubscription(
    address: AddressKey,
    before: Subscription,
    after: Subscription,
  ): Promise<'saved' | 'stale'>;
  /** The row of the subscription, which holds its confirmation. */
  confirmationKey(address: AddressKey): RowKey;
  /** Of one shard, in the order of their keys, after `after`; at most `limit`. Strongly consistent. */
  subscriptionsAfter(
    shard: number,
    after: AddressKey | null,
    limit: number,
  ): Promise<readonly { readonly address: AddressKey; readonly subscription: Subscription }[]>;
  /**
   * Counts one more under `name` in the current span of time, unless that would be more than `limit`:
   * then false. The count is forgotten some time after `until`.
   */
  countWithin(name: string, limit: number, until: Instant): Promise<boolean>;
}

export interface SuppressionStore {
  findSuppression(address: AddressKey): Promise<Suppression | null>;
  saveSuppression(address: AddressKey, suppression: Suppression): Promise<void>;
  /** As if it had never been suppressed; what is left of it may be forgotten from `now` on. */
  liftSuppression(address: AddressKey, now: Instant): Promise<void>;
  /** `known`: this report was written down before. */
  addAudit(address: AddressKey, row: AuditRow): Promise<'added' | 'known'>;
  /** Oldest first. Strongly consistent. */
  listAudit(address: AddressKey): Promise<AuditRow[]>;
}

/**
 * How far the fan-out of an announcement has got in one shard of the subscriptions. All up to and
 * with `after` have been dealt with; null: none yet.
 */
export interface Cursor {
  readonly announcement: string;
  readonly shard: number;
  readonly after: AddressKey | null;
  /** The number of the next batch; it stands already where its sender has died over it, or rests. */
  readonly batch: number;
  /** Until then it is held by whoever carries it on, or waits; null: it has come to its end. */
  readonly dueAt: Instant | null;
}

export interface AnnouncementStore {
  listAnnouncements(): Promise<Announcement[]>;
  findAnnouncement(id: string): Promise<Announcement | null>;
  /**
   * Adds it, or replaces one that has not been started; due at its time from then on.
   * `started`: it is going out already and stays as it is.
   */
  scheduleAnnouncement(announcement: Announcement): Promise<'scheduled' | 'started'>;
  /** `started` as above; `none`: there is no such announcement. */
  cancelAnnouncement(id: string): Promise<'cancelled' | 'started' | 'none'>;
  /** It is not to go out as things stand; scheduled again, it may. */
  lapseAnnouncement(id: string): Promise<void>;
  /** `stale`: it is not scheduled any more. */
  startAnnouncement(announcement: Announcement): Promise<'started' | 'stale'>;
  /** One cursor for each shard, due now; those that stand are left as they are. */
  addCursors(announcement: string, now: Instant): Promise<readonly RowKey[]>;
  /** Its cursors stand: the announcement itself need not be looked at any more. */
  settleAnnouncement(announcement: string): Promise<void>;
  /** What a key of the outbox leads to. */
  findDispatch(
    key: RowKey,
  ): Promise<
    | { readonly kind: 'announcement'; readonly announcement: Announcement }
    | { readonly kind: 'cursor'; readonly cursor: Cursor }
    | null
  >;
  listCursors(announcement: string): Promise<Cursor[]>;
  /** `stale`: somebody else has moved it on; nothing was written. */
  moveCursor(before: Cursor, after: Cursor): Promise<'moved' | 'stale'>;
  /** Adds it with the claims of its addresses; null: somebody else has made the batch of that number. */
  addBatch(
    key: AnnouncementBatchKey,
    deliveries: ReadonlyMap<AddressKey, Delivery>,
  ): Promise<AnnouncementBatch | null>;
  /** The row of the batch with that number, in the shard of the address. */
  batchKey(announcement: string, number: number, address: AddressKey): RowKey;
  /** That batch of its shard and all after it, one page after the other. Strongly consistent. */
  batchesFrom(first: AnnouncementBatchKey): AsyncIterable<AnnouncementBatch>;
}

/** What is kept under an address, and its removal. */
export interface AddressEraser {
  /** Removes subscription, deliveries of these announcements and audit rows; keeps the suppression. */
  eraseAddress(
    address: AddressKey,
    announcements: readonly string[],
  ): Promise<{
    readonly subscription: boolean;
    readonly deliveries: number;
    readonly auditRows: number;
  }>;
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
  /**
   * Join SES events to the delivery: letters, digits, `_` and `-` only. `kind` names the kind of mail,
   * and with it the configuration set.
   */
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
  /** Monitored: a reply reaches a person. */
  readonly replyTo: string;
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
    /** The name of its delivery. */
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
  /** Monitored: a reply reaches a person. */
  readonly replyTo: string;
  readonly address: AddressKey;
}) => Mail;

/** Where an announcement's mail leads. All absolute. */
export interface AnnouncementLinks {
  /** The announcement itself, in the public archive. */
  readonly announcement: string;
  readonly archive: string;
  /** Where topics can be changed. */
  readonly subscription: string;
  /** Answers a one-click POST (RFC 8058), and shows a button to a person. */
  readonly unsubscribe: string;
}

/** Writes the mails of one announcement in one language; what all of them share is made once. Pure. */
export type WriteAnnouncement = (about: {
  readonly announcement: Announcement;
  readonly language: Language;
  readonly siteUrl: string;
  readonly replyTo: string;
}) => (recipient: {
  readonly email: string;
  readonly address: AddressKey;
  /** The number of its batch. */
  readonly batch: number;
  readonly links: AnnouncementLinks;
}) => Mail;

/** What the mail system lets the account send. */
export interface SendingQuota {
  /** Mails a second. */
  readonly rate: number;
  /** Mails that may still go out in the current 24 hours; Infinity where there is no limit. */
  readonly left: number;
  /** Mails in 24 hours, of which `left` remain. */
  readonly daily: number;
}
export type ReadQuota = () => Promise<SendingQuota>;

/** Waits that many milliseconds. */
export type Pause = (ms: number) => Promise<void>;

/** Sends once, without retries of its own; every outcome but a programming error is a value. */
export type SendMail = (mail: Mail) => Promise<SendOutcome>;

export interface MailQueue {
  /** Tells `send-mail` of due deliveries. May reject: whatever it loses, the sweep finds. */
  nudge(keys: readonly RowKey[]): Promise<void>;
}
