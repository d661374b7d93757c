import { randomBytes } from 'node:crypto';

/**
 * The attributes in which a row keeps the mark of its last write, and the mark of the write that
 * added it.
 */
export const MARK = 'mark';
export const ADDED_BY = 'addedBy';

/** Returns the condition that the row is as it was read. */
export function unchangedSince({ mark }: { readonly mark: string }) {
  return { [MARK]: mark === '' ? null : mark };
}

/** Makes marks that no other writer makes: a random name of this writer, then a number. */
export function marker(): () => string {
  const writer = randomBytes(9).toString('base64url');
  let written = 0;
  return () => `${writer}.${(written++).toString(36)}`;
}
