/** Longer words are cut. No word of a text that people write is so long. */
const MAX_WORD_CHARS = 30;
/** A word keeps at least this many letters when its ending is cut. */
const MIN_STEM_CHARS = 3;
const MIN_WORD_CHARS = 2;
/**
 * Longer names are compared by their beginnings. A name becomes part of a key of the table, which
 * takes 2,048 bytes. NFKC may turn one character into eighteen.
 */
const MAX_NAME_CHARS = 200;

/**
 * The endings of Latvian nouns, adjectives and verbs that hide most other forms of a word, without
 * their diacritics. The longest one that fits is cut, whatever the language of the text. It also
 * cuts the plural of English nouns.
 */
const ENDINGS = [
  ...['ajiem', 'ajam', 'ajas', 'ajos', 'ajai', 'jiem', 'tajs'],
  ...['iem', 'aja', 'ais', 'jam', 'jas', 'jos', 'jai'],
  ...['am', 'em', 'im', 'um', 'as', 'es', 'is', 'os', 'us', 'ai', 'ei', 'ij', 'ja', 'ju', 'ji'],
  ...['a', 'e', 'i', 'o', 'u', 's', 't'],
].toSorted((one, other) => other.length - one.length);

/** Words that are in almost every text, without their diacritics. */
const STOP_WORDS = new Set(
  [
    'un ir ka kas ko kam ar par no uz pie pec pirms bez lai vai bet ta tas to tam taja tai tie tos',
    'ja jau vel ari gan ne nav nevis tikai ka kur kad tad tapec si sis so saja sie sos es mes jus',
    'vins vini savu sava musu jusu var bus bija butu tikt tiek esam esat esmu del starp caur pret',
    'the and or of to in on at for by with from as is are was were be been it its this that these',
    'those an not no we our you your they their he she his her has have had can will would should',
  ].flatMap((line) => line.split(' ')),
);

/** Returns the text in lower case and without diacritics: `Šķēršļi` becomes `skersli`. */
function foldText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Returns the word without its ending. `word` is folded. */
function stemOf(word: string): string {
  const ending = ENDINGS.find(
    (one) => word.endsWith(one) && word.length - one.length >= MIN_STEM_CHARS,
  );
  return ending === undefined ? word : word.slice(0, -ending.length);
}

/**
 * Returns the words of the texts by which they are found, each once, in the order of the texts, at
 * most `limit`. The same rule reads what somebody searches for, so that any form of a word finds
 * all of its forms. Words that are in almost every text are left out.
 */
export function searchWordsOf(texts: readonly string[], limit: number): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    for (const [word] of foldText(text).matchAll(/[\p{L}\p{N}]+/gu)) {
      if (word.length < MIN_WORD_CHARS || STOP_WORDS.has(word)) continue;
      found.add(stemOf(beginningOf(word, MAX_WORD_CHARS)));
      if (found.size >= limit) return [...found];
    }
  }
  return [...found];
}

/**
 * Returns the name of an organisation as it is compared: case, quotation marks, other punctuation
 * and spacing make no difference. Diacritics do: under a name, everybody sees what one organisation
 * has said, and not what another one has whose name differs by them. A digest counts by
 * `nameWithoutDiacritics`. A name of nothing but punctuation has none.
 */
export function nameWithDiacritics(name: string): string {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}\p{N}]+/gu);
  return beginningOf([...words].join(' '), MAX_NAME_CHARS);
}

/** Cuts no letter in two. */
function beginningOf(text: string, chars: number): string {
  return [...text].slice(0, chars).join('');
}
