/*
 * What the use cases need from the world. Expected outcomes are values. A rejected promise is a
 * fault, which an outer caller retries or reports. Everything that a store returns has passed its
 * schema. A row that does not pass is a fault that names its key. A row may hold more than its
 * schema knows, because a newer version of the product may have written it. What the schema does
 * not know stays as it is.
 *
 * Every conditional write carries its own mark. If its answer is lost, the write is tried again. If
 * its condition then fails because the row carries this same mark, the write has succeeded, and the
 * store says so. `taken` and `stale` therefore always mean somebody else.
 */

/** Names one row of the table. Only the store and the queue look inside. */
export interface RowKey {
  readonly partition: string;
  readonly sort: string;
}

/** Tells whether this table is the original, or a copy restored from a backup. */
export interface TableIdentity {
  /**
   * `original`: the table carries its own stamp. `restored`: it carries the stamp of the table from
   * which it was restored, so mails may have gone out that it does not know about. The first call
   * stamps a new table.
   */
  identify(): Promise<'original' | 'restored'>;
  /** Returns an id that no other table ever has. A restored copy has another one. */
  id(): Promise<string>;
  /** Makes the table the original from now on. For an operator who has checked it. */
  adopt(): Promise<void>;
}
