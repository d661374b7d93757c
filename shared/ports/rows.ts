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

/** Names one row of the table. Opaque to all but the store and the queue. */
export interface RowKey {
  readonly partition: string;
  readonly sort: string;
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
