import type { Consultation } from '../domain/consultation.ts';
import type { Delivery } from '../domain/delivery.ts';
import { DAY_MS, type Instant, plus } from '../domain/time.ts';
import { verifierKey } from '../log/checkpoint.ts';
import { draftHash } from '../log/commitment.ts';
import type { EntryOf, LogEntry, PlannedEntries } from '../log/entry.ts';
import type { LogState, Reached, Watched } from '../log/state.ts';
import type { DigestBatch } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { DigestStore } from '../ports/digests.ts';
import type { StandingStore } from '../ports/standings.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'streamDraftsAfter'> &
    Pick<DigestStore, 'digestTelling' | 'digestsFrom'> &
    Pick<StandingStore, 'cutWindow'>;
}

/** What decides about every log of this table. */
export interface Sealer {
  readonly table: string;
  /** The public key that signs. */
  readonly key: Uint8Array;
}

type PlannedDigest = PlannedEntries['digests'][number];

/** The most versions and acts, digests, and deliveries that one step seals. */
const [MOST_RECEIVED, MOST_DIGESTS, MOST_DELIVERIES] = [1_000, 100, 500];
/** The log follows the deliveries of a digest for this long after the end of its window. */
const WATCHED_MS = 14 * DAY_MS;

/**
 * Plans the next step of a log: what it adds from everything that has come up to `end`. Returns the
 * log's state with the plan. Returns the state without a plan if only what is watched has changed,
 * and null if nothing has.
 */
export function planSeal({ store }: Needs) {
  return async (
    consultation: Consultation,
    before: LogState,
    sealer: Sealer,
    end: Instant,
  ): Promise<LogState | null> => {
    const state = continuedIn(before, sealer.table);
    const { reached } = state;
    if (end <= reached.upTo) return null;
    const ahead = { from: reached.upTo, to: end };
    const { opensAt, closesAt } = consultation;
    const isMoved = reached.dates?.opensAt !== opensAt || reached.dates.closesAt !== closesAt;
    const wasClosed = reached.closed && !isMoved;
    const of = wasClosed ? (['acts'] as const) : (['opinions', 'acts'] as const);
    const received = await store.cutWindow(consultation, ahead, { most: MOST_RECEIVED, of });
    const { to } = received ?? ahead;

    const key = Buffer.from(sealer.key).toString('base64');
    const opening: LogEntry[] = [];
    if (key !== reached.key || state.origin !== before.origin) {
      opening.push({ kind: 'key', at: to, key: verifierKey(state.origin, sealer.key) });
    }
    if (state.origin !== before.origin) {
      opening.push({ kind: 'restored', at: to, origin: before.origin, size: before.size });
    }
    if (isMoved) opening.push({ kind: 'dates', at: to, opensAt, closesAt });
    const drafts = await draftsAfter(consultation, reached.draft, to);
    const read = await digestsOf(consultation, reached);
    const digests = digestsToName(consultation, read, to);
    const watched = [...reached.watched, ...digests.map(watch)];
    const heard = hearOf(watched, read, to);
    const isClosing = !wasClosed && closesAt <= to;

    const entries: PlannedEntries = {
      before: [...opening, ...drafts],
      closed: isClosing ? { kind: 'closed', at: closesAt } : null,
      digests,
      deliveries: heard.deliveries,
    };
    const after: Reached = {
      upTo: to,
      key,
      dates: { opensAt, closesAt },
      closed: wasClosed || isClosing,
      draft: drafts.at(-1)?.version ?? reached.draft,
      digests: { ...reached.digests, ...Object.fromEntries(digests.map(reachedBy)) },
      watched: heard.watched,
    };
    const isAny = entries.before.length + digests.length + heard.deliveries.length > 0;
    if (received !== null || isClosing || isAny) {
      return { ...state, plan: { entries, reached: after } };
    }
    const isDone = heard.watched.length < reached.watched.length;
    return isDone ? { ...before, reached: { ...reached, watched: heard.watched } } : null;
  };

  async function draftsAfter({ id, draft }: Consultation, version: number, at: Instant) {
    const entries: EntryOf<'draft'>[] = [];
    if (version === draft.version) return entries;
    for await (const one of store.streamDraftsAfter(id, version)) {
      // A draft is stored before the consultation that shows it.
      if (one.version > draft.version) break;
      entries.push({ kind: 'draft', at, version: one.version, sha256: draftHash(one) });
    }
    return entries;
  }

  /** Reads each unit's digests that are watched, and those that the log may still have to name. */
  async function digestsOf(consultation: Consultation, reached: Reached): Promise<DigestsRead> {
    const watched = Map.groupBy(reached.watched, ({ unit }) => unit);
    const read = new Map<string, { next: number; batches: DigestBatch[] }>();
    for (const unit of new Set([...consultation.units.toSorted(), ...watched.keys()])) {
      const next = await numberToName(consultation, reached, unit);
      const numbers = (watched.get(unit) ?? []).map(({ number }) => number);
      const first = Math.min(...numbers, next);
      if (first === Infinity) continue;
      read.set(unit, { next, batches: await store.digestsFrom(unit, first) });
    }
    return read;
  }

  /**
   * Returns the number from which on digests may name the consultation that the log does not name
   * yet. Infinity: there is none yet, or none will come.
   */
  async function numberToName(
    { units, opensAt, closesAt }: Consultation,
    { digests }: Reached,
    unit: string,
  ): Promise<number> {
    const last = digests[unit];
    if (!units.includes(unit) || (last !== undefined && last.to >= closesAt)) return Infinity;
    if (last !== undefined) return last.number + 1;
    return (await store.digestTelling(unit, opensAt))?.digest.number ?? Infinity;
  }
}

