import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, TEXT_WIDTH } from '../../../shared/view/mail/plain.ts';

const QUOTE = '  | ';
const room = TEXT_WIDTH - QUOTE.length;

describe('a folded line', () => {
  it('keeps its words, has its prefix on each line, and is never wider than a mail shows', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 100 }),
      fc.constantFrom('\u200b'.repeat(300), 'a\u0301\u0302\u0303'.repeat(60), '👩‍👩‍👧‍👦'.repeat(40)),
    );
    const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(line, (text) => {
        const lines = fold(text, QUOTE);
        for (const one of lines) {
          expect(one.startsWith(QUOTE.trimEnd())).toBe(true);
          expect(one.length).toBeLessThanOrEqual(TEXT_WIDTH);
        }
        const letters = lines.map((one) => one.slice(QUOTE.length)).join('');
        expect(letters.replaceAll(/\s/gu, '')).toBe(text.replaceAll(/\s/gu, ''));
      }),
    );
  });

  it.each([
    ['a letter', 'x', 1],
    ['a Latvian letter', 'ķ', 1],
    ['a Chinese character', '漢', 2],
    ['an emoji', '💧', 2],
    ['an emoji that is older than Unicode’s blocks of emoji', '✅', 2],
    ['a Korean letter', '\u1100', 2],
    ['a character that shows nothing', '\u200b', 1],
    ['an escape character', '\u001b', 1],
  ])('counts as many columns as %s may take: %j', (_, character, columns) => {
    const [first = '', second] = fold(character.repeat(room), QUOTE);
    expect([...first].length - QUOTE.length).toBe(room / columns);
    expect(second === undefined).toBe(columns === 1);
  });

  it('does not treat the commands of a terminal as invisible', () => {
    const link = '\u001b]8;;https://example.org\u0007here \u001b[31mred ';
    const lines = fold(link + 'word '.repeat(40), QUOTE);
    expect(lines.join('').split('\u001b')).toHaveLength(3);
    for (const one of lines) expect(one.length).toBeLessThanOrEqual(TEXT_WIDTH);
  });

  it('keeps an address in one piece up to 900 characters', () => {
    const address = `https://example.org/${'a'.repeat(880)}`;
    expect(fold(`see ${address} now`, QUOTE)).toEqual([
      `${QUOTE}see`,
      `${QUOTE}${address}`,
      `${QUOTE}now`,
    ]);
    expect(fold(`${address}a`, QUOTE).length).toBeGreaterThan(10);
  });

  it('has another prefix on the further lines, if asked', () => {
    expect(fold('one '.repeat(20).trim(), '* ', '      ')).toEqual([
      `* ${'one '.repeat(17).trim()}`,
      `      ${'one '.repeat(3).trim()}`,
    ]);
  });
});
