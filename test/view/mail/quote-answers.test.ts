import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteAnswers } from '../../../shared/view/mail/quote-answers.ts';
import { CALL } from '../../support/mails.ts';

const LONG = ['problem', 'action', 'ngoShare'] as const;

describe('the texts of one proposal', () => {
  it('share their room: short ones are whole, and none gets more than one that is cut', () => {
    const lengths = fc.tuple(fc.nat(3_000), fc.nat(3_000), fc.nat(3_000));
    const property = fc.property(lengths, fc.integer({ min: 240, max: 6_000 }), (some, room) => {
      const given = some.map((length) => 'a b '.repeat(length).slice(0, length).trim());
      const answers = {
        ...{ title: 'Doma', institution: '', supporters: '', principles: [], ngos: 'yes' },
        ...Object.fromEntries(LONG.map((name, index) => [name, given[index] ?? ''])),
      };
      const extent = { textChars: room, textLines: Infinity };
      const { texts, wordsLeft } = quoteAnswers(CALL, answers, 'lv', ['title', 'ngos'], extent);
      const shown = texts.map(({ lines }) => lines.join('\n'));
      const whole = given.filter((text) => text !== '');
      expect(shown.length).toBe(whole.length);
      const cut = shown.filter((text, index) => text !== whole[index]);
      expect(wordsLeft > 0).toBe(cut.length > 0);
      const chars = (all: readonly string[]) => all.reduce((sum, { length }) => sum + length, 0);
      if (chars(whole) <= room) expect(cut).toEqual([]);
      if (cut.length === 0) return;
      // The words are short. A text is whole if only a few words more than its share are left.
      expect(chars(shown)).toBeGreaterThan(room - 3 * LONG.length);
      expect(chars(shown)).toBeLessThan(room + 40 * LONG.length);
      const longest = Math.max(...shown.map(({ length }) => length));
      for (const text of cut) expect(text.length).toBeGreaterThan(longest - 45);
    });
    fc.assert(property);
  });
});
