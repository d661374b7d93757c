import { foldEmail } from '../domain/email.ts';
import type { AddressKey, AddressKeys } from '../ports/subscriptions.ts';
import type { Tokens } from '../ports/world.ts';

/*
 * What is signed and hashed for the announcement list. Each statement that is signed names the
 * list, so that no token works for another purpose or list.
 */

const LIST = 'announcements';

/** Returns the keys under which an address may stand. What is new about it stands under the first. */
export async function addressKeysOf(
  tokens: Pick<Tokens, 'hashAddress'>,
  email: string,
): Promise<AddressKeys> {
  return tokens.hashAddress(`address:${foldEmail(email)}`);
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
