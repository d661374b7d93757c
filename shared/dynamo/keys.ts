/*
 * There is one table. This is how each thing is found:
 *
 * | pattern                                        | index      | partition                  | sort                      |
 * |------------------------------------------------|------------|----------------------------|---------------------------|
 * | all consultations, or one                      | table      | CONSULTATIONS              | id                        |
 * | a draft's version: one, or the one before it   | table      | DRAFTS#consultation        | version                   |
 * | all units, or one                              | table      | UNITS                      | id                        |
 * | a submission: one version, or the newest       | table      | OPINIONS#consultation#shard| reference#version         |
 * | submissions received within a window           | received   | OPINIONS#consultation#shard| receivedAt between        |
 * | submissions revised within a window            | revised    | OPINIONS#consultation#shard| revisedAt between         |
 * | the mails of one version of a submission       | table      | RECEIPTS#consultation#shard| reference#version#content |
 * | receipts of versions received within a window  | received   | RECEIPTS#consultation#shard| receivedAt between        |
 * | the reference tied to an Idempotency-Key       | table      | KEYS#consultation#shard    | hash of the key           |
 * | a unit's digest with its mails: one, the newest, from one on, or backwards | table | DIGESTS#unit | number             |
 * | a unit's last settled digest: its number       | table      | SETTLED                    | unit                      |
 * | organisations of which a unit has read, before a time | received | ORGANISATIONS#consultation#unit#shard | receivedAt up to |
 * | mails, announcements and cursors due now       | outbox     | DUE#shard                  | dueAt up to now           |
 * | a subscription, or all of a shard in order     | table      | SUBSCRIPTIONS#shard        | address                   |
 * | versions confirmed by their link, in a window  | received   | CONFIRMED#consultation#shard | receivedAt between      |
 * | why an address gets no mail                    | table      | ADDRESS#address            | SUPPRESSION               |
 * | whether somebody has used a link from our mail | table      | VERIFIED#address           | VERIFIED                  |
 * | what SES has reported about an address         | table      | ADDRESS#address            | AUDIT#at#id               |
 * | how often something happened in a span of time | table      | COUNTS#name                | COUNT                     |
 * | what sources have done in an hour              | table      | SOURCES#day#shard          | hour#source               |
 * | all announcements, or one                      | table      | ANNOUNCEMENTS              | id                        |
 * | how far an announcement's fan-out has got      | table      | CURSORS#announcement       | shard                     |
 * | an announcement's batches: one, or from one on | table      | BATCHES#announcement#shard | number                    |
 * | what the last reconciliation has found         | table      | HEALTH                     | REPORT                    |
 * | which table this is                            | table      | INSTALLATION               | IDENTITY                  |
 * | the secret keys of one purpose                 | table      | SECRETS#purpose            | number                    |
 * | the author's latest choice of publication      | table      | CHOICES#consultation       | reference#receivedAt      |
 * | choices made within a window                   | received   | CHOICES#consultation       | receivedAt between        |
 * | the latest act of moderation on a submission   | table      | ACTS#consultation          | reference#receivedAt      |
 * | acts within a window, or the newest            | received   | ACTS#consultation          | receivedAt between, or backwards |
 * | what everybody may see of a part               | table      | PUBLIC#consultation#id's beginning | id                |
 * | the public parts on one list, in order         | table      | POSTINGS#consultation#term | receivedAt#id, or commitment#receivedAt#id |
 * | what has grown from the proposals to a call     | table      | LINEAGE#consultation       | reference#into#commitment |
 * | how far a consultation's projection has got    | table      | PROJECTIONS                | consultation              |
 * | what was removed because it was too old        | table      | EXPIRIES                   | kind#subject#tooOldAt     |
 * | how far a consultation's log has got           | table      | LOGS                       | consultation              |
 * | entries of a log, from one on                  | table      | ENTRIES#consultation       | place of the row's first entry |
 * | a tile of a log, above level 0                 | table      | TILES#consultation         | level#number              |
 * | the checkpoints of a log: the newest, or one   | table      | SEALS#consultation         | size                      |
 * | the checkpoint that first holds a time         | received   | SEALS#consultation         | end of its window from    |
 * | where a log tells of a digest, and what        | table      | LOGGED#consultation        | unit#number               |
 * | dates and drafts of which a log tells          | table      | LOGGED#consultation        | #place                    |
 * | nothing: sign-ups that change nothing write it | table      | PRETENCES#address          | SIGN-UP                   |
 *
 * `received` and `revised` are local indexes, read with strong consistency, so they show every write
 * at once. Both hold keys only, because a projected copy of the text would count a second time
 * towards the 400 KB of an item. `revised` and `outbox` are sparse: they hold only items that have
 * the attribute. An address in a key is its keyed hash, in base64url. DynamoDB deletes an item some
 * time after its `expires`. Nothing relies on when it does.
 */

