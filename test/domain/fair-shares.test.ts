import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highestLevel, takeTurns, waterLevel } from '../../shared/domain/fair-shares.ts';

const weights = fc.array(fc.array(fc.nat(20), { maxLength: 30 }), { maxLength: 8 });

describe('taking turns', () => {
  it('takes the beginning of each list, no more than fits, and all if all fits', () => {
    const property = fc.property(weights, fc.nat(1_000), (lists, room) => {
      const { taken, left, refused } = takeTurns(lists, room, (weight) => weight);
      const used = lists.flatMap((list, index) => list.slice(0, taken[index]));
      expect(left).toBe(room - used.reduce((sum, weight) => sum + weight, 0));
      expect(left).toBeGreaterThanOrEqual(0);
      const all = lists.flat().reduce((sum, weight) => sum + weight, 0);
      if (all <= room) expect(taken).toEqual(lists.map(({ length }) => length));
      expect(refused === null).toBe(all <= room);
    });
    fc.assert(property);
  });

  it('is fair: no list gets two more than another that has more to give', () => {
    const property = fc.property(weights, fc.nat(1_000), (lists, room) => {
      const { taken } = takeTurns(lists, room, (weight) => weight);
      for (const [index, list] of lists.entries()) {
        const mine = taken[index] ?? 0;
        if (mine < list.length) expect(Math.max(...taken)).toBeLessThanOrEqual(mine + 1);
      }
    });
    fc.assert(property);
  });

  it('ends with the first one that does not fit', () => {
    const turns = takeTurns([[1, 1], [30], [1]], 20, (weight) => weight);
    expect(turns).toEqual({ taken: [1, 0, 0], left: 19, refused: 1 });
  });
});

describe('the highest level', () => {
  it('is the greatest at which everything fits, and the least if nothing does', () => {
    const range = fc.tuple(fc.nat(50), fc.nat(50), fc.integer({ min: -10, max: 120 }));
    const property = fc.property(range, ([least, more, limit]) => {
      const most = least + more;
      const found = highestLevel(least, most, (level) => level <= limit);
      expect(found).toBe(Math.max(least, Math.min(most, limit)));
    });
    fc.assert(property);
  });
});

describe('the water level', () => {
  it('fills the room, leaves small amounts whole, and has no end if all are whole', () => {
    const property = fc.property(
      fc.array(fc.nat(100), { maxLength: 10 }),
      fc.nat(500),
      (amounts, room) => {
        const level = waterLevel(amounts, room);
        const sum = amounts.reduce((all, amount) => all + Math.min(amount, level), 0);
        const whole = amounts.reduce((all, amount) => all + amount, 0);
        if (whole <= room) expect(level).toBe(Infinity);
        else expect(sum).toBeCloseTo(room);
      },
    );
    fc.assert(property);
  });
});
