import type { Subscription } from '../domain/subscription.ts';
import type { AuditRow, Suppression } from '../domain/suppression.ts';
import type { Instant } from '../domain/time.ts';
import type { RowKey } from './rows.ts';

/**
 * Stands for an address wherever the address itself need not be read: a keyed hash of its folded
 * form. So what remains after an address was erased tells nobody which address it was.
 */
export type AddressKey = string;

/**
 * The keys under which one address may stand, one for each key for addresses in use. The first one
 * is for what is new. An address stays where it stands when the keys are rotated, so everything
 * that is asked about an address is asked under all of them, at once.
 */
export type AddressKeys = readonly [AddressKey, ...AddressKey[]];

/**
 * The parts of a link that confirms a sign-up. Somebody may have made the link up: only the token
 * proves that it is ours.
 */
export interface ConfirmationLink {
  readonly address: AddressKey;
  /** When the request was made, as the link says. */
  readonly requestedAt: string;
  readonly token: string;
}

/** The parts of a link that changes or ends a subscription. Somebody may have made the link up. */
export interface SubscriberLink {
  readonly address: AddressKey;
  readonly token: string;
}

export interface SubscriptionStore {
  /** The number of shards that hold the subscriptions. They are numbered from 0. */
  readonly shards: number;
  /** Strongly consistent. May return a subscription that has expired. */
  findSubscription(address: AddressKey): Promise<Subscription | null>;
  /**
   * Adds a request if `before` is null, or writes it over `before`. The same write makes the
   * confirmation due. `stale`: somebody else has changed the subscription since `before` was read,
   * and nothing was written.
   */
  saveRequest(
    address: AddressKey,
    before: Subscription | null,
    after: Subscription,
  ): Promise<'saved' | 'stale'>;
  /**
   * Writes a row that nobody reads, instead of a request. It sends the table a request of the same
   * kind and the same size as saving `request` does.
   */
  pretendRequest(address: AddressKey, request: Subscription, until: Instant): Promise<void>;
  /**
   * Saves everything except the delivery of the confirmation, which other writes move on. `stale`
   * as above.
   */
  saveSubscription(
    address: AddressKey,
    before: Subscription,
    after: Subscription,
  ): Promise<'saved' | 'stale'>;
  /** Returns the key of the subscription's row, which holds its confirmation. */
  confirmationKey(address: AddressKey): RowKey;
  /**
   * Reads subscriptions of one shard after `after`, in the order of their keys, at most `limit`.
   * Strongly consistent.
   */
  subscriptionsAfter(
    shard: number,
    after: AddressKey | null,
    limit: number,
  ): Promise<readonly { readonly address: AddressKey; readonly subscription: Subscription }[]>;
}

export interface SuppressionStore {
  findSuppression(addresses: AddressKeys): Promise<Suppression | null>;
  saveSuppression(addresses: AddressKeys, suppression: Suppression): Promise<void>;
  /**
   * Lifts the suppression, as if it had never existed. The table may delete its rows from `now` on.
   */
  liftSuppression(addresses: AddressKeys, now: Instant): Promise<void>;
  /**
   * Adds a row that the table may delete from `until` on. `known`: this report was written before.
   */
  addAudit(addresses: AddressKeys, row: AuditRow, until: Instant): Promise<'added' | 'known'>;
  /** Returns the rows, oldest first. Strongly consistent. */
  listAudit(addresses: AddressKeys): Promise<AuditRow[]>;
}

/** Knows which addresses have proven that they get our mail: somebody used a link from it. */
export interface VerificationStore {
  isVerified(addresses: AddressKeys, now: Instant): Promise<boolean>;
  /** The proof holds until `until`. A later one takes its place. */
  verifyAddress(address: AddressKey, at: Instant, until: Instant): Promise<void>;
}

/** Removes what is kept under an address. */
export interface AddressEraser {
  /**
   * Removes the subscription, the deliveries of these announcements, the audit rows and the proof
   * that the address gets our mail. Keeps the suppression.
   */
  eraseAddress(
    address: AddressKey,
    announcements: readonly string[],
  ): Promise<{
    readonly subscription: boolean;
    readonly deliveries: number;
    readonly auditRows: number;
  }>;
}
