/*
 * How room that is too small for everything is shared out, so that nobody gets more while another
 * has less and wants more (max-min fairness).
 */

export interface Turns {
  /** How many are taken of each list. */
  readonly taken: readonly number[];
  readonly left: number;
  /** The list whose next one does not fit. Null if all are taken. */
  readonly refused: number | null;
}

/**
 * Takes one of each list in each turn, in the order of the lists, until the next one does not fit
 * into `room`. So two lists differ by at most one, unless the shorter one is taken completely.
 */
export function takeTurns<One>(
  lists: readonly (readonly One[])[],
  room: number,
  weigh: (one: One) => number,
): Turns {
  const taken = lists.map(() => 0);
  let left = room;
  for (let turn = 0; lists.some(({ length }) => length > turn); turn++) {
    for (const [index, list] of lists.entries()) {
      const one = list[turn];
      if (one === undefined) continue;
      const weight = weigh(one);
      if (weight > left) return { taken, left, refused: index };
      left -= weight;
      taken[index] = turn + 1;
    }
  }
  return { taken, left, refused: null };
}

/**
 * Returns the greatest level from `least` to `most` at which everything fits. What fits at one level
 * must fit at each lower one. Returns `least` if nothing fits.
 */
export function highestLevel(
  least: number,
  most: number,
  fits: (level: number) => boolean,
): number {
  if (fits(most)) return most;
  let [low, high] = [least, most - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Returns the greatest level at which these amounts fit into `room` together, when each that is
 * greater is cut to the level. So small ones are whole, and the others get the same.
 */
export function waterLevel(amounts: readonly number[], room: number): number {
  let left = room;
  for (const [index, amount] of amounts.toSorted((a, b) => a - b).entries()) {
    const share = left / (amounts.length - index);
    if (amount > share) return share;
    left -= amount;
  }
  return Infinity;
}
