import { withoutBidiControls } from '../domain/text.ts';

/** Controls, which neither XML nor a mail can carry, and private-use characters, which say nothing. */
const UNREADABLE = /(?![\t\n])[\p{Cc}\p{Co}]/gu;

/**
 * Text as CommonMark leaves it, where a character reference (`&#x202e;`) can stand for anything: every
 * line end is `\n`, and nothing else turns the text around or is a control.
 */
export function readableText(text: string): string {
  return withoutBidiControls(text)
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n')
    .replace(UNREADABLE, '');
}

/** Stands for the site where only paths on it are asked about. */
const HERE = 'https://site.invalid';

/**
 * The address as a browser would understand it, if it leads to the web, a mailbox or a path on this site;
 * else null. Browsers leave out tabs and line ends and turn backslashes, so `/<tab>/x` leads elsewhere.
 */
export function siteAddress(url: string, siteUrl: string): string | null {
  if (url.startsWith('/')) {
    const on = URL.parse(url, HERE);
    if (on?.origin !== HERE || on.pathname.startsWith('//')) return null;
    return `${siteUrl}${on.pathname}${on.search}${on.hash}`;
  }
  const to = URL.parse(url);
  return to !== null && ['http:', 'https:', 'mailto:'].includes(to.protocol) ? to.href : null;
}