/** The digests of each unit, oldest first. Those from the number `next` on are not in the log. */
type DigestsRead = ReadonlyMap<
  string,
  { readonly next: number; readonly batches: readonly DigestBatch[] }
>;

/**
 * Finds the digests that name the consultation and are not in the log, whose windows end by `to`:
 * everything that they tell is in the log with them.
 */
function digestsToName({ id }: Consultation, read: DigestsRead, to: Instant): PlannedDigest[] {
  const found = [...read.values()].flatMap(({ next, batches }) =>
    batches.filter(
      ({ digest: { number, window, consultations } }) =>
        number >= next && window.to <= to && consultations.includes(id),
    ),
  );
  return found.slice(0, MOST_DIGESTS).map(plannedEntryOf);
}

/** Compares the deliveries with what the log says about them. */
function hearOf(watched: readonly Watched[], read: DigestsRead, to: Instant) {
  const deliveries: EntryOf<'delivery'>[] = [];
  const after: Watched[] = [];
  for (const one of watched) {
    const { batches } = read.get(one.unit) ?? {};
    const batch = batches?.find(({ digest }) => digest.number === one.number);
    const news = batch === undefined ? [] : newsOf(batch, one);
    const isFull = deliveries.length + news.length > MOST_DELIVERIES;
    if (!isFull) deliveries.push(...news);
    if (one.until >= to || isFull) after.push(isFull ? one : withOutcomes(one, news));
  }
  return { deliveries, watched: after };
}

/** A log goes on under a new name in a table that was restored from a backup. */
function continuedIn(state: LogState, table: string): LogState {
  if (state.table === table) return state;
  const first = state.epoch === 1 ? state.origin : state.origin.replace(/\/\d+$/u, '');
  const epoch = state.epoch + 1;
  return { ...state, table, epoch, origin: `${first}/${epoch}` };
}

function plannedEntryOf({ digest }: DigestBatch): PlannedDigest {
  const { unit, number, slot, window, madeAt, files = null } = digest;
  return {
    kind: 'digest',
    at: madeAt ?? window.to,
    unit,
    number,
    slot,
    window,
    files,
    mailboxes: mailboxesOf(digest.recipients).length,
  };
}

function mailboxesOf(recipients: readonly string[]): string[] {
  return [...new Set(recipients)];
}

function watch({ unit, number, window }: PlannedDigest): Watched {
  return { unit, number, until: plus(window.to, WATCHED_MS), outcomes: {} };
}

function reachedBy({ unit, number, window }: PlannedDigest) {
  return [unit, { number, to: window.to }] as const;
}

function withOutcomes(watched: Watched, news: readonly EntryOf<'delivery'>[]): Watched {
  const told = news.map(({ mailbox, outcome }) => [String(mailbox), outcome] as const);
  return { ...watched, outcomes: { ...watched.outcomes, ...Object.fromEntries(told) } };
}

/** Returns what the log does not say yet about the deliveries of a digest, mailbox by mailbox. */
function newsOf({ digest, deliveries }: DigestBatch, { unit, number, outcomes }: Watched) {
  return mailboxesOf(digest.recipients).flatMap((address, index): EntryOf<'delivery'>[] => {
    const theirs = digest.recipients.flatMap((recipient, place) => {
      return recipient === address ? (deliveries.get(String(place)) ?? []) : [];
    });
    const mailbox = index + 1;
    const told = outcomeOf(theirs);
    if (told === null || told.outcome === outcomes[mailbox]) return [];
    return [{ kind: 'delivery', unit, number, mailbox, ...told }];
  });
}

/** Says what became of the mails to one mailbox. Null: nothing is reported yet. */
function outcomeOf(mails: readonly Delivery[]): Pick<EntryOf<'delivery'>, 'at' | 'outcome'> | null {
  let bounced: Instant | null = null;
  for (const mail of mails) {
    // A complaint proves that the mail was accepted.
    if (mail.state === 'delivered' || mail.state === 'complained') {
      return { at: mail.at, outcome: 'accepted' };
    }
    if (mail.state === 'bounced' || mail.state === 'suppressed') bounced = mail.at;
  }
  return bounced === null ? null : { at: bounced, outcome: 'bounced' };
}
