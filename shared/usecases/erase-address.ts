import { foldEmail } from '../domain/email.ts';
import type { Suppression } from '../domain/suppression.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { AddressEraser, SuppressionStore } from '../ports/subscriptions.ts';
import type { Tokens } from '../ports/world.ts';
import { addressKeysOf } from './address-key.ts';

interface Needs {
  readonly store: AddressEraser &
    Pick<AnnouncementStore, 'listAnnouncements'> &
    Pick<ConsultationStore, 'listConsultations'> &
    Pick<SubmissionStore, 'streamVersions'> &
    Pick<SuppressionStore, 'findSuppression'>;
  readonly tokens: Pick<Tokens, 'hashAddress'>;
}

/** What was removed, and what stays and why. */
export interface Erasure {
  readonly subscription: boolean;
  readonly deliveries: number;
  readonly auditRows: number;
  /**
   * Stays, as a keyed hash without the address: a person who wanted no more mail must not get any.
   */
  readonly suppression: Suppression | null;
  /**
   * References of the submissions whose contact has this address. They stay, because opinions are a
   * public record.
   */
  readonly submissions: readonly string[];
}

/**
 * Removes an address from the announcement list, with everything that is kept about mails to it.
 */
export function eraseAddress({ store, tokens }: Needs) {
  return async (email: string): Promise<Erasure> => {
    const addresses = await addressKeysOf(tokens, email);
    const announcements = (await store.listAnnouncements()).map(({ id }) => id);
    const removed = { subscription: false, deliveries: 0, auditRows: 0 };
    for (const address of addresses) {
      const under = await store.eraseAddress(address, announcements);
      removed.subscription ||= under.subscription;
      removed.deliveries += under.deliveries;
      removed.auditRows += under.auditRows;
    }
    const suppression = await store.findSuppression(addresses);
    return { ...removed, suppression, submissions: await submissionsOf(foldEmail(email)) };
  };

  async function submissionsOf(folded: string): Promise<string[]> {
    const references = new Set<string>();
    for (const consultation of await store.listConsultations()) {
      for await (const { contact, reference } of store.streamVersions(consultation)) {
        if (foldEmail(contact.email) === folded) references.add(reference);
      }
    }
    return [...references];
  }
}
