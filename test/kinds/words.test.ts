import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../shared/domain/text.ts';
import { fieldsOf } from '../../shared/kinds/kind.ts';
import { kindOf, KINDS } from '../../shared/kinds/kinds.ts';
import {
  answerInWords,
  choiceLabel,
  fieldWordsOf,
  textLabel,
  wordsOf,
} from '../../shared/kinds/words.ts';
import { aCall, aConsultation, aProposal } from '../support/builders.ts';

const review = aConsultation();
const call = aCall();

describe.each(KINDS)('the kind $id', (kind) => {
  it.each(LANGUAGES)('has words for each field and each of its choices in %s', (language) => {
    const words = wordsOf(kind.id, language);
    for (const [name, field] of fieldsOf(kind)) {
      const { label, choices = {} } = fieldWordsOf(words, name);
      expect(label).not.toBe('');
      if ('values' in field) expect(Object.keys(choices)).toEqual(field.values);
    }
  });

  it('has other words in each language', () => {
    expect(wordsOf(kind.id, 'lv')).not.toEqual(wordsOf(kind.id, 'en'));
  });
});

describe('words that are missing', () => {
  it('are an error that names the kind', () => {
    const message = 'The kind of consultation poll has no words';
    expect(() => wordsOf('poll', 'lv')).toThrow(message);
  });

  it('are an error that names the field', () => {
    const message = 'The field colour has no words';
    expect(() => fieldWordsOf(wordsOf('call', 'lv'), 'colour')).toThrow(message);
  });
});

describe('the label above a text', () => {
  it('is that of its field, if the kind has several texts', () => {
    const kind = kindOf(call);
    expect(textLabel(kind, 'problem', 'en')).toBe(
      fieldWordsOf(wordsOf('call', 'en'), 'problem').label,
    );
  });

  it('is left out for the only text of a kind', () => {
    expect(textLabel(kindOf(review), 'text', 'en')).toBeNull();
  });
});

describe('a choice', () => {
  it('is worded by its kind', () => {
    expect(choiceLabel(review, 'rating', 'limited', 'en')).toBe('Limited');
    expect(choiceLabel(call, 'ngos', 'yes', 'en')).not.toBe('yes');
  });

  it('is worded by the consultation that lists it', () => {
    expect(choiceLabel(call, 'principles', 'openness', 'lv')).toBe('lv openness');
    expect(choiceLabel(call, 'principles', 'innovation', 'en')).toBe('en innovation');
  });

  it('stays as it is if nobody words it', () => {
    expect(choiceLabel(call, 'principles', 'kindness', 'lv')).toBe('kindness');
    expect(choiceLabel(aCall({ lists: {} }), 'principles', 'openness', 'lv')).toBe('openness');
    expect(choiceLabel(review, 'rating', 'superb', 'lv')).toBe('superb');
    expect(choiceLabel(review, 'text', 'superb', 'lv')).toBe('superb');
  });
});

describe('an answer in words', () => {
  const { proposal } = aProposal();
  const answer = (field: string, answers: typeof proposal | object = proposal) =>
    answerInWords(call, field, answers as typeof proposal, 'en');

  it('is the text', () => {
    expect(answer('title')).toBe(proposal.title);
    expect(answer('action')).toBe(proposal.action);
  });

  it('is what was chosen, in the order of the choices', () => {
    const principles = ['innovation', 'accountability', 'openness'];
    expect(answer('principles', { principles })).toBe(
      'en openness, en accountability, en innovation',
    );
    expect(answerInWords(review, 'rating', { rating: 'limited' }, 'en')).toBe('Limited');
  });

  it('is empty if nothing was answered', () => {
    expect(answer('principles', {})).toBe('');
    expect(answer('title', {})).toBe('');
    expect(answerInWords(review, 'rating', { rating: null }, 'en')).toBe('');
  });
});
