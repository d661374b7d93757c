import type { Consultation } from '../domain/consultation.ts';
import { isPlace, type Place, type PublicOrder } from '../domain/public-place.ts';
import { singleLine } from '../domain/text.ts';
import { countedValues } from './kind.ts';
import { kindOf } from './kinds.ts';
import { commitmentTerm, organisationTerm, valueTerm, wordTerms } from './public-terms.ts';

/** What somebody wants to see of the public parts. Empty texts and null: no matter which. */
export interface PublicFilter {
  /** 0: about no single commitment. */
  readonly commitment: number | null;
  /** A value of the counted field. */
  readonly value: string;
  readonly organisation: string;
  readonly search: string;
  readonly order: PublicOrder;
  readonly after: Place | null;
}

const MAX_TYPED_CHARS = 200;
/** More words hardly find anything else. */
const MAX_SEARCHED_WORDS = 5;

/**
 * Reads the filter from the query of an address, where anything may stand. What is no filter is left
 * out.
 */
export function readFilter(
  consultation: Consultation,
  query: Readonly<Record<string, string | undefined>>,
): PublicFilter {
  const typed = (name: string) => singleLine((query[name] ?? '').slice(0, MAX_TYPED_CHARS));
  const kind = kindOf(consultation);
  const { commitment = '', value = '', after = '' } = query;
  const hasCommitments = kind.about === 'commitments';
  const order = hasCommitments && query['order'] === 'commitment' ? 'commitment' : 'newest';
  return {
    commitment:
      hasCommitments && /^(?:0|[1-9]\d{0,2})$/u.test(commitment) ? Number(commitment) : null,
    value: countedValues(kind, consultation).includes(value) ? value : '',
    organisation: typed('organisation'),
    search: typed('search'),
    order,
    after: isPlace(after, order) ? after : null,
  };
}

/** Returns what the filter says in the query of an address, without the place in the list. */
export function filterQuery(filter: PublicFilter): Record<string, string> {
  const { commitment, value, organisation, search, order } = filter;
  const asked = {
    commitment: commitment === null ? '' : String(commitment),
    value,
    organisation,
    search,
    order: order === 'newest' ? '' : order,
  };
  return Object.fromEntries(Object.entries(asked).filter(([, text]) => text !== ''));
}

/**
 * Returns the lists on which the parts must be, the one that is probably the shortest first. Null: no
 * part can be on them, because what was typed holds nothing to search for.
 */
export function termsFor({
  commitment,
  value,
  organisation,
  search,
}: PublicFilter): readonly string[] | null {
  const named = organisation === '' ? null : organisationTerm(organisation);
  const words = wordTerms([search], MAX_SEARCHED_WORDS);
  if ((organisation !== '' && named === null) || (search !== '' && words.length === 0)) return null;
  return [
    ...(named === null ? [] : [named]),
    // Longer words are rarer.
    ...words.toSorted((one, other) => other.length - one.length),
    ...(commitment === null ? [] : [commitmentTerm(commitment)]),
    ...(value === '' ? [] : [valueTerm(value)]),
  ];
}
