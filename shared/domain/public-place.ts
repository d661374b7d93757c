import type { PublicPart } from './public-part.ts';
import { isPublicId } from './reference.ts';
import { Instant } from './time.ts';

/*
 * Where a public part stands in a list. The lists are sorted by it as a text: by time, and in the
 * list that goes commitment by commitment, by commitment first.
 */

export type Place = string;

/** The orders in which public parts are read. */
export type PublicOrder = 'newest' | 'commitment';

/** Enough digits that text order is number order. */
const COMMITMENT_DIGITS = 6;

/** Returns the place of the part in every list but the one that goes commitment by commitment. */
export function placeOf({ receivedAt, id }: Pick<PublicPart, 'receivedAt' | 'id'>): Place {
  return `${receivedAt}#${id}`;
}

/** Returns the place in the list that goes commitment by commitment. `place` is the other one. */
export function placeByCommitment(commitment: number | null, place: Place): Place {
  return `${String(commitment ?? 0).padStart(COMMITMENT_DIGITS, '0')}#${place}`;
}

/** Returns the place of the same part in a list that does not go commitment by commitment. */
export function placeIn(place: Place): Place {
  return place.charAt(COMMITMENT_DIGITS) === '#' ? place.slice(COMMITMENT_DIGITS + 1) : place;
}

/** Returns the id of the part at a place. */
export function idAt(place: Place): string {
  return place.slice(place.lastIndexOf('#') + 1);
}

/** Says whether the text may be a place in a list of this order. */
export function isPlace(typed: string, order: PublicOrder): boolean {
  const place = placeIn(typed);
  const [receivedAt, id = '', ...more] = place.split('#');
  const isOfCommitment = place !== typed;
  return (
    isOfCommitment === (order === 'commitment') &&
    (!isOfCommitment || /^\d+#/u.test(typed)) &&
    Instant.safeParse(receivedAt).success &&
    isPublicId(id) &&
    more.length === 0
  );
}
