import canonicalize from 'canonicalize';
import * as z from 'zod/mini';
import { Count, LogPlace, Sha256 } from '../domain/schemas.ts';
import { Slug } from '../domain/text.ts';
import { Instant, LocalDate, Window } from '../domain/time.ts';

/*
 * What the log of a consultation says, line by line. An entry is canonical JSON (RFC 8785). Nothing
 * in it names a person, an organisation or a reference, and nothing of what anybody wrote: a log
 * cannot forget. `docs/proof.md` describes the entries for those who check them.
 */

/** The length of an entry stands before it in two bytes (C2SP tlog-tiles, entry bundles). */
const MAX_ENTRY_BYTES = 65_535;

/** A number that counts from 1 on. */
const Ordinal = z.int().check(z.minimum(1));
const DigestName = { unit: Slug, number: Ordinal };

const ClosedEntry = z.strictObject({ kind: z.literal('closed'), at: Instant });

export const DigestEntry = z.strictObject({
  kind: z.literal('digest'),
  at: Instant,
  ...DigestName,
  /** The local day whose run made it. */
  slot: LocalDate,
  window: Window,
  /** The entries of the log among which are those that it tells, from `from` to before `to`. */
  entries: z.strictObject({ from: LogPlace, to: LogPlace }),
  /** How many of them are versions of which the unit must be told. */
  count: Count,
  /** SHA-256 of the leaf hashes of these versions, one after the other. */
  set: Sha256,
  /** SHA-256 of each file that came with the mail. Null: they were too large for a mail. */
  files: z.nullable(z.readonly(z.array(Sha256))),
  mailboxes: Ordinal,
});

export const DeliveryEntry = z.strictObject({
  kind: z.literal('delivery'),
  at: Instant,
  ...DigestName,
  /** The first mailbox of the digest is 1. */
  mailbox: Ordinal,
  /** `accepted`: by the mail server of the mailbox. Nobody knows whether anybody has read it. */
  outcome: z.enum(['accepted', 'bounced']),
});

/**
 * When the consultation is open. It stands at the beginning of the log, and again whenever the
 * times change.
 */
const DatesEntry = z.strictObject({
  kind: z.literal('dates'),
  at: Instant,
  opensAt: Instant,
  /** A submission that is received at this instant is late. */
  closesAt: Instant,
});

/** A version of the draft was published. `sha256`: of what everybody can read of it. */
const DraftEntry = z.strictObject({
  kind: z.literal('draft'),
  at: Instant,
  version: Ordinal,
  sha256: Sha256,
});

/** Entries of which there are few: they are noted beside the log. */
export const NotedEntry = z.discriminatedUnion('kind', [DatesEntry, DraftEntry]);

export const LogEntry = z.discriminatedUnion('kind', [
  /** From here on this key signs. It is the first entry, and the first one after each rotation. */
  z.strictObject({ kind: z.literal('key'), at: Instant, key: z.string() }),
  /** The table was restored from a backup: the log goes on from there under a new name. */
  z.strictObject({
    kind: z.literal('restored'),
    at: Instant,
    /** The name that the log had before, and its size at that moment of the backup. */
    origin: z.string(),
    size: Count,
  }),
  DatesEntry,
  DraftEntry,
  /** A version of a submission was received. These entries are in the order of `at`. */
  z.strictObject({
    kind: z.literal('submission'),
    at: Instant,
    /** The same for all versions. Random: it leads to no reference. */
    submission: z.string(),
    version: Ordinal,
    state: z.enum(['received', 'edited', 'withdrawn']),
    /** The units that must be told of it. None if it changes nothing that a unit reads. */
    units: z.readonly(z.array(Slug)),
    /** The salted commitment to what was sent. */
    content: Sha256,
  }),
  /** A submission is hidden from the public by a rule, or shown again. */
  z.strictObject({
    kind: z.literal('moderation'),
    at: Instant,
    submission: z.string(),
    act: z.enum(['hidden', 'shown']),
    rule: Slug,
  }),
  /** The closing time has passed. */
  ClosedEntry,
  /** A digest was made. */
  DigestEntry,
  /** What became of a digest's mail to one mailbox, as the mail service reports it. */
  DeliveryEntry,
]);
export type LogEntry = z.infer<typeof LogEntry>;
export type EntryOf<Kind extends LogEntry['kind']> = Extract<LogEntry, { readonly kind: Kind }>;

/**
 * The entries of one step, before they are written: everything that would look different if it were
 * read again. Submissions and acts of moderation follow from the step's window, and stand between
 * `before` and the others. What a digest says about the log itself follows from the log.
 */
export const PlannedEntries = z.strictObject({
  before: z.readonly(z.array(LogEntry)),
  closed: z.nullable(ClosedEntry),
  digests: z.readonly(z.array(z.omit(DigestEntry, { entries: true, count: true, set: true }))),
  deliveries: z.readonly(z.array(DeliveryEntry)),
});
export type PlannedEntries = z.infer<typeof PlannedEntries>;

/** Returns the entry as the log holds it. Throws RangeError if it is too long for a log. */
export function writeEntry(entry: LogEntry): string {
  const written = canonicalJson(entry);
  const bytes = Buffer.byteLength(written);
  if (bytes > MAX_ENTRY_BYTES) throw new RangeError(`An entry of ${bytes} bytes is too long`);
  return written;
}

/** Throws for a text that is no entry. */
export function readEntry(written: string): LogEntry {
  return LogEntry.parse(JSON.parse(written));
}

/** Returns the only JSON text of the value (RFC 8785). */
export function canonicalJson(value: object): string {
  const written = canonicalize(value);
  if (written === undefined) throw new TypeError('The value has no canonical form');
  return written;
}
