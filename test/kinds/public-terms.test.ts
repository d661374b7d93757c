import { describe, expect, it } from 'vitest';
import { CALL } from '../../shared/kinds/call/call.ts';
import { organisationTerm, termsOf } from '../../shared/kinds/public-terms.ts';
import { REVIEW } from '../../shared/kinds/review/review.ts';
import { aProposal } from '../support/builders.ts';
import { aPublicOpinion } from '../support/public-parts.ts';

const words = (terms: readonly string[]) => terms.filter((term) => term.startsWith('word:'));

describe('the lists of a public part', () => {
  it('are those of its commitment, its value, its organisation and its words', () => {
    const answers = { rating: 'limited', text: 'Portāls' };
    const part = aPublicOpinion({ commitment: 2, organisation: 'Biedrība', answers });
    expect(termsOf(REVIEW, part).slice(2)).toEqual([
      'commitment:2',
      'value:limited',
      'organisation:biedrība',
      'word:portal',
    ]);
  });

  it('tell nothing of a text that it does not show', () => {
    expect(termsOf(REVIEW, aPublicOpinion({ commitment: null, answers: null })).slice(2)).toEqual([
      'commitment:0',
    ]);
  });

  it('name no organisation that is not shown, or has no name to compare', () => {
    const answers = { rating: null, text: '' };
    for (const organisation of [null, '„”']) {
      const terms = termsOf(REVIEW, aPublicOpinion({ commitment: 2, organisation, answers }));
      expect(terms.slice(2)).toEqual(['commitment:2']);
    }
    expect(organisationTerm('„”')).toBeNull();
  });

  it('hold the words of every text of a proposal, and of no choice', () => {
    const answers = { ...aProposal().proposal, title: 'Lobijs', supporters: 'Ābele', ngos: 'yes' };
    const found = words(termsOf(CALL, aPublicOpinion({ commitment: null, answers })));
    expect(found[0]).toMatch(/^word:lobij/u);
    expect(found.some((word) => word.startsWith('word:abel'))).toBe(true);
    expect(found).not.toContain('word:yes');
    expect(found).not.toContain('word:openness');
  });

  it('hold the first fifty words, those of the title before others', () => {
    const many = Array.from({ length: 60 }, (_, index) => `zz${'abcdefghij'[index % 10]}${index}x`);
    const answers = { ...aProposal().proposal, title: 'Lobijs', problem: many.join(' ') };
    const found = words(termsOf(CALL, aPublicOpinion({ commitment: null, answers })));
    expect(found).toHaveLength(50);
    expect(found[0]).toMatch(/^word:lobij/u);
  });
});