import type { Expiry } from '../domain/expiry.ts';
import { fnv1a } from '../domain/fnv1a.ts';
import type { Purpose } from '../domain/secret-key.ts';
import type { Instant } from '../domain/time.ts';
import type { TileName } from '../log/tiles.ts';
import type { DescentName } from '../ports/lineage.ts';
import type { ReceiptName } from '../ports/submissions.ts';

/** The attributes that make up keys. All are strings. */
export const ATTRIBUTES = {
  partition: 'pk',
  sort: 'sk',
  receivedAt: 'receivedAt',
  revisedAt: 'revisedAt',
  outbox: 'outbox',
  dueAt: 'dueAt',
} as const;

/** Seconds since 1970. After this time DynamoDB may delete the item. Part of no key. */
export const EXPIRY = 'expires';

/** Returns the value of {@link EXPIRY}. */
export function expiryAt(instant: Instant): number {
  return Math.floor(Date.parse(instant) / 1_000);
}

/**
 * The table's indexes. Local ones share the partition key of the table. All of them project keys
 * only.
 */
export const INDEXES = {
  received: { name: 'received', kind: 'local', sort: ATTRIBUTES.receivedAt },
  revised: { name: 'revised', kind: 'local', sort: ATTRIBUTES.revisedAt },
  outbox: {
    name: 'outbox',
    kind: 'global',
    partition: ATTRIBUTES.outbox,
    sort: ATTRIBUTES.dueAt,
  },
} as const;

export interface Key {
  readonly partition: string;
  readonly sort: string;
}

/**
 * How the partition keys of each kind of row begin. A name that ends with # goes on with what tells
 * the partitions of the kind apart. Roles are limited to kinds, so rows that the same functions may
 * not read must not be of one kind.
 */
const NAMES = {
  consultations: 'CONSULTATIONS',
  drafts: 'DRAFTS#',
  units: 'UNITS',
  opinions: 'OPINIONS#',
  receipts: 'RECEIPTS#',
  confirmed: 'CONFIRMED#',
  idempotency: 'KEYS#',
  digests: 'DIGESTS#',
  settled: 'SETTLED',
  organisations: 'ORGANISATIONS#',
  subscriptions: 'SUBSCRIPTIONS#',
  addresses: 'ADDRESS#',
  verified: 'VERIFIED#',
  counts: 'COUNTS#',
  sources: 'SOURCES#',
  announcements: 'ANNOUNCEMENTS',
  cursors: 'CURSORS#',
  batches: 'BATCHES#',
  health: 'HEALTH',
  installation: 'INSTALLATION',
  linkSecrets: 'SECRETS#links',
  addressSecrets: 'SECRETS#addresses',
  referenceSecrets: 'SECRETS#references',
  pretences: 'PRETENCES#',
  due: 'DUE#',
  choices: 'CHOICES#',
  acts: 'ACTS#',
  publicParts: 'PUBLIC#',
  postings: 'POSTINGS#',
  projections: 'PROJECTIONS',
  lineage: 'LINEAGE#',
  expiries: 'EXPIRIES',
  logs: 'LOGS',
  logEntries: 'ENTRIES#',
  logTiles: 'TILES#',
  seals: 'SEALS#',
  logNotes: 'LOGGED#',
} as const;

