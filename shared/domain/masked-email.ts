/**
 * Returns the address with most of its name hidden, such as `b…s@ngo.example`. It stays as much as
 * its owner needs to notice a typing mistake, most of which happen in the domain. The number of
 * hidden characters is not told. The domain may name the author, so only the author may see this.
 */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const name = [...email.slice(0, at)];
  const last = name.length < SHORT_CHARS ? '' : (name.at(-1) ?? '');
  return `${name[0] ?? ''}…${last}${email.slice(at)}`;
}

/** Of a shorter name only the first character is shown. */
const SHORT_CHARS = 4;
