import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isPublicId,
  publicIdFrom,
  REFERENCE_LENGTH,
  parseReference,
  readReference,
  referenceFrom,
  shardOf,
  spellReference,
} from '../../shared/domain/reference.ts';

const references = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((seed) => referenceFrom(seed));
const SYMBOLS = '34679ACDEFHJKMNPRTUVWXY';

describe('a reference', () => {
  it('has twelve symbols that cannot be confused with each other', () => {
    fc.assert(
      fc.property(references, (reference) => {
        expect(reference).toMatch(/^[34679ACDEFHJKMNPRTUVWXY]{12}$/u);
      }),
    );
  });

  it('is read back however it is spaced or cased', () => {
    fc.assert(
      fc.property(references, (reference) => {
        expect(parseReference(spellReference(reference).toLowerCase())).toBe(reference);
        expect(parseReference(` ${[...reference].join(' ')} `)).toBe(reference);
      }),
    );
  });

  it('is read back with diacritics, look-alikes and signs around it, and from its address', () => {
    const [wide, cyrillic] = [
      { A: 'Ａ', '7': '７' },
      { A: 'А', C: 'С', E: 'Е', K: 'К', X: 'х' },
    ];
    const others: Record<string, string>[] = [
      { D: '0' },
      { D: 'o' },
      { D: 'Q' },
      { D: 'О', 6: 'g' },
      { A: 'ā', C: 'č', E: 'ē', K: 'ķ', N: 'ņ', U: 'ū' },
      wide,
      cyrillic,
    ];
    fc.assert(
      fc.property(references, fc.constantFrom(...others), (reference, look) => {
        const typed = [...reference].map((one) => look[one] ?? one).join('');
        expect(readReference(typed)).toEqual({ reference });
        expect(readReference(`„${typed.slice(0, 4)}—${typed.slice(4)}\u200b”.`)).toEqual({
          reference,
        });
        const page = `https://a.example/lv/consultations/nap2/receipts/${reference}?again=due#x`;
        expect(readReference(page)).toEqual({ reference });
      }),
    );
  });

  it('that cannot be read says what is wrong', () => {
    expect(readReference(' – ')).toEqual({ fault: 'missing' });
    expect(readReference('TC9K-KDNP-T4A')).toEqual({ fault: 'wrong-length', length: 11 });
    expect(readReference('💧'.repeat(13))).toEqual({ fault: 'wrong-length', length: 13 });
    expect(readReference('TC9K-KDNP-1S1b')).toEqual({
      fault: 'wrong-symbols',
      symbols: ['1', 'S', 'B'],
    });
    expect(readReference('TC9K-KDNP-T4AK')).toEqual({ fault: 'misread' });
  });

  it('whose symbol was guessed wrongly is misread, and never another reference', () => {
    fc.assert(
      fc.property(references, fc.nat(11), fc.constantFrom('0', 'G'), (reference, place, typed) => {
        const meant = reference.charAt(place);
        fc.pre(meant !== 'D' && meant !== '6');
        const guessed = reference.slice(0, place) + typed + reference.slice(place + 1);
        expect(readReference(guessed)).toEqual({ fault: 'misread' });
      }),
    );
  });

  it('detects any single symbol that was misheard', () => {
    fc.assert(
      fc.property(
        references,
        fc.nat(11),
        fc.constantFrom(...SYMBOLS.split('')),
        (reference, position, symbol) => {
          fc.pre(reference[position] !== symbol);
          const misheard = reference.slice(0, position) + symbol + reference.slice(position + 1);
          expect(parseReference(misheard)).toBeNull();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('detects any two neighbours that were swapped', () => {
    fc.assert(
      fc.property(references, fc.nat(10), (reference, position) => {
        const [a = '', b = ''] = reference.slice(position, position + 2);
        fc.pre(a !== b);
        const swapped = reference.slice(0, position) + b + a + reference.slice(position + 2);
        expect(parseReference(swapped)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses what is no reference at all', () => {
    for (const typed of ['', '1', 'OIL0-OIL0-OIL0', 'A'.repeat(13), '💧'.repeat(12)]) {
      expect(parseReference(typed)).toBeNull();
    }
  });

  it('has its twelve symbols and no more, each of them one of its own', () => {
    fc.assert(
      fc.property(references, fc.constantFrom(...SYMBOLS.split('')), (reference, symbol) => {
        const [payload, check] = [reference.slice(0, 11), reference.slice(11)];
        expect(parseReference(payload + symbol + check)).toBeNull();
        for (const foreign of '18S') {
          expect(parseReference(foreign + payload.slice(1) + symbol)).toBeNull();
        }
      }),
    );
  });

  it('is the same for the same hash for ever, and is spelled in three groups of four', () => {
    const [small, large] = [
      referenceFrom(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9])),
      referenceFrom(new Uint8Array(8).fill(255)),
    ];
    expect([small, large].map(spellReference)).toEqual(['TC9K-KDNP-T4AJ', 'A4AU-6ED6-TEEA']);
    expect(parseReference(small)).toBe(small);
    expect(REFERENCE_LENGTH).toBe(12);
  });

  it('leads to one existing shard, and uses all shards', () => {
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 4_000; seed++) {
      const bytes = Uint8Array.from({ length: 8 }, (_, i) => (seed * 2654435761) >>> (i * 4));
      const shard = shardOf(referenceFrom(bytes), 4);
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual([0, 1, 2, 3]);
    for (const count of counts.values()) expect(count).toBeGreaterThan(700);
  });
});

describe('the address of a public part', () => {
  const seeds = fc.uint8Array({ minLength: 16, maxLength: 16 });

  it('is known as one, whatever it was made from', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(isPublicId(publicIdFrom(seed))).toBe(true);
      }),
    );
  });

  it.each(['', '34679ACDEFHJKMN', '34679ACDEFHJKMNPR', '34679acdefhjkmnp', '34679ACDEFHJKMN0'])(
    'is not "%s"',
    (typed) => {
      expect(isPublicId(typed)).toBe(false);
    },
  );
});