export type PartitionKind = keyof typeof NAMES;

/** Returns the pattern that the partition keys of the kind match, and no others, for a role. */
export function leadingKeysOf(kind: PartitionKind): string {
  const name = NAMES[kind];
  return name.endsWith('#') ? `${name}*` : name;
}

const SECRETS: Readonly<Record<Purpose, string>> = {
  links: NAMES.linkSecrets,
  addresses: NAMES.addressSecrets,
  references: NAMES.referenceSecrets,
};

/** The prefix that sorts an address's reports together. */
export const AUDIT_ROWS = 'AUDIT#';

/**
 * Subscriptions and the batches of an announcement are spread over this many partitions, so that
 * senders work on several at once.
 */
export const ADDRESS_SHARDS = 16;

/**
 * One partition takes about 1,000 writes a second. Idempotency-Keys, organisations, the counts of
 * sources, and the rows in the `outbox` index, are spread over this many, so that a flood of one
 * consultation holds up no mail. Each run of the sweep asks all of them.
 */
const SHARDS = 4;

/** The partitions of the `outbox` index. */
export const OUTBOXES = Array.from({ length: SHARDS }, (_, shard) => `${NAMES.due}${shard}`);

/**
 * Returns the partition of the `outbox` index for a row. The row has the attribute while something
 * in it is due or being sent.
 */
export function outboxOf({ partition, sort }: Key): string {
  return `${NAMES.due}${spread(`${partition} ${sort}`)}`;
}

/** Spreads names evenly. */
function spread(name: string): number {
  return fnv1a(name) % SHARDS;
}

export const partitions = {
  consultations: NAMES.consultations,
  drafts: (consultation: string) => `${NAMES.drafts}${consultation}`,
  units: NAMES.units,
  opinions: (consultation: string, shard: number) => `${NAMES.opinions}${consultation}#${shard}`,
  receipts: (consultation: string, shard: number) => `${NAMES.receipts}${consultation}#${shard}`,
  confirmed: (consultation: string, shard: number) => `${NAMES.confirmed}${consultation}#${shard}`,
  digests: (unit: string) => `${NAMES.digests}${unit}`,
  /** Returns every partition of the organisations of which the unit has read. */
  organisations: (consultation: string, unit: string) =>
    Array.from({ length: SHARDS }, (_, shard) => organisationsAt(consultation, unit, shard)),
  subscriptions: (shard: number) => `${NAMES.subscriptions}${ordinal(shard)}`,
  address: (address: string) => `${NAMES.addresses}${address}`,
  /** All of one day in UTC. */
  sources: (day: string) => Array.from({ length: SHARDS }, (_, shard) => sourcesAt(day, shard)),
  announcements: NAMES.announcements,
  cursors: (announcement: string) => `${NAMES.cursors}${announcement}`,
  batches: (announcement: string, shard: number) =>
    `${NAMES.batches}${announcement}#${ordinal(shard)}`,
  choices: (consultation: string) => `${NAMES.choices}${consultation}`,
  acts: (consultation: string) => `${NAMES.acts}${consultation}`,
  lineage: (consultation: string) => `${NAMES.lineage}${consultation}`,
  expiries: NAMES.expiries,
  logEntries: (consultation: string) => `${NAMES.logEntries}${consultation}`,
  seals: (consultation: string) => `${NAMES.seals}${consultation}`,
  logged: (consultation: string) => `${NAMES.logNotes}${consultation}`,
  postings: (consultation: string, term: string) => `${NAMES.postings}${consultation}#${term}`,
  /** One for each purpose, so that the role of a function can be limited to those it needs. */
  secrets: (purpose: Purpose) => SECRETS[purpose],
} as const;

