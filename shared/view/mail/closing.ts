import type { Owner } from '../../domain/owner.ts';
import type { Language } from '../../domain/text.ts';
import { mailCopyFor } from './copy/index.ts';
import { fold } from './plain.ts';

/** The last words of every mail: what sends it, and the institution that answers for it. */
interface Closing {
  readonly signature: string;
  readonly motto: string;
  readonly institution: string;
  /** The postal address. */
  readonly address: string;
  readonly email: string;
}

export function closingOf(language: Language, owner: Owner): Closing {
  const { signature, motto } = mailCopyFor(language);
  const { name, address, email } = owner;
  return { signature, motto, institution: name[language], address: address[language], email };
}

/** Returns the closing as the last lines of a text part. */
export function closingLines(language: Language, owner: Owner): string[] {
  const { signature, motto, institution, address, email } = closingOf(language, owner);
  return [`${signature}. ${motto}.`, ...fold(`${institution}, ${address}`), email];
}
