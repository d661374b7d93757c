import type { Key } from '../../../shared/dynamo/keys.ts';
import type { Item } from './attributes.ts';

/** Items by their keys. */
export class Rows {
  readonly #partitions = new Map<string, Map<string, Item>>();

  get({ partition, sort }: Key): Item | undefined {
    return this.#partitions.get(partition)?.get(sort);
  }

  /** Replaces the item at the key. Undefined removes it. */
  set({ partition, sort }: Key, item: Item | undefined): void {
    const rows = this.#partitions.get(partition) ?? new Map<string, Item>();
    if (item === undefined) rows.delete(sort);
    else rows.set(sort, item);
    this.#partitions.set(partition, rows);
  }

  /** In no particular order. */
  in(partition: string): Item[] {
    return [...(this.#partitions.get(partition)?.values() ?? [])];
  }

  /** In no particular order. */
  all(): Item[] {
    return [...this.#partitions.values()].flatMap((rows) => [...rows.values()]);
  }
}
