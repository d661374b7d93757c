import { foldEmail } from '../domain/email.ts';
import type { AddressKey } from '../ports/subscriptions.ts';
import type { Tokens } from '../ports/world.ts';

/*
 * What is signed for the announcement list. Each statement names the list and the number of the key,
 * so that no token of one purpose, list or key is good for another.
 */

const LIST = 'announcements:1';

export async function addressKeyOf(
  tokens: Pick<Tokens, 'sign'>,
  email: string,
): Promise<AddressKey> {
  return tokens.sign(`address:${foldEmail(email)}`);
}

/** Whoever holds the token of this may confirm the request made at that time. */
export function confirmStatement(address: AddressKey, requestedAt: string): string {
  return `confirm:${LIST}:${address}:${requestedAt}`;
}

/** Whoever holds the token of this may change and end the subscription; it does not expire. */
export function subscriberStatement(address: AddressKey): string {
  return `subscriber:${LIST}:${address}`;
}
