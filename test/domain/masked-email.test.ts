import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskEmail } from '../../shared/domain/masked-email.ts';

const letter = fc.constantFrom('a', 'b', 'y', 'z', '0', '9');
const long = fc.string({ unit: letter, minLength: 4, maxLength: 20 });

describe('a masked address', () => {
  it.each([
    ['birojs@ngo.example', 'b…s@ngo.example'],
    ['anna.berzina+ngo@biedriba.lv', 'a…o@biedriba.lv'],
    ['anna@biedriba.lv', 'a…a@biedriba.lv'],
    ['ann@biedriba.lv', 'a…@biedriba.lv'],
    ['x@biedriba.lv', 'x…@biedriba.lv'],
    ['"a@b"@biedriba.lv', '"…"@biedriba.lv'],
    ['😀nna@biedriba.lv', '😀…a@biedriba.lv'],
  ])('of %s is %s', (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });

  it('does not tell how many characters it hides, or which', () => {
    fc.assert(
      fc.property(long, long, (name, hidden) => {
        const other = name.charAt(0) + hidden + (name.at(-1) ?? '');
        expect(maskEmail(`${other}@biedriba.lv`)).toBe(maskEmail(`${name}@biedriba.lv`));
      }),
    );
  });

  it('shows a mistake at either end of the name, and anywhere in the domain', () => {
    const masked = maskEmail('anna@gmail.com');
    for (const wrong of ['nnna@gmail.com', 'annn@gmail.com', 'anna@gmial.com', 'anna@gmail.con']) {
      expect(maskEmail(wrong)).not.toBe(masked);
    }
  });
});
