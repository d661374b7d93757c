import { BY_COMMITMENT, EVERY_PART, type PublicPart } from '../domain/public-part.ts';
import { nameWithDiacritics, searchWordsOf } from '../domain/search-words.ts';
import { countedIn, type Kind, textsIn } from './kind.ts';

/*
 * The names of the lists on which a public part stands. One query of such a list finds the parts
 * that have something in common, in order.
 */

/** At most this many different words of a part can be searched for. Each costs one small write. */
const MAX_WORDS = 50;

export function commitmentTerm(commitment: number | null): string {
  return `commitment:${commitment ?? 0}`;
}

export function valueTerm(value: string): string {
  return `value:${value}`;
}

/** Null for a name in which there is nothing to compare. */
export function organisationTerm(organisation: string): string | null {
  const name = nameWithDiacritics(organisation);
  return name === '' ? null : `organisation:${name}`;
}

/**
 * Returns a term for each different word of the texts, at most `limit`. A search finds the parts
 * that have all of its terms.
 */
export function wordTerms(texts: readonly string[], limit: number): string[] {
  return searchWordsOf(texts, limit).map((word) => `word:${word}`);
}

/**
 * Returns the lists that show the part. A part that shows no text is on no list that would tell
 * something of the text.
 */
export function termsOf(
  kind: Kind,
  { commitment, organisation, answers }: Omit<PublicPart, 'id'>,
): string[] {
  const everywhere = [EVERY_PART, BY_COMMITMENT, commitmentTerm(commitment)];
  if (answers === null) return everywhere;
  const named = organisation === null ? null : organisationTerm(organisation);
  return [
    ...everywhere,
    ...countedIn(kind, answers).map(valueTerm),
    ...(named === null ? [] : [named]),
    ...wordTerms(textsIn(kind, answers), MAX_WORDS),
  ];
}
