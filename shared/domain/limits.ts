/*
 * What strangers may do before we stop them. A limit on mails refuses the mail, never the opinion.
 */

/**
 * What one source may write in an hour: people of a big office share one address of the network.
 * 600 of them can write in the same hour, about ten commitments and 10 KB each. A part may
 * cost a hundred small writes, on each list that shows it to everybody. A unit's digest must be made in
 * a quarter of an hour, from everything that a week has brought.
 */
export const FROM_ONE_SOURCE_AN_HOUR = { submissions: 600, parts: 6_000, bytes: 6_000_000 };
/** The receipts that go out by themselves for one source in an hour, and those asked for again. */
export const RECEIPTS_FOR_ONE_SOURCE_AN_HOUR = 100;
/** The receipts that one address gets in a day. Somebody else may have typed an unverified one. */
export const RECEIPTS_TO_ONE_ADDRESS_A_DAY = { unverified: 5, verified: 50 };

/**
 * The sign-ups of one source in an hour: enough for an office or a training room that signs up
 * together. From there a script gets at most 1,440 mails out in a day, a small part of the quota of
 * SES.
 */
export const SIGN_UPS_FROM_ONE_SOURCE_AN_HOUR = 60;
/**
 * The most confirmations of a sign-up that one address can get in a month, from any number of
 * people who ask.
 */
export const CONFIRMATIONS_TO_ONE_ADDRESS_A_MONTH = 3;

/** Why a receipt was not sent: its source, or its address, has had enough of them. */
export const TOO_MANY = { source: 'too-many-for-source', address: 'too-many-to-address' } as const;

/**
 * Returns who is counted as one source. A household or an office gets a whole /64 of IPv6, so its
 * first four groups count.
 */
export function sourceOf(address: string): string {
  if (!address.includes(':')) return address;
  const [before = '', after] = address.toLowerCase().split('::');
  const first = before === '' ? [] : before.split(':');
  const last = after === undefined || after === '' ? [] : after.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const groups = after === undefined ? first : [...first, ...zeros, ...last];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
