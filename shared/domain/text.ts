import * as z from 'zod/mini';

/** The languages of the product, the first being the one of the State. */
export const LANGUAGES = ['lv', 'en'] as const;
export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

/** Bidirectional controls (UAX #9): they can make a text read otherwise than it is stored. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const CONTROLS = /\p{Cc}/gu;
const CONTROLS_BUT_TAB_AND_NEWLINE = /(?![\t\n])\p{Cc}/gu;
/** Characters that take no ink: a text of nothing else is empty. */
const INKLESS = /^[\s\p{Cf}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/** One line as it is stored: NFC, no control or bidirectional characters, single spaces, trimmed. */
export function singleLine(typed: string): string {
  const line = typed
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s/gu, ' ')
    .replace(CONTROLS, '')
    .replace(BIDI_CONTROLS, '')
    .replace(/ {2,}/gu, ' ')
    .trim();
  return INKLESS.test(line) ? '' : line;
}

/** Running text as it is stored: NFC, `\n` line ends, no other controls, trimmed; nothing else is changed. */
export function multiLine(typed: string): string {
  const text = typed
    .toWellFormed()
    .replace(/\r\n?/gu, '\n')
    .normalize('NFC')
    .replace(CONTROLS_BUT_TAB_AND_NEWLINE, '')
    .trim();
  return INKLESS.test(text) ? '' : text;
}

/** The text without bidirectional controls, for places that cannot isolate it: plain text, CSV, a subject. */
export function withoutBidiControls(text: string): string {
  return text.replace(BIDI_CONTROLS, '');
}

/** A line that must say something. `max` is inclusive, in UTF-16 units, as a browser's own counter counts. */
export function line(max: number) {
  return z.string().check(z.overwrite(singleLine), z.minLength(1), z.maxLength(max));
}

export const Bilingual = z.readonly(z.strictObject({ lv: line(600), en: line(600) }));
export type Bilingual = z.infer<typeof Bilingual>;
