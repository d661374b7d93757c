import * as z from 'zod/mini';

/**
 * Reference numbers that people can read out over the phone. There are 23 symbols. None of them
 * looks like another in print or handwriting (no 0 O Q, 1 I L, 2 Z, 5 S, 8 B, 6 G). 23 is a prime,
 * so one weighted check symbol finds every single wrong symbol and every swap of two neighbours.
 */
const SYMBOLS = '34679ACDEFHJKMNPRTUVWXY';
const BASE = SYMBOLS.length;

/**
 * 23^11 is about 2^49.8. If each consultation had a million submissions, two of them would get the
 * same reference by chance in one of two thousand consultations.
 */
const PAYLOAD_LENGTH = 11;
const PUBLIC_ID_LENGTH = 16;
const GROUPED = /(.{4})(.{4})(.{4})/u;

/**
 * Makes a reference. `seed` needs at least 8 bytes, taken from a hash. The same bytes give the same
 * reference.
 */
export function referenceFrom(seed: Uint8Array): string {
  const payload = spell(seed.subarray(0, 8), PAYLOAD_LENGTH);
  return payload + checkSymbolOf(payload);
}

/**
 * Makes the address of a public part, in the same symbols and without a check symbol: nobody types
 * it. `seed` needs at least 16 bytes, taken from a hash. 23^16 is about 2^72, so two of a million
 * parts get the same address by chance in one of ten thousand million consultations.
 */
export function publicIdFrom(seed: Uint8Array): string {
  return spell(seed.subarray(0, 16), PUBLIC_ID_LENGTH);
}

/** Says whether the text may be the address of a public part. */
export function isPublicId(typed: string): boolean {
  return typed.length === PUBLIC_ID_LENGTH && [...typed].every((one) => SYMBOLS.includes(one));
}

function spell(seed: Uint8Array, length: number): string {
  let rest = seed.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let spelled = '';
  while (spelled.length < length) {
    spelled += SYMBOLS.charAt(Number(rest % BigInt(BASE)));
    rest /= BigInt(BASE);
  }
  return spelled;
}

function checkSymbolOf(payload: string): string {
  const sum = [...payload].reduce(
    (total, symbol, index) => total + SYMBOLS.indexOf(symbol) * (index + 1),
    0,
  );
  // The check symbol has the weight 12, and the inverse of 12 modulo 23 is 2. So the weighted sum of
  // all symbols is 0 modulo 23.
  return SYMBOLS.charAt((BASE - ((sum * 2) % BASE)) % BASE);
}

/** How many symbols a reference has, with its check symbol. */
export const REFERENCE_LENGTH = PAYLOAD_LENGTH + 1;

/** What stands between the groups, or comes along when somebody copies a reference. */
const BETWEEN = /[\s\p{Dash}\p{Cf}._,;:/'"„“”«»()#№]/gu;
/** A reference in the address of its receipt page, which people copy too. */
const IN_ADDRESS = /\/receipts\/([^/?#\s]+)/u;
/**
 * Symbols that no reference has, and that look like one of ours: 0, O and Q like D, G like 6, and
 * the letters of a Cyrillic keyboard. If a guess is wrong, the check symbol notices it, as it notices
 * every single wrong symbol. 1, 2, 5, 8, B, I, L, S and Z look like none of ours.
 */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  [
    '0D',
    'OD',
    'QD',
    'ОD',
    'G6',
    'АA',
    'СC',
    'ЕE',
    'НH',
    'КK',
    'МM',
    'РP',
    'ТT',
    'УY',
    'ХX',
    'З3',
  ].map(([typed = '', meant = '']) => [typed, meant]),
);

/** What is wrong with a typed reference. */
export type ReferenceFault =
  | { readonly fault: 'missing' }
  | { readonly fault: 'wrong-length'; readonly length: number }
  /** Symbols that no reference has, each once. */
  | { readonly fault: 'wrong-symbols'; readonly symbols: readonly string[] }
  /** The check symbol does not fit the others. */
  | { readonly fault: 'misread' };

/**
 * Reads a reference as somebody has typed or copied it: in any case and spacing, with diacritics, with
 * symbols that look like ours, or inside the address of its page.
 */
export function readReference(typed: string): { readonly reference: string } | ReferenceFault {
  const written = IN_ADDRESS.exec(typed)?.[1] ?? typed;
  const plain = written.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase();
  const symbols = [...plain.replaceAll(BETWEEN, '')].map((one) => LOOK_ALIKES.get(one) ?? one);
  if (symbols.length === 0) return { fault: 'missing' };
  if (symbols.length !== REFERENCE_LENGTH) return { fault: 'wrong-length', length: symbols.length };
  const foreign = symbols.filter((one) => !SYMBOLS.includes(one));
  if (foreign.length > 0) return { fault: 'wrong-symbols', symbols: [...new Set(foreign)] };
  const reference = symbols.join('');
  const isRead = checkSymbolOf(reference.slice(0, PAYLOAD_LENGTH)) === reference.at(-1);
  return isRead ? { reference } : { fault: 'misread' };
}

/** Reads a reference as {@link readReference} does. Returns null if it cannot be read. */
export function parseReference(typed: string): string | null {
  const read = readReference(typed);
  return 'reference' in read ? read.reference : null;
}

/** A reference as somebody has typed it, in the form in which it is stored. */
export const Reference = z.string().check(
  z.refine((typed) => parseReference(typed) !== null, 'not-allowed'),
  z.overwrite((typed) => parseReference(typed) ?? typed),
);

/** Returns the form that people read: `7KXM-ACDE-4PRT`. */
export function spellReference(reference: string): string {
  return reference.replace(GROUPED, '$1-$2-$3');
}

/** Returns the shard of a submission from its reference alone, so that one read finds a receipt. */
export function shardOf(reference: string, shards: number): number {
  return [...reference].reduce(
    (rest, symbol) => (rest * BASE + SYMBOLS.indexOf(symbol)) % shards,
    0,
  );
}