export const keys = {
  consultation: (id: string): Key => ({ partition: NAMES.consultations, sort: id }),
  draft: (consultation: string, version: number): Key => ({
    partition: partitions.drafts(consultation),
    sort: ordinal(version),
  }),
  unit: (id: string): Key => ({ partition: NAMES.units, sort: id }),
  submission: (consultation: string, shard: number, reference: string, version: number): Key => ({
    partition: partitions.opinions(consultation, shard),
    sort: `${versionsOf(reference)}${ordinal(version)}`,
  }),
  receipt: (
    consultation: string,
    shard: number,
    { reference, version, content }: ReceiptName,
  ): Key => ({
    partition: partitions.receipts(consultation, shard),
    sort: `${versionsOf(reference)}${ordinal(version)}#${content.slice(0, CONTENT_CHARS)}`,
  }),
  confirmed: (consultation: string, shard: number, reference: string, version: number): Key => ({
    partition: partitions.confirmed(consultation, shard),
    sort: `${versionsOf(reference)}${ordinal(version)}`,
  }),
  idempotency: (consultation: string, keyHash: string): Key => ({
    partition: `${NAMES.idempotency}${consultation}#${spread(keyHash)}`,
    sort: keyHash,
  }),
  digest: (unit: string, number: number): Key => ({
    partition: partitions.digests(unit),
    sort: ordinal(number),
  }),
  settled: (unit: string): Key => ({ partition: NAMES.settled, sort: unit }),
  organisation: (consultation: string, unit: string, hash: string): Key => ({
    partition: organisationsAt(consultation, unit, spread(hash)),
    sort: hash,
  }),
  subscription: (address: string): Key => ({
    partition: partitions.subscriptions(shardOfAddress(address)),
    sort: address,
  }),
  suppression: (address: string): Key => ({
    partition: partitions.address(address),
    sort: 'SUPPRESSION',
  }),
  verification: (address: string): Key => ({
    partition: `${NAMES.verified}${address}`,
    sort: 'VERIFIED',
  }),
  audit: (address: string, at: string, id: string): Key => ({
    partition: partitions.address(address),
    sort: `${AUDIT_ROWS}${at}#${id}`,
  }),
  count: (name: string): Key => ({ partition: `${NAMES.counts}${name}`, sort: 'COUNT' }),
  source: (hour: Instant, source: string): Key => ({
    partition: sourcesAt(hour.slice(0, 10), spread(source)),
    sort: `${hour.slice(11, 13)}#${source}`,
  }),
  pretence: (address: string): Key => ({
    partition: `${NAMES.pretences}${address}`,
    sort: 'SIGN-UP',
  }),
  announcement: (id: string): Key => ({ partition: NAMES.announcements, sort: id }),
  cursor: (announcement: string, shard: number): Key => ({
    partition: partitions.cursors(announcement),
    sort: ordinal(shard),
  }),
  batch: (announcement: string, shard: number, number: number): Key => ({
    partition: partitions.batches(announcement, shard),
    sort: ordinal(number),
  }),
  choice: (consultation: string, reference: string, receivedAt: Instant): Key => ({
    partition: partitions.choices(consultation),
    sort: `${versionsOf(reference)}${receivedAt}`,
  }),
  act: (consultation: string, reference: string, receivedAt: Instant): Key => ({
    partition: partitions.acts(consultation),
    sort: `${versionsOf(reference)}${receivedAt}`,
  }),
  /** The parts of a consultation are spread over some hundred partitions. */
  publicPart: (consultation: string, id: string): Key => ({
    partition: `${NAMES.publicParts}${consultation}#${id.slice(0, SPREAD_CHARS)}`,
    sort: id,
  }),
  posting: (consultation: string, term: string, place: string): Key => ({
    partition: partitions.postings(consultation, term),
    sort: place,
  }),
  descent: ({ consultation, reference, into, commitment }: DescentName): Key => ({
    partition: partitions.lineage(consultation),
    sort: `${versionsOf(reference)}${into}#${ordinal(commitment)}`,
  }),
  log: (consultation: string): Key => ({ partition: NAMES.logs, sort: consultation }),
  logEntries: (consultation: string, place: number): Key => ({
    partition: partitions.logEntries(consultation),
    sort: longOrdinal(place),
  }),
  logTile: (consultation: string, { level, number }: TileName): Key => ({
    partition: `${NAMES.logTiles}${consultation}`,
    sort: `${level}#${longOrdinal(number)}`,
  }),
  seal: (consultation: string, size: number): Key => ({
    partition: partitions.seals(consultation),
    sort: longOrdinal(size),
  }),
  loggedDigest: (consultation: string, unit: string, number: number): Key => ({
    partition: partitions.logged(consultation),
    sort: `${unit}#${ordinal(number)}`,
  }),
  loggedEntry: (consultation: string, place: number): Key => ({
    partition: partitions.logged(consultation),
    sort: `#${longOrdinal(place)}`,
  }),
  projection: (consultation: string): Key => ({
    partition: NAMES.projections,
    sort: consultation,
  }),
  expiry: ({ kind, subject, tooOldAt }: Pick<Expiry, 'kind' | 'subject' | 'tooOldAt'>): Key => ({
    partition: NAMES.expiries,
    sort: `${kind}#${subject}#${tooOldAt ?? ''}`,
  }),
  health: (): Key => ({ partition: NAMES.health, sort: 'REPORT' }),
  identity: (): Key => ({ partition: NAMES.installation, sort: 'IDENTITY' }),
  secret: (purpose: Purpose, number: number): Key => ({
    partition: partitions.secrets(purpose),
    sort: ordinal(number),
  }),
} as const;

