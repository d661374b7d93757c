import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameWithDiacritics, searchWordsOf } from '../../shared/domain/search-words.ts';

const wordsOf = (...texts: string[]) => searchWordsOf(texts, 50);

describe('the words by which a text is found', () => {
  it.each([
    ['portāls', 'portālu portāla portālam portālā portāli portāliem portālos'],
    ['biedrība', 'biedrības biedrību biedrībai biedrībām biedrībās'],
    ['lācis', 'lāča lāci lācī lāči lāčiem'],
    ['publiskošana', 'publiskošanas publiskošanu publiskošanai'],
    ['opinion', 'opinions'],
  ])('are the same for “%s” in any form', (word, forms) => {
    expect(wordsOf(forms)).toEqual(wordsOf(word));
  });

  it('are told apart for different words', () => {
    expect(wordsOf('dati portāls')).toHaveLength(2);
    expect(new Set([...wordsOf('dati'), ...wordsOf('datne'), ...wordsOf('datums')]).size).toBe(3);
  });

  it('leave out what is in almost every text, and single letters', () => {
    expect(wordsOf('Un tas ir, lai the a b of')).toEqual([]);
  });

  it('come in the order of the texts, each once, at most so many', () => {
    expect(searchWordsOf(['viens divi', 'divi trīs četri'], 3)).toEqual([
      ...wordsOf('viens'),
      ...wordsOf('divi'),
      ...wordsOf('trīs'),
    ]);
  });

  it('are short, in small letters and digits, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const word of wordsOf(text)) expect(word).toMatch(/^[\p{L}\p{N}]{1,30}$/u);
      }),
    );
  });

  it('are cut between letters', () => {
    const [word = ''] = wordsOf(`${'a'.repeat(29)}\u{10330}\u{10331}\u{10332}`);
    expect([word.isWellFormed(), [...word].length]).toEqual([true, 30]);
  });
});

describe('the name of an organisation', () => {
  it('stays short enough for a key, whatever its letters stand for', () => {
    const name = nameWithDiacritics('\ufdfa'.repeat(200));
    expect([...name]).toHaveLength(200);
    expect(nameWithDiacritics('\u{10330}'.repeat(201))).toBe('\u{10330}'.repeat(200));
  });

  it('compares without case, quotation marks and spacing', () => {
    expect(nameWithDiacritics(' biedrība  "ŪDENSROZE" ')).toBe(
      nameWithDiacritics('Biedrība „Ūdensroze”'),
    );
    expect(nameWithDiacritics('Ūdensroze')).not.toBe(nameWithDiacritics('Udensroze'));
    expect(nameWithDiacritics('«»')).toBe('');
  });
});
