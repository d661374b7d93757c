import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptOf } from '../../shared/view/excerpt.ts';

const words = (text: string) => text.split(/\s+/u).filter((word) => word !== '');

describe('an excerpt', () => {
  const word = fc.constantFrom('a', 'un', 'apņemšanās', '💧💧', 'x'.repeat(60), '\n', '\n\n');
  const text = fc.array(word, { maxLength: 60 }).map((all) => all.join(' '));
  const limits = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20 }));

  it('is the beginning of the text, and counts the words that are missing', () => {
    const property = fc.property(text, limits, (whole, [chars, lines]) => {
      const shown = excerptOf(whole, chars, lines);
      const all = words(whole);
      const told = words(shown.lines.join('\n'));
      expect(all.join(' ').startsWith(told.join(' '))).toBe(true);
      expect(shown.cut).toBe(told.join(' ') !== all.join(' '));
      // A word that is cut in two is told and left out.
      const left = all.length - told.length;
      expect([left, left + 1]).toContain(shown.wordsLeft);
    });
    fc.assert(property);
  });

  it('keeps its limits if it is cut', () => {
    const property = fc.property(text, limits, (whole, [chars, lines]) => {
      const shown = excerptOf(whole, chars, lines);
      if (!shown.cut) return;
      expect(shown.lines.join('\n').length).toBeLessThanOrEqual(chars);
      expect(shown.lines.length).toBeLessThanOrEqual(lines);
      expect(shown.lines.join('\n').isWellFormed()).toBe(true);
    });
    fc.assert(property);
  });

  it('is the whole text if the note on what is missing would take as much', () => {
    const short = 'Portāls. Teikums par datiem, ko mēs te lasām';
    expect(excerptOf(short, 8, 5)).toEqual({ lines: [short], cut: false, wordsLeft: 0 });
    const long = { lines: ['Portāls.'], cut: true, wordsLeft: 7 };
    expect(excerptOf(`${short} šad tad.`, 8, 5)).toEqual({ ...long, wordsLeft: 9 });
    expect(excerptOf(`${short}.....`, 8, 5)).toEqual(long);
    expect(excerptOf(`${short}...`, 8, 5).cut).toBe(false);
  });
});
