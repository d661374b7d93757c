import type { Instant } from '../domain/time.ts';
import type { EntryOf } from '../log/entry.ts';
import type { LogState, Seal } from '../log/state.ts';
import type { TileName, TilePart } from '../log/tiles.ts';
import type { Hash } from '../log/tree.ts';
import type { RowKey } from './rows.ts';

/** A log's own row as it was read. */
export interface StoredLog {
  readonly key: RowKey;
  readonly mark: string;
  readonly state: LogState;
}

/** Where the log tells of a digest. */
export interface LoggedDigest {
  /** The place of the entry. */
  readonly place: number;
  /** The place of the newest entry about each mailbox, by its number. */
  readonly deliveries: Readonly<Record<string, number>>;
}

/** What the log says about a digest, noted so that nobody needs to read its entries for it. */
export interface NotedDigest {
  readonly told: EntryOf<'digest'>;
  /** The newest outcome of each mailbox, by its number. */
  readonly outcomes: Readonly<Record<string, EntryOf<'delivery'>['outcome']>>;
}

/** An entry with its place. */
export interface Noted<Kind extends 'dates' | 'draft'> {
  readonly place: number;
  readonly entry: EntryOf<Kind>;
}

/** What is noted of a log: the entries of which there are few, whatever was received. */
export interface NotedFacts {
  readonly dates: readonly Noted<'dates'>[];
  readonly drafts: readonly Noted<'draft'>[];
  /** By unit and number. */
  readonly digests: readonly (NotedDigest & { readonly place: number })[];
}

/** Reads the logs. Everything is strongly consistent. */
export interface LogReader {
  findLog(consultation: string): Promise<StoredLog | null>;
  /** Finds the newest seals, newest first. With `before`, only those of a smaller log. */
  newestSeals(consultation: string, limit: number, before?: number): Promise<Seal[]>;
  /** Finds the first seal whose window ends at `instant` or later. Null: there is none yet. */
  firstSealUpTo(consultation: string, instant: Instant): Promise<Seal | null>;
  /** Reads entries from the place `from` to before `to`, in their order, page by page. */
  streamEntries(consultation: string, from: number, to: number): AsyncIterable<string>;
  /** Reads the hashes of a tile above level 0, as many as there are. */
  readTile(consultation: string, name: TileName): Promise<readonly Hash[]>;
  findLoggedDigest(
    consultation: string,
    unit: string,
    number: number,
  ): Promise<LoggedDigest | null>;
  /** Reads all notes. Some may be about entries that no checkpoint holds yet. */
  readNotes(consultation: string): Promise<NotedFacts>;
}

/**
 * Writes the logs. What is written twice must be the same: if something else stands there, the write
 * throws, because a log has only one history.
 */
interface LogWriter {
  /** Adds the row of a new log. `taken`: somebody else has added it. */
  addLog(consultation: string, state: LogState): Promise<'added' | 'taken'>;
  /** Returns the row as it stands now. Null means stale: somebody else has moved the log on. */
  moveLog(before: StoredLog, after: LogState): Promise<StoredLog | null>;
  /** Adds entries from the place `first` on. */
  addEntries(consultation: string, first: number, entries: readonly string[]): Promise<void>;
  /** Adds hashes to tiles. */
  growTiles(consultation: string, parts: readonly TilePart[]): Promise<void>;
  addSeal(consultation: string, seal: Seal): Promise<void>;
  /** Notes where the log tells of a digest, or of more of its deliveries. */
  noteDigest(
    consultation: string,
    name: { readonly unit: string; readonly number: number },
    noted: Partial<LoggedDigest & NotedDigest>,
  ): Promise<void>;
  /** Notes an entry. */
  noteEntry(consultation: string, place: number, entry: EntryOf<'dates' | 'draft'>): Promise<void>;
}

export type LogStore = LogReader & LogWriter;
