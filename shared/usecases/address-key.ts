import { foldEmail } from '../domain/email.ts';
import type { AddressKey } from '../ports/subscriptions.ts';
import type { Tokens } from '../ports/world.ts';

/*
 * What is signed for the announcement list. Each statement names the list and the number of the
 * key, so that no token works for another purpose, list or key.
 */

const LIST = 'announcements:1';

export async function addressKeyOf(
  tokens: Pick<Tokens, 'sign'>,
  email: string,
): Promise<AddressKey> {
  return tokens.sign(`address:${foldEmail(email)}`);
}

/** Somebody who has the token of this statement may confirm the request made at that time. */
export function confirmStatement(address: AddressKey, requestedAt: string): string {
  return `confirm:${LIST}:${address}:${requestedAt}`;
}

/**
 * Somebody who has the token of this statement may change and end the subscription. The token does
 * not expire.
 */
export function subscriberStatement(address: AddressKey): string {
  return `subscriber:${LIST}:${address}`;
}