/** The symbols of an id are evenly spread. Two of them make 529 partitions. */
const SPREAD_CHARS = 2;

function organisationsAt(consultation: string, unit: string, shard: number): string {
  return `${NAMES.organisations}${consultation}#${unit}#${shard}`;
}

function sourcesAt(day: string, shard: number): string {
  return `${NAMES.sources}${day}#${shard}`;
}

/**
 * Two edits at the same time prepare a receipt for the same version. This many characters of the
 * content tell the two receipts apart.
 */
const CONTENT_CHARS = 12;

/** Returns the prefix that sorts a submission's versions together. */
export function versionsOf(reference: string): string {
  return `${reference}#`;
}

/**
 * Returns the submission and the version that the key names. Throws RangeError for any other key.
 */
export function versionAt({ partition, sort }: Key): { reference: string; version: number } {
  const [, reference, version] = /^([^#]+)#(\d+)$/u.exec(sort) ?? [];
  if (reference === undefined || version === undefined) {
    throw new RangeError(`No version of a submission at ${partition} / ${sort}`);
  }
  return { reference, version: Number(version) };
}

/**
 * Returns the name of the receipt at that key, and the key of its submission. Throws RangeError for
 * any other key.
 */
export function receiptAt({ partition, sort }: Key): ReceiptName & { readonly submission: Key } {
  const [, version, content] = /^([^#]+#\d+)#([^#]+)$/u.exec(sort) ?? [];
  if (!partition.startsWith(NAMES.receipts) || version === undefined || content === undefined) {
    throw new RangeError(`No receipt at ${partition} / ${sort}`);
  }
  const submission = {
    partition: `${NAMES.opinions}${partition.slice(NAMES.receipts.length)}`,
    sort: version,
  };
  return { ...versionAt(submission), content, submission };
}

/**
 * Says whether the row is an announcement or the cursor of one. All other rows of the outbox are
 * batches of mails.
 */
export function isDispatch({ partition }: Key): boolean {
  return partition === NAMES.announcements || partition.startsWith(NAMES.cursors);
}

/**
 * Says whether a batch at this key waits in the outbox. The batches of an announcement do not:
 * their cursor waits.
 */
export function waitsInOutbox({ partition }: Key): boolean {
  return !partition.startsWith(NAMES.batches);
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Keyed hashes are spread evenly, so their first characters are too. */
export function shardOfAddress(address: string): number {
  return BASE64URL.indexOf(address.charAt(0)) % ADDRESS_SHARDS;
}

/** Enough digits that text order is number order. */
function ordinal(number: number): string {
  return String(number).padStart(6, '0');
}

/** The same for places in a log, which may have millions of entries. */
function longOrdinal(number: number): string {
  return String(number).padStart(9, '0');
}
