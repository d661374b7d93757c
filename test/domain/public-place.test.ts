import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  idAt,
  isPlace,
  placeByCommitment,
  placeIn,
  placeOf,
} from '../../shared/domain/public-place.ts';
import { at } from '../support/builders.ts';
import { aPublicId } from '../support/public-pages.ts';

const PART = { receivedAt: at('2027-01-05T10:00:00Z'), id: aPublicId(1) };

describe('the place of a public part', () => {
  it('is read in the order in which it was made, and in no other', () => {
    for (const commitment of [null, 1, 999]) {
      const place = placeByCommitment(commitment, placeOf(PART));
      expect([isPlace(place, 'commitment'), isPlace(place, 'newest')]).toEqual([true, false]);
      expect([placeIn(place), idAt(place)]).toEqual([placeOf(PART), PART.id]);
    }
    const place = placeOf(PART);
    expect([isPlace(place, 'commitment'), isPlace(place, 'newest')]).toEqual([false, true]);
    expect([placeIn(place), idAt(place)]).toEqual([place, PART.id]);
  });

  it('sorts by commitment as numbers do, with the draft as a whole first', () => {
    const places = [null, 1, 2, 10, 999].map((one) => placeByCommitment(one, placeOf(PART)));
    expect(places.toSorted()).toEqual(places);
  });

  it.each([
    '',
    '#',
    PART.id,
    PART.receivedAt,
    `${placeOf(PART)}#x`,
    `2027-01-05T10:00:00Z#${PART.id}`,
    `${PART.receivedAt}#${PART.id.slice(1)}`,
    `12345x#${placeOf(PART)}`,
    `00001#${placeOf(PART)}`,
    `0000001#${placeOf(PART)}`,
  ])('is not %j', (typed) => {
    expect([isPlace(typed, 'newest'), isPlace(typed, 'commitment')]).toEqual([false, false]);
  });

  it('is nothing that anybody else makes up', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        expect([isPlace(typed, 'newest'), isPlace(typed, 'commitment')]).toEqual([false, false]);
      }),
    );
  });
});
