import type { Consultation, ResponsibleUnit } from './consultation.ts';
import type { Submission } from './opinion.ts';
import type { Instant, LocalDate } from './time.ts';

/** How far a submission has got on its way to one responsible unit. */
export interface Progress {
  readonly unit: ResponsibleUnit;
  /** The last that became of its own opinions: what other units read does not count. */
  readonly change: Submission['state'];
  readonly told:
    /** In the unit's next digest, on that day. Null: the unit takes no digests. */
    | { readonly state: 'waiting'; readonly next: LocalDate | null }
    /** In this digest; `sentAt` is null until the mail system has taken it for at least one mailbox. */
    | { readonly state: 'told'; readonly number: number; readonly sentAt: Instant | null };
}

/** What a receipt page may show to anybody who knows the reference: nothing of who wrote or what. */
export interface Receipt {
  readonly consultation: Consultation;
  readonly reference: string;
  readonly state: Submission['state'];
  readonly opinions: number;
  readonly firstReceivedAt: Instant;
  readonly receivedAt: Instant;
  /** Of each unit that has been told of it or will be. */
  readonly progress: readonly Progress[];
}
