import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comparison,
  type Comparison,
  linesOf,
  oneLine,
  plainText,
} from '../../shared/view/word-changes.ts';

const compare = (before: string, after: string) => comparison()(linesOf(before), linesOf(after));

/** Spells a comparison: `[-removed-]`, `{+added+}`, and `# ` before a heading. */
const spell = ({ lines }: Comparison) =>
  lines.map(({ isHeading, pieces }) => {
    const text = pieces.map(({ kind, text }) =>
      kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `{+${text}+}`,
    );
    return `${isHeading ? '# ' : ''}${text.join('')}`;
  });

describe('two texts', () => {
  it.each([
    ['a word', 'Dati ir daļēji.', 'Dati ir pilnībā.', ['Dati ir [-daļēji-]{+pilnībā+}.']],
    [
      'an ending, with letters that only Latvian has',
      'Apņemšanās īstenošana kavējas.',
      'Apņemšanos īstenošana kavējas.',
      ['[-Apņemšanās -]{+Apņemšanos +}īstenošana kavējas.'],
    ],
    ['a sign', 'Jā, gan', 'Jā; gan', ['Jā[-, -]{+; +}gan']],
    ['a capital letter', 'valsts', 'Valsts', ['[-valsts-]{+Valsts+}']],
    [
      'a new paragraph',
      'Viens.\n\nTrīs.',
      'Viens.\n\nDivi.\n\nTrīs.',
      ['Viens.', '{+Divi.+}', 'Trīs.'],
    ],
    [
      'a paragraph that is gone',
      'Viens.\n\nDivi.\n\nTrīs.',
      'Viens.\n\nTrīs.',
      ['Viens.', '[-Divi.-]', 'Trīs.'],
    ],
    [
      'a new item, and the numbers after it',
      '1. viens\n2. divi',
      '1. viens\n2. trīs\n3. divi',
      ['1. viens', '{+2. trīs+}', '3. divi'],
    ],
    ['a joined paragraph', 'Viens.\n\nDivi.', 'Viens. Divi.', ['Viens. [-¶ -]Divi.']],
    ['a divided paragraph', 'Viens. Divi.', 'Viens.\n\nDivi.', ['Viens.{+¶ +}', 'Divi.']],
    [
      'the address of a link',
      '[Projekts](https://a.lv/)',
      '[Projekts](https://b.lv/)',
      ['Projekts (https://[-a.lv-]{+b.lv+}/)'],
    ],
    ['the last sentence, which is gone', 'Viens. Divi.', 'Viens.', ['Viens. [-Divi.-]']],
    ['everything, from nothing', '', '# Ievads\n\nTeksts.', ['# {+Ievads+}', '{+Teksts.+}']],
    ['everything, to nothing', 'Teksts.', '', ['[-Teksts.-]']],
  ])('differ in %s', (_, before, after, lines) => {
    expect(spell(compare(before, after))).toEqual(lines);
    expect(compare(before, after).by).toBe('words');
  });

  it.each([
    ['emphasis', '**Dati** ir.', 'Dati *ir*.'],
    ['white space', 'Dati   ir.', 'Dati\nir.'],
    ['the marks of a list', '- viens\n- divi', '* viens\n* divi'],
  ])('differ in no word, but in %s', (_, before, after) => {
    expect(compare(before, after).by).toBe('layout');
  });

  it('without markup keep their line breaks, which are not compared', () => {
    const of = (before: string, after: string) => comparison()(plainText(before), plainText(after));
    const { by, lines } = of('# Viens *a*\nDivi\n\nTrīs', '# Viens *b*\n\nDivi');
    expect(by).toBe('words');
    expect(spell({ by, lines })).toEqual(['# Viens *[-a-]{+b+}*\n\nDivi\n\n[-Trīs-]']);
    expect(of('Viens\nDivi', 'Viens  Divi').by).toBe('layout');
  });

  it('keep headings, lists, quotes and code as lines that can be read', () => {
    const text =
      '# Virsraksts\n\n- > citāts\n- `kods`\n\nTeksts\n\n    divas\n      rindas\n\n---\n\n<b>x</b>';
    const lines = linesOf(text).map(({ lead, text: words }) => `${lead}${words}`);
    expect(lines).toEqual([
      'Virsraksts',
      '– > citāts',
      '– kods',
      'Teksts',
      'divas',
      '  rindas',
      '* * *',
      '<b>x</b>',
    ]);
  });
});

