import type { Consultation, ResponsibleUnit } from './consultation.ts';
import type { Delivery } from './delivery.ts';
import type { Lead } from './lineage.ts';
import { TOO_MANY } from './limits.ts';
import type { Submission } from './submission.ts';
import type { Instant, LocalDate } from './time.ts';

/** How far a submission has got on its way to one responsible unit. */
export interface Progress {
  readonly unit: ResponsibleUnit;
  /** The last change to the parts of this unit. Parts of other units do not count. */
  readonly change: Submission['state'];
  readonly told:
    /** The unit's next digest tells it, on the day `next`. Null: the unit takes no digests. */
    | { readonly state: 'waiting'; readonly next: LocalDate | null }
    /**
     * This digest tells it. `sentAt` is null until SES has taken the mail for at least one mailbox.
     */
    | { readonly state: 'told'; readonly number: number; readonly sentAt: Instant | null };
}

/**
 * `held`: too many mails were asked for, from the same source or to the same address. `missed`: it
 * was not sent or did not arrive. `over`: the address was removed, or what was known of the mail, so
 * nobody can ask for it again.
 */
export type ReceiptMail = 'under-way' | 'sent' | 'held' | 'missed' | 'over';

export function receiptMailOf(receipt: Delivery): Exclude<ReceiptMail, 'over'> {
  switch (receipt.state) {
    case 'due':
    case 'sending':
      return 'under-way';
    case 'sent':
    case 'delivered':
    case 'complained':
      return 'sent';
    default: {
      const held: readonly string[] = Object.values(TOO_MANY);
      return held.includes(receipt.reason) ? 'held' : 'missed';
    }
  }
}

/**
 * What a receipt page may show to anybody who knows the reference. It does not say who wrote or
 * what.
 */
export interface Receipt {
  readonly consultation: Consultation;
  readonly reference: string;
  readonly state: Submission['state'];
  readonly parts: number;
  readonly firstReceivedAt: Instant;
  readonly receivedAt: Instant;
  /** How far the mail to the author has got. */
  readonly mail: ReceiptMail;
  /** The commitments that have grown from the submission, if it is a proposal. */
  readonly leadsTo: readonly Lead[];
  /** For each unit that was told about the submission or will be. */
  readonly progress: readonly Progress[];
}
