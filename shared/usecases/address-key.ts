import { foldEmail } from '../domain/email.ts';
import type { Instant } from '../domain/time.ts';
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

/** Returns the name of the count of receipts that went to the address on the day. */
export function receiptCountOf(address: AddressKey, now: Instant): string {
  return `receipts#${address}#${now.slice(0, 10)}`;
}

/**
 * Returns the name of the count of confirmations that the address was asked for in the month. If
 * nobody was asked, another name takes as long to count.
 */
export function confirmationCountOf(address: AddressKey, now: Instant, isAsked = true): string {
  return `${isAsked ? 'address' : 'nothing'}#${address}#${now.slice(0, 7)}`;
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
