import type { Subscription } from '../domain/subscription.ts';
import type { AuditRow, Suppression } from '../domain/suppression.ts';
import type { Instant } from '../domain/time.ts';
import type { RowKey } from './rows.ts';

/**
 * An address as it is known wherever it need not be read: a keyed hash of its folded form, so that
 * what is kept of an address that was erased tells nobody which it was.
 */
export type AddressKey = string;

/** A link to confirm by, or one that somebody has made up: only the token tells which. */
export interface ConfirmationLink {
  readonly address: AddressKey;
  /** When the request was made, as it stands in the link. */
  readonly requestedAt: string;
  readonly token: string;
}

/** A link to change or end a subscription by, or one that somebody has made up. */
export interface SubscriberLink {
  readonly address: AddressKey;
  readonly token: string;
}

export interface SubscriptionStore {
  /** Into how many shards the subscriptions are divided, numbered from 0. */
  readonly shards: number;
  /** Strongly consistent; may answer one that has expired. */
  findSubscription(address: AddressKey): Promise<Subscription | null>;
  /**
   * Adds a request for `before` null, or asks again: the confirmation is due with it. `stale`:
   * somebody else has changed it since `before` was read; nothing was written.
   */
  saveRequest(
    address: AddressKey,
    before: Subscription | null,
    after: Subscription,
  ): Promise<'saved' | 'stale'>;
  /** Saves all but the confirmation's delivery, which moves on by itself. `stale` as above. */
  saveSubscription(
    address: AddressKey,
    before: Subscription,
    after: Subscription,
  ): Promise<'saved' | 'stale'>;
  /** The row of the subscription, which holds its confirmation. */
  confirmationKey(address: AddressKey): RowKey;
  /** Of one shard, in the order of their keys, after `after`; at most `limit`. Strongly consistent. */
  subscriptionsAfter(
    shard: number,
    after: AddressKey | null,
    limit: number,
  ): Promise<readonly { readonly address: AddressKey; readonly subscription: Subscription }[]>;
  /**
   * Counts one more under `name` in the current span of time, unless that would be more than `limit`:
   * then false. The count is forgotten some time after `until`.
   */
  countWithin(name: string, limit: number, until: Instant): Promise<boolean>;
}

export interface SuppressionStore {
  findSuppression(address: AddressKey): Promise<Suppression | null>;
  saveSuppression(address: AddressKey, suppression: Suppression): Promise<void>;
  /** As if it had never been suppressed; what is left of it may be forgotten from `now` on. */
  liftSuppression(address: AddressKey, now: Instant): Promise<void>;
  /** `known`: this report was written down before. */
  addAudit(address: AddressKey, row: AuditRow): Promise<'added' | 'known'>;
  /** Oldest first. Strongly consistent. */
  listAudit(address: AddressKey): Promise<AuditRow[]>;
}

/** What is kept under an address, and its removal. */
export interface AddressEraser {
  /** Removes subscription, deliveries of these announcements and audit rows; keeps the suppression. */
  eraseAddress(
    address: AddressKey,
    announcements: readonly string[],
  ): Promise<{
    readonly subscription: boolean;
    readonly deliveries: number;
    readonly auditRows: number;
  }>;
}
