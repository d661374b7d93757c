import * as z from 'zod/mini';

/** The languages of the product. The first is the official language of the State. */
export const LANGUAGES = ['lv', 'en'] as const;
export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

export const MAX_SLUG_CHARS = 60;
/** An id that appears in page addresses and in keys: lower-case words joined by hyphens. */
export const Slug = z
  .string()
  .check(z.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u, 'not-allowed'), z.maxLength(MAX_SLUG_CHARS));

/** Bidirectional controls (UAX #9): they can make a text read differently from how it is stored. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const CONTROLS = /\p{Cc}/gu;
const CONTROLS_BUT_TAB_AND_NEWLINE = /(?![\t\n])\p{Cc}/gu;
/**
 * More combining marks on one letter than any language puts there (UAX #15, Stream-Safe Text
 * Format). The marks beyond are dropped, because the time to sort them grows with the square of
 * their number.
 */
const PILED_MARKS = /(?<!\p{M})(\p{M}{30})\p{M}+/gu;
/** A text with only characters that show nothing. Such a text counts as empty. */
const INKLESS = /^[\s\p{Cf}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/**
 * Returns one line as it is stored: NFC, no control or bidirectional characters, single spaces,
 * trimmed, at most 30 combining marks in a row.
 */
export function singleLine(typed: string): string {
  const line = typed
    .toWellFormed()
    .replace(PILED_MARKS, '$1')
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(CONTROLS, '')
    .replace(BIDI_CONTROLS, '')
    .replace(/ {2,}/gu, ' ')
    .trim();
  return INKLESS.test(line) ? '' : line;
}

/**
 * Returns running text as it is stored: NFC, line ends as LF, no other control characters except
 * tabs, trimmed, at most 30 combining marks in a row. A lone surrogate becomes U+FFFD, and a text
 * that shows nothing becomes empty. Unlike in a single line, bidirectional controls and spaces
 * stay.
 */
export function multiLine(typed: string): string {
  const text = typed
    .toWellFormed()
    .replace(/\r\n?/gu, '\n')
    .replace(PILED_MARKS, '$1')
    .normalize('NFC')
    .replace(CONTROLS_BUT_TAB_AND_NEWLINE, '')
    .trim();
  return INKLESS.test(text) ? '' : text;
}

/**
 * Returns the text without bidirectional controls, for places that cannot isolate it: plain text,
 * CSV, a subject.
 */
export function withoutBidiControls(text: string): string {
  return text.replace(BIDI_CONTROLS, '');
}

/**
 * A schema of one line that must not be empty. `max` is inclusive, in UTF-16 units, because
 * browsers count in these units.
 */
export function line(max: number) {
  return z.string().check(z.overwrite(singleLine), z.minLength(1), z.maxLength(max));
}

/** A text may not have this many lists or quotations, each within the one before. */
export const TOO_DEEP = 20;
/**
 * A line with {@link TOO_DEEP} list or quote marks in a row, each nested in the one before. Deeper
 * nesting makes the Markdown parser take minutes.
 */
const NESTED_TOO_DEEP = new RegExp(
  String.raw`^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))){${TOO_DEEP}}`,
  'mu',
);

/**
 * A schema of running text in CommonMark, of at most `max` UTF-16 units. Raw HTML in it is shown as
 * text.
 */
export function markdown(max: number) {
  return z.string().check(
    z.overwrite(multiLine),
    z.minLength(1),
    z.maxLength(max),
    z.refine((body) => !NESTED_TOO_DEEP.test(body), 'not-allowed'),
  );
}

export const Bilingual = z.readonly(z.strictObject({ lv: line(600), en: line(600) }));
export type Bilingual = z.infer<typeof Bilingual>;

/** Escapes a value as a page does, in running text and between the quotation marks of an attribute. */
export function escapeMarkup(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