describe('a comparison', () => {
  const word = fc.constantFrom('dati', 'ir', 'šķēle', 'ē', '.', '„', '”', '\n\n', '🇱🇻', 'e\u0301');
  const text = fc.array(word, { maxLength: 25 }).map((words) => words.join(' '));
  const wordsOf = (texts: readonly string[]) => texts.join(' ').replaceAll(/[\s¶]+/gu, '');

  it('gives back the earlier words without what was added, and the later ones without what was removed', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { lines } = comparison()(linesOf(before), linesOf(after));
        const pieces = lines.flatMap((line) => line.pieces);
        const without = (left: string) =>
          wordsOf(pieces.filter(({ kind }) => kind !== left).map((piece) => piece.text));
        expect(without('added')).toBe(wordsOf([before]));
        expect(without('removed')).toBe(wordsOf([after]));
      }),
    );
  });

  it('never says that an equal text has changed', () => {
    fc.assert(
      fc.property(text, (same) => {
        expect(compare(same, same).lines.flatMap(({ pieces }) => pieces)).not.toContainEqual(
          expect.not.objectContaining({ kind: 'same' }),
        );
      }),
    );
  });

  const words = (count: number, name: string) =>
    oneLine(Array.from({ length: count }, (_, index) => `${name}${index}`).join(' '));

  it('of a text that was written anew shows the one whole text after the other', () => {
    const { by, lines } = comparison()(words(600, 'a'), words(600, 'b'));
    expect(by).toBe('whole');
    expect(lines.map(({ pieces }) => pieces.map(({ kind }) => kind))).toEqual([
      ['removed'],
      ['added'],
    ]);
    expect(lines[0]?.pieces[0]?.text).toBe(words(600, 'a')[0]?.text);
  });

  it('stops comparing word by word when the page has cost enough', () => {
    const compareNext = comparison();
    const ways = Array.from({ length: 10 }, () => compareNext(words(240, 'a'), words(240, 'b')).by);
    expect(ways).toEqual([...Array.from({ length: 8 }, () => 'words'), 'whole', 'whole']);
    // What is equal costs nothing.
    expect(compareNext(words(240, 'a'), words(240, 'a')).by).toBe('layout');
  });

  it('may have stricter limits', () => {
    const strict = { maxEdits: 20, maxSteps: 300 };
    const changed = (count: number) => [words(count, 'a'), words(count, 'b')] as const;
    expect(comparison(strict)(...changed(8)).by).toBe('words');
    expect(comparison(strict)(...changed(11)).by).toBe('whole');
    const compareNext = comparison(strict);
    expect(Array.from({ length: 2 }, () => compareNext(...changed(8)).by)).toEqual([
      'words',
      'whole',
    ]);
  });

  it('shows texts of too many lines as one line each', () => {
    const compareNext = comparison();
    const lines = (count: number, text: string) => oneLine(`${text}\n`.repeat(count - 1) + text);
    expect(compareNext(lines(4_000, 'a'), lines(4_000, 'b')).lines).toHaveLength(8_000);
    const { by, lines: shown } = compareNext(lines(2_000, 'a'), lines(2, 'b'));
    expect(by).toBe('whole');
    expect(shown).toEqual([
      { isHeading: false, pieces: [{ kind: 'removed', text: 'a '.repeat(2_000).trim() }] },
      { isHeading: false, pieces: [{ kind: 'added', text: 'b b' }] },
    ]);
    expect(compareNext(lines(2_000, 'a'), []).lines).toHaveLength(1);
    expect(compareNext(lines(2, 'a'), lines(2, 'a'))).toMatchObject({ by: 'layout' });
  });
});
