import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  knownShingles,
  SHORT_TEXT_WORDS,
  signatureOf,
  similarityOf,
  wordsOf,
} from '../../shared/domain/similarity.ts';

const WORDS = Array.from({ length: 500 }, (_, index) => `vārds${index}`);
/** A text of words that differ from one another. */
const textOf = (from: number, to: number) => WORDS.slice(from, to).join(' ');

function likeness(one: string, other: string, known?: ReadonlySet<number>): number {
  const [a, b] = [signatureOf(one, known), signatureOf(other, known)];
  if (a === null || b === null) throw new Error('A text has no words');
  return similarityOf(a, b);
}

describe('the words of a text', () => {
  it('are the same in capitals, with other spaces, punctuation, quotation marks and forms of letters', () => {
    const words = ['biedriba', 'udensroze', 'prasa', '3', 'lietas'];
    expect(wordsOf('Biedrība „Ūdensroze” prasa: 3 lietas!')).toEqual(words);
    expect(wordsOf('BIEDRĪBA  "Ūdensroze"\n– prasa 3\u00a0lietas…')).toEqual(words);
    expect(wordsOf('Biedri\u0304ba «Udensroze», prasa ３ lietas')).toEqual(words);
  });

  it('are none where nothing is written', () => {
    expect(wordsOf(' – … !\n')).toEqual([]);
    expect(signatureOf(' – … !\n')).toBeNull();
  });
});

describe('the signature of a text', () => {
  it('is always the same, so that a digest of the past groups as it did', () => {
    const bytes = signatureOf(textOf(0, 40));
    expect(Buffer.from(bytes?.slice(0, 12) ?? []).toString('hex')).toBe('832de8034f43b411876314eb');
  });

  it('estimates the share of the shingles that two texts have in common', () => {
    for (const shift of [10, 25, 50, 100, 150]) {
      // Each has 298 shingles of three words.
      const common = 298 - shift;
      const share = common / (298 + shift);
      const estimate = likeness(textOf(0, 300), textOf(shift, 300 + shift));
      expect(Math.abs(estimate - share)).toBeLessThan(0.17);
    }
    expect(likeness(textOf(0, 200), textOf(200, 400))).toBeLessThan(0.05);
  });

  it('is equal for texts with the same words, and only for these if the text is short', () => {
    const word = fc.constantFrom('jā', 'nē', 'piekrītam', 'forumam', 'ļoti', 'labi');
    const short = fc.array(word, { minLength: 1, maxLength: SHORT_TEXT_WORDS - 1 });
    fc.assert(
      fc.property(short, short, (one, other) => {
        const alike = likeness(one.join(' '), `${other.join(',\n')}!`);
        // Two bytes agree by chance once in 256 times: of 84, about never more than ten.
        if (one.join(' ') === other.join(' ')) expect(alike).toBe(1);
        else expect(alike).toBeLessThan(0.125);
      }),
    );
  });

  it('does not count what is known, so that a quotation does not make texts alike', () => {
    const quotation = textOf(0, 60);
    const [one, other] = [`${textOf(100, 130)} ${quotation}`, `${textOf(200, 230)} ${quotation}`];
    const known = knownShingles([quotation]);
    expect(likeness(one, other)).toBeGreaterThan(0.4);
    expect(likeness(one, other, known)).toBeLessThan(0.05);
    expect(likeness(quotation, `„${quotation}”`, known)).toBe(1);
  });
});
