import {
  hashOf,
  mix,
  SIGNATURE_BYTES,
  nameWithoutDiacritics,
  signatureOf,
  similarityOf,
} from './similarity.ts';

/*
 * What is kept of texts that are to be grouped: a record of a few bytes for each, one after the
 * other in one piece of memory. A record is a signature, and after it three hashes.
 */

const SCOPE = SIGNATURE_BYTES / 4;
const ORGANISATION = SCOPE + 1;
const ADDRESS = SCOPE + 2;
const RECORD_INTS = SCOPE + 3;
/** How many bytes are kept of each text. */
export const RECORD_BYTES = RECORD_INTS * 4;

/** Longer bands would miss more pairs at the threshold, shorter ones would compare many more. */
const BAND_BYTES = 3;
export const BANDS = SIGNATURE_BYTES / BAND_BYTES;

/** Further texts are not kept. A key of 32 bits and a place share a number of 53 bits. */
export const MAX_TEXTS = 2 ** 21;
/** By how many records the memory grows at a time. */
const GROWTH = 4_096;
/** The scope of a text without words. */
const NOWHERE = 0;

export interface Author {
  readonly organisation: string;
  readonly address: string;
}

/** Only texts of one scope are compared. */
export interface Scope {
  readonly name: string;
  /** The shingles of what the texts may quote. */
  readonly known?: ReadonlySet<number>;
}

/** The records of texts, by the places of the texts. */
export class TextRecords {
  readonly #memory = new ArrayBuffer(0, { maxByteLength: MAX_TEXTS * RECORD_BYTES });
  readonly #bytes = new Uint8Array(this.#memory);
  readonly #ints = new Int32Array(this.#memory);
  #count = 0;

  /** The number of texts, with those that are not kept. */
  get count(): number {
    return this.#count;
  }

  /** Takes the text at the next place. */
  add(scope: Scope, { organisation, address }: Author, text: string): void {
    const place = this.#count;
    this.#count += 1;
    if (place >= MAX_TEXTS) return;
    if (place % GROWTH === 0) this.#memory.resize((place + GROWTH) * RECORD_BYTES);
    const signature = signatureOf(text, scope.known);
    if (signature === null) return;
    this.#bytes.set(signature, place * RECORD_BYTES);
    const hashes = [
      hashOf(scope.name) || 1,
      hashOf(nameWithoutDiacritics(organisation)),
      hashOf(address.toLowerCase()),
    ];
    this.#ints.set(hashes, place * RECORD_INTS + SCOPE);
  }

  /** Returns the places of the texts that have words. */
  written(): Uint32Array {
    return placesUpTo(Math.min(this.#count, MAX_TEXTS)).filter(
      (place) => this.#at(place, SCOPE) !== NOWHERE,
    );
  }

  forget(): void {
    this.#memory.resize(0);
  }

  similarity(one: number, other: number): number {
    return similarityOf(this.#bytes, this.#bytes, one * RECORD_BYTES, other * RECORD_BYTES);
  }

  isSameScope(one: number, other: number): boolean {
    return this.#at(one, SCOPE) === this.#at(other, SCOPE);
  }

  isSameAuthor(one: number, other: number): boolean {
    return (
      this.#at(one, ORGANISATION) === this.#at(other, ORGANISATION) &&
      this.#at(one, ADDRESS) === this.#at(other, ADDRESS)
    );
  }

  /** Counts organisations. Two spellings of one name are one. */
  countOrganisations(places: readonly number[]): number {
    return new Set(places.map((place) => this.#at(place, ORGANISATION))).size;
  }

  /** Orders records by scope and signature. Returns 0 if both are the same. */
  compare(one: number, other: number): number {
    for (let field = SCOPE; field >= 0; field--) {
      const difference = this.#at(one, field) - this.#at(other, field);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** Returns a key of 32 bits for the scope and the whole signature. */
  keyOf(place: number): number {
    let key = 0;
    for (let field = 0; field <= SCOPE; field++) key = mix(key ^ this.#at(place, field));
    return key >>> 0;
  }

  /** Returns a key of 32 bits for the scope and a band of the signature. */
  bandKeyOf(place: number, band: number): number {
    let key = this.#at(place, SCOPE);
    const start = place * RECORD_BYTES + band * BAND_BYTES;
    for (let byte = start; byte < start + BAND_BYTES; byte++) {
      key = mix(key ^ (this.#bytes[byte] ?? 0));
    }
    return key >>> 0;
  }

  #at(place: number, field: number): number {
    return this.#ints[place * RECORD_INTS + field] ?? NOWHERE;
  }
}

/** Returns the places from 0 to before `count`. */
export function placesUpTo(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, place) => place);
}
