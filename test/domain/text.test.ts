import { describe, expect, it } from 'vitest';
import {
  Bilingual,
  Language,
  line,
  multiLine,
  singleLine,
  withoutBidiControls,
} from '../../shared/domain/text.ts';

/** Each in words of its own, so that a failing test names it. */
const BIDI = ['061c', '200e', '200f', '202a', '202c', '202e', '2066', '2068', '2069'];
const charOf = (hex: string) => String.fromCodePoint(Number.parseInt(hex, 16));

describe('a line', () => {
  it('is trimmed, with one space between its words whatever stood there', () => {
    expect(singleLine(' \t a \r\n b\u00a0\u2003c   d \n')).toBe('a b c d');
  });

  it('is composed, so that the same word is the same text', () => {
    expect(singleLine('Cafe\u0301')).toBe('Café');
  });

  it('loses controls, between words and within them', () => {
    expect(singleLine('a\u0000b \u0007\u009f c')).toBe('ab c');
  });

  it('replaces half of a character that stands alone', () => {
    expect(singleLine('a\ud800b')).toBe('a\ufffdb');
  });

  it.each(BIDI)('loses the bidirectional control U+%s, wherever it stands', (hex) => {
    const control = charOf(hex);
    expect(singleLine(`${control}a${control}${control}b`)).toBe('ab');
    expect(withoutBidiControls(`${control}a\n ${control}b`)).toBe('a\n b');
  });

  it.each(['200b', '200d', '2060', '115f', '1160', '2800', '3164', 'ffa0', '0020'])(
    'of nothing but U+%s counts as empty, and keeps it beside a letter',
    (hex) => {
      const nothing = charOf(hex);
      expect(singleLine(nothing + nothing)).toBe('');
      expect(multiLine(`${nothing}\n${nothing}`)).toBe('');
      expect(singleLine(`a${nothing}b`)).toBe(`a${nothing}b`);
      expect(singleLine(`a${nothing}`).startsWith('a')).toBe(true);
      expect(singleLine(`${nothing}a`).endsWith('a')).toBe(true);
    },
  );

  it('must not be empty, nor longer than its schema says', () => {
    const Line = line(3);
    expect(Line.parse(' a  b ')).toBe('a b');
    for (const wrong of ['', ' \u200b ', 'abcd', 1])
      expect(Line.safeParse(wrong).success).toBe(false);
  });
});

describe('running text', () => {
  it('has the one kind of line end', () => {
    expect(multiLine('a\r\nb\rc\n\r\nd')).toBe('a\nb\nc\n\nd');
  });

  it('keeps tabs, lines and spaces within, and loses other controls and its edges', () => {
    expect(multiLine('\n a\u0000\u0008  b\t\tc\n\n d\u0085 \n')).toBe('a  b\t\tc\n\n d');
  });

  it('is composed, and well-formed', () => {
    expect(multiLine('Cafe\u0301 \udc00')).toBe('Café \ufffd');
  });

  it('keeps its bidirectional controls, which a page can isolate', () => {
    expect(multiLine('a\u202eb')).toBe('a\u202eb');
  });
});

describe('a letter', () => {
  it.each([singleLine, multiLine])('keeps 30 combining marks and no more, in %o', (clean) => {
    const marks = (count: number) => `a${'\u0328\u20dd'.repeat(count / 2)}b${'\u0336'.repeat(30)}c`;
    expect(clean(marks(30))).toBe(marks(30).normalize('NFC'));
    expect(clean(marks(400_000))).toBe(marks(30).normalize('NFC'));
  });
});

describe('words in both languages', () => {
  it('are a line each, and of no third language', () => {
    const longest = 'x'.repeat(600);
    expect(Bilingual.parse({ lv: ' a ', en: longest })).toEqual({ lv: 'a', en: longest });
    for (const wrong of [{ lv: 'a' }, { lv: 'a', en: '' }, { lv: `${longest}x`, en: 'a' }]) {
      expect(Bilingual.safeParse(wrong).success).toBe(false);
    }
    expect(Bilingual.safeParse({ lv: 'a', en: 'a', ru: 'a' }).success).toBe(false);
    expect(Language.options).toEqual(['lv', 'en']);
  });
});
