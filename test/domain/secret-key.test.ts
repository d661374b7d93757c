import { describe, expect, it } from 'vitest';
import {
  firstKey,
  KEYS_REMEMBERED_MS,
  nextKey,
  ringOf,
  type SecretKey,
  signedUntil,
} from '../../shared/domain/secret-key.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { at } from '../support/builders.ts';

const now = at('2027-03-01T10:00:00Z');
const first = firstKey('one', now);
const rotatedAt = plus(now, 60 * MINUTE_MS);
const second = nextKey([first], 'two', rotatedAt);
if (second === null) throw new Error('The first key signs, so it can be replaced');
const keys = [first, second];

const retired = ({ secret: _, ...key }: typeof first): SecretKey => ({
  ...key,
  state: 'retired',
  retiredAt: rotatedAt,
});
const numbers = (ring: ReturnType<typeof ringOf>) => ring?.map(({ number }) => number);

describe('the keys of a purpose', () => {
  it('begin with a key that signs at once', () => {
    expect(first).toEqual({
      state: 'in-use',
      number: 1,
      madeAt: now,
      signsFrom: now,
      secret: 'one',
    });
    expect(numbers(ringOf([first], now))).toEqual([1]);
    expect(ringOf([], now)).toBeNull();
  });

  it('get a next key that verifies at once, and signs when every function has read it', () => {
    expect(second).toMatchObject({ number: 2, madeAt: rotatedAt });
    // A function may remember the keys as they were a moment before the rotation.
    expect(second.signsFrom >= plus(rotatedAt, 2 * KEYS_REMEMBERED_MS)).toBe(true);
    expect(numbers(ringOf(keys, plus(second.signsFrom, -1)))).toEqual([1, 2]);
    expect(numbers(ringOf(keys, second.signsFrom))).toEqual([2, 1]);
  });

  it('get no further key before the newest one signs', () => {
    expect(nextKey(keys, 'three', plus(second.signsFrom, -1))).toBeNull();
    expect(nextKey(keys, 'three', second.signsFrom)).toMatchObject({ number: 3 });
    expect(nextKey([], 'one', now)).toEqual(first);
  });

  it('leave out the retired ones, whose numbers are not used again', () => {
    const left = [retired(first), second];
    expect(numbers(ringOf(left, second.signsFrom))).toEqual([2]);
    expect(nextKey([first, retired(second)], 'three', second.signsFrom)).toMatchObject({
      number: 3,
    });
    expect(ringOf([retired(first)], now)).toBeNull();
  });

  it('sign also on a machine whose clock is behind', () => {
    expect(numbers(ringOf([first], plus(now, -1_000)))).toEqual([1]);
    expect(numbers(ringOf(keys, plus(now, -1_000)))).toEqual([1, 2]);
  });

  it('have signed until the next one began', () => {
    expect(signedUntil(first, [first], rotatedAt)).toBeNull();
    expect(signedUntil(first, keys, plus(second.signsFrom, -1))).toBeNull();
    expect(signedUntil(first, keys, second.signsFrom)).toBe(second.signsFrom);
    expect(signedUntil(second, keys, second.signsFrom)).toBeNull();
  });
});
