import { describe, expect, it } from 'vitest';
import { filterQuery, readFilter, termsFor } from '../../shared/kinds/public-filter.ts';
import { aCall, aConsultation } from '../support/builders.ts';
import { aPublicId } from '../support/public-pages.ts';

const review = aConsultation();
const ALL = {
  commitment: null,
  value: '',
  organisation: '',
  search: '',
  order: 'newest',
  after: null,
} as const;

describe('a filter of public parts', () => {
  it('is read from the query of an address, and written into it', () => {
    const query = { commitment: '0', value: 'limited', organisation: 'A', search: 'b' };
    const filter = readFilter(review, query);
    expect(filter).toEqual({ ...ALL, ...query, commitment: 0 });
    expect(filterQuery(filter)).toEqual(query);
    expect(filterQuery(readFilter(review, { order: 'commitment' }))).toEqual({
      order: 'commitment',
    });
  });

  it.each([
    [{ commitment: '1e3' }],
    [{ commitment: '-1' }],
    [{ value: 'nothing' }],
    [{ order: 'sideways' }],
    [{ after: 'x' }],
    [{ after: `2027-01-01T00:00:00.000Z#${aPublicId(1)}#x` }],
    [{ after: `000001#2027-01-01T00:00:00.000Z#${aPublicId(1)}` }],
    [{ organisation: '\u0000\u202e' }],
  ])('leaves out what is no filter: %j', (query) => {
    expect(readFilter(review, query)).toEqual(ALL);
  });

  it('knows no commitments where there are none', () => {
    expect(
      readFilter(aCall(), { commitment: '1', order: 'commitment', value: 'openness' }),
    ).toEqual({ ...ALL, value: 'openness' });
  });

  it('walks the list that is probably the shortest', () => {
    const terms = (query: Record<string, string>) => termsFor(readFilter(review, query));
    expect(terms({})).toEqual([]);
    const all = {
      commitment: '2',
      value: 'limited',
      organisation: 'Biedrība',
      search: 'uz ceļu portālu bez',
    };
    expect(terms(all)).toEqual([
      'organisation:biedrība',
      'word:portal',
      'word:cel',
      'commitment:2',
      'value:limited',
    ]);
  });

  it('finds nothing by what holds nothing to search for', () => {
    expect(termsFor(readFilter(review, { search: 'un the' }))).toBeNull();
    expect(termsFor(readFilter(review, { organisation: '„”' }))).toBeNull();
  });
});
