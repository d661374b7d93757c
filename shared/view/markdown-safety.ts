import { withoutBidiControls } from '../domain/text.ts';

/**
 * Control characters, which neither XML nor a mail can carry, and private-use characters, which
 * have no meaning.
 */
const UNREADABLE = /(?![\t\n])[\p{Cc}\p{Co}]/gu;

/**
 * Cleans the text that CommonMark leaves, in which a character reference (`&#x202e;`) can stand for
 * any character. Every line end becomes `\n`. Control characters except tabs, private-use
 * characters, and characters that reverse the text are removed.
 */
export function readableText(text: string): string {
  return withoutBidiControls(text)
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n')
    .replace(UNREADABLE, '');
}

/** Stands for the site while a path on the site is checked. */
const HERE = 'https://site.invalid';

/**
 * Returns the address as a browser would understand it, if it leads to the web, a mailbox or a path
 * on this site. Otherwise returns null. Browsers leave out tabs and line ends and turn backslashes
 * into slashes, so `/<tab>/x` leads to another site.
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
