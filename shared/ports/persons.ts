import type { Consultation } from '../domain/consultation.ts';
import type { ContactRemoval } from '../domain/submission.ts';
import type { AddressKey } from './subscriptions.ts';

type Sharded = Pick<Consultation, 'id' | 'shards'>;

/** What one row holds, as it stands in the table, with what this version does not know. */
export type Held = Readonly<Record<string, unknown>>;

/** What is kept about one submission. */
export interface HeldAboutSubmission {
  /** All versions. The contact of a version that names another address is left out. */
  readonly versions: readonly Held[];
  /** The mails about each version, with what became of them. */
  readonly receipts: readonly Held[];
  /** When the author has confirmed a version with its link. */
  readonly confirmations: readonly Held[];
  /** The choices of publication that the author has made without a new version. */
  readonly choices: readonly Held[];
  /** The acts of moderation, with the mails about them. */
  readonly acts: readonly Held[];
  /** What has grown from the proposal, with the mails about it. */
  readonly descents: readonly Held[];
}

/** What is kept under one key of an address. */
export interface HeldUnderAddress {
  readonly subscription: Held | null;
  /** Since when it is known that the address gets our mail. */
  readonly verification: Held | null;
  /** The suppression, and what SES has reported. */
  readonly reports: readonly Held[];
  readonly counts: readonly Held[];
  readonly pretence: Held | null;
  readonly announcementMails: readonly Held[];
}

/** Reads and removes what is kept about a person, for an operator. */
export interface PersonStore {
  /** Leaves out what is about other people: `names` knows the address. */
  heldAbout(
    consultation: Sharded,
    reference: string,
    names: (email: string) => boolean,
  ): Promise<HeldAboutSubmission>;
  heldUnder(
    address: AddressKey,
    counts: readonly string[],
    announcements: readonly string[],
  ): Promise<HeldUnderAddress>;
  /**
   * Removes the contact from all versions of a submission that name the address, and forgets what
   * became of the mails that went there; one that is still due does not go out. Looks again until no version names
   * the address, because its author may edit it at the same time. Returns the number of versions.
   */
  eraseContact(
    consultation: Sharded,
    reference: string,
    names: (email: string) => boolean,
    removal: ContactRemoval,
  ): Promise<number>;
}
