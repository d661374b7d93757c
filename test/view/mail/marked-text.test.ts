import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condense, setMarks } from '../../../shared/view/mail/marked-text.ts';
import { comparison, type Piece, plainText } from '../../../shared/view/word-changes.ts';

const word = fc.constantFrom('dati', 'ir', 'nav', 'apņemšanās', '.', '💧', 'x'.repeat(50), '\n\n');
const words = fc.array(word, { minLength: 1, maxLength: 12 });
/** Texts of many words that are the same, with changes among them. */
const compared = fc
  .array(fc.record({ same: words, before: words, after: words, count: fc.nat(6) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((runs) => {
    const textOf = (which: 'before' | 'after') =>
      runs
        .flatMap(({ same, count, ...run }, index) => [
          ...Array.from({ length: count }, () => same).flat(),
          `${which}${index}`,
          ...run[which],
        ])
        .join(' ');
    const { lines } = comparison()(plainText(textOf('before')), plainText(textOf('after')));
    return setMarks(lines.flatMap(({ pieces }) => pieces));
  });
const room = fc.integer({ min: 40, max: 2_000 });

const laterText = (pieces: readonly Piece[]) =>
  pieces.flatMap(({ kind, text }) => (kind === 'removed' ? [] : [text])).join('');
const countOf = (text: string) => text.split(/\s+/u).filter((one) => /[^…\s]/u.test(one)).length;

describe('an edited text that is too long for its room', () => {
  it('shows its first changes, with words of the text around them, in their order', () => {
    const property = fc.property(compared, room, (pieces, chars) => {
      const { pieces: shown, ...told } = condense(pieces, chars, 0);
      expect(told.shown).toBeGreaterThan(0);
      expect(told.shown).toBeLessThanOrEqual(told.changes);
      if (told.wordsLeft === 0 && told.shown === told.changes) return;
      let from = 0;
      const whole = pieces.map(({ kind, text }) => `${kind}:${text}`).join('\n');
      for (const { kind, text } of shown) {
        for (const part of text.split('…').map((one) => one.trim())) {
          const place = whole.indexOf(part, from);
          expect(place).toBeGreaterThanOrEqual(from);
          from = place + part.length;
        }
        if (kind !== 'same') expect(pieces.some((one) => one.kind === kind)).toBe(true);
      }
      const size = shown.reduce((all, { text }) => all + text.replaceAll(' … ', '').length, 0);
      expect(size).toBeLessThanOrEqual(Math.max(chars, 40 + 2 * 40 + 2 * 24 + 4));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('shows the beginning of its first change in the smallest room, with words around it', () => {
    const many = 'vārdi '.repeat(60);
    const change = (['removed', 'added'] as const).map((kind) => ({ kind, text: many.trim() }));
    const pieces = setMarks([
      { kind: 'same', text: many },
      ...change,
      { kind: 'same', text: ` ${many}` },
    ]);
    const { pieces: shown } = condense(pieces, 40, 0);
    expect(shown.map(({ kind, text }) => `${kind}: ${text.trim()}`)).toEqual([
      'same: … vārdi vārdi vārdi vārdi',
      `removed: ${'vārdi '.repeat(6)}…`,
      'same: ',
      `added: ${'vārdi '.repeat(6)}…`,
      'same: vārdi vārdi vārdi vārdi …',
    ]);
  });

  it('counts the words that are left out', () => {
    const property = fc.property(compared, room, (pieces, chars) => {
      const { pieces: shown, wordsLeft } = condense(pieces, chars, 0);
      const [all, kept] = [countOf(laterText(pieces)), countOf(laterText(shown))];
      // A word that is cut in two is told and left out, at each end of what is left out.
      const cuts = laterText(shown).split('…').length - 1;
      expect(kept + wordsLeft).toBeGreaterThanOrEqual(all);
      expect(kept + wordsLeft).toBeLessThanOrEqual(all + 2 * cuts);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('shows all of it as soon as there is room, and never less where there is more', () => {
    const property = fc.property(compared, room, fc.nat(500), (pieces, chars, more) => {
      const [one, other] = [condense(pieces, chars, 40), condense(pieces, chars + more, 40)];
      expect(other.shown).toBeGreaterThanOrEqual(one.shown);
      const whole = condense(pieces, Infinity, 40);
      expect(whole).toMatchObject({ pieces, wordsLeft: 0, shown: whole.changes });
      expect(condense(pieces, whole.chars, 40)).toEqual(whole);
      if (whole.chars < 600) return;
      expect(condense(pieces, whole.chars / 2, 40).pieces).not.toEqual(pieces);
    });
    fc.assert(property, { numRuns: 500 });
  });
});
