/**
 * Returns the address with most of its name hidden, such as `b…s@ngo.example`. It still shows what
 * its owner needs to notice a typing mistake: most mistakes are in the domain. The number of hidden
 * characters is not told. The domain may name the author, so only the author may see this.
 */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const name = [...email.slice(0, at)];
  const last = name.length < SHORT_CHARS ? '' : (name.at(-1) ?? '');
  return `${name[0] ?? ''}…${last}${email.slice(at)}`;
}

/** In characters. If a name is shorter, only its first character is shown. */
const SHORT_CHARS = 4;
