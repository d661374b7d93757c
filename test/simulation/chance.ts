/** Numbers that look random, and are always the same for the same seed. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Returns a whole number from 0 to `count` - 1. */
  below(count: number): number {
    // SplitMix in 32 bits: it mixes every state well, for every seed.
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % count;
  }

  /** Returns true in this many of a thousand cases. */
  happens(permille: number): boolean {
    return this.below(1_000) < permille;
  }

  pick<One>(from: readonly One[]): One {
    const one = from[this.below(from.length)];
    if (one === undefined) throw new Error('There is nothing to pick from');
    return one;
  }
}
