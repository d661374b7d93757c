import type { DigestBatch } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { DigestStore } from '../ports/digests.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findUnit'> &
    Pick<DigestStore, 'findDigest' | 'addRecipients'>;
  readonly clock: Clock;
}

export type Resending =
  | { readonly outcome: 'due'; readonly mailboxes: readonly string[] }
  | { readonly outcome: 'no-such-unit' | 'no-such-digest' }
  /** The unit has no mailbox. It needs one first. */
  | { readonly outcome: 'no-mailbox' }
  /** Each of the unit's mailboxes already has a mail of this digest that will go out. */
  | { readonly outcome: 'under-way' };

/**
 * Adds one more mail of a digest, marked as sent again, for each mailbox that its unit has now. The
 * mail is due at once, and the sweep finds it. A mailbox whose mail has not gone out yet gets no
 * second one.
 */
export function resendDigest({ store, clock }: Needs) {
  return async (unitId: string, number: number): Promise<Resending> => {
    const unit = await store.findUnit(unitId);
    if (unit === null) return { outcome: 'no-such-unit' };
    for (;;) {
      const batch = await store.findDigest(unitId, number);
      if (batch === null) return { outcome: 'no-such-digest' };
      if (unit.mailboxes.length === 0) return { outcome: 'no-mailbox' };
      const waiting = findWaiting(batch);
      const mailboxes = unit.mailboxes.filter((mailbox) => !waiting.has(mailbox));
      if (mailboxes.length === 0) return { outcome: 'under-way' };
      const widened = await store.addRecipients(batch, mailboxes, true, clock.now());
      if (widened !== null) return { outcome: 'due', mailboxes };
    }
  };
}

function findWaiting({ digest, deliveries }: DigestBatch): ReadonlySet<string> {
  return new Set(
    digest.recipients.filter((_, place) => {
      const state = deliveries.get(String(place))?.state;
      return state === 'due' || state === 'sending';
    }),
  );
}
