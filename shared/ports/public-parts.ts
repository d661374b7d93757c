import type { Consultation } from '../domain/consultation.ts';
import type { PublicPart } from '../domain/public-part.ts';
import type { Place, PublicOrder } from '../domain/public-place.ts';
import type { Projection, PublicTotals } from '../domain/public-totals.ts';
import type { ModerationAct } from '../domain/standing.ts';
import type { Instant } from '../domain/time.ts';
import type { RowKey } from './rows.ts';

/**
 * What the projection writes about one part: what everybody may see of it, or null for nothing. The
 * stamp orders what is written about the same part: an older writer never writes over a newer one.
 */
export interface PublicFact {
  readonly id: string;
  readonly consultation: string;
  readonly stamp: string;
  readonly part: PublicPart | null;
  /** The lists that show the part. */
  readonly terms: readonly string[];
}

/** Which public parts are asked for, and where to begin. */
export interface PublicQuery {
  /**
   * The part must be on all of these lists. With the order `newest`, the store walks the first list,
   * so it should be the shortest. An empty list: every part.
   */
  readonly terms: readonly string[];
  readonly order: PublicOrder;
  readonly after: Place | null;
  readonly size: number;
}

export interface PublicPage {
  readonly parts: readonly PublicPart[];
  /** Where to go on, or null at the end of the list. A page may be short although there is more. */
  readonly next: Place | null;
}

export interface PublicStore {
  /**
   * Writes the facts, and leaves the lists as they are: what is not for everybody any more is gone at
   * once, wherever it was listed. A list on which a fact is new shows it after `savePublic`.
   */
  replacePublic(facts: readonly PublicFact[]): Promise<void>;
  /**
   * Writes the facts and the lists that show them. What stands in the table is never older than
   * before. Safe to repeat after a fault at any point, and beside another writer.
   */
  savePublic(facts: readonly PublicFact[]): Promise<void>;
  findPublic(consultation: string, id: string): Promise<PublicPart | null>;
  /** Finds those of the parts that everybody may see. At most 100. */
  findPublicAmong(consultation: string, ids: readonly string[]): Promise<PublicPart[]>;
  /** Reads one page. It examines a bounded number of entries, however long the lists are. */
  findPublicPage(consultation: string, query: PublicQuery): Promise<PublicPage>;
  /**
   * Reads every public part, oldest first by `receivedAt` and then by id, page by page. `after` is
   * the place of a part.
   */
  streamPublic(consultation: string, after?: Place): AsyncIterable<PublicPart>;
}

/** What everybody sees of a consultation at once. */
export interface PublicList {
  /** False: the consultation publishes nothing, or nothing yet. */
  readonly isPublic: boolean;
  readonly totals: PublicTotals;
  /** Null before anything was counted. */
  readonly updatedAt: Instant | null;
  readonly page: PublicPage;
}

/** An act of moderation as everybody may see it: without the reference. */
export interface PublicAct extends Pick<ModerationAct, 'kind' | 'rule' | 'receivedAt'> {
  readonly consultation: Consultation;
  /** The addresses of those of its parts that have a page now. */
  readonly parts: readonly string[];
}

export interface PublicActs {
  /** Newest first. */
  readonly acts: readonly PublicAct[];
  /** Where older acts begin, or null if there are none. */
  readonly next: Instant | null;
}

/** A projection with the mark under which it was read. */
export interface StoredProjection {
  readonly key: RowKey;
  readonly mark: string;
  readonly projection: Projection;
}

export interface ProjectionStore {
  /** Null before the projection has begun. */
  findProjection(consultation: string): Promise<Projection | null>;
  /** Finds the projection of the consultation. Makes it, with nothing counted, if there is none. */
  openProjection(consultation: Pick<Consultation, 'id' | 'opensAt'>): Promise<StoredProjection>;
  /** Null means stale: somebody else has moved the projection, and nothing was written. */
  moveProjection(before: StoredProjection, after: Projection): Promise<StoredProjection | null>;
}
