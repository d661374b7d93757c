import * as z from 'zod/mini';
import { heard } from '../domain/delivery.ts';
import { auditRowOf, feedbackOf, type Report } from '../domain/report.ts';
import type {
  AddressKey,
  AnnouncementStore,
  Clock,
  ConsultationStore,
  DeliveryKey,
  DeliveryStore,
  Journal,
  SubmissionStore,
  SubscriptionStore,
  SuppressionStore,
  Tokens,
} from '../ports.ts';
import { addressKeyOf } from './address-key.ts';
import { endSubscription } from './manage-subscription.ts';
import { settleSuppression } from './settle-suppression.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation'> &
    Pick<SubmissionStore, 'receiptKey'> &
    DeliveryStore &
    SubscriptionStore &
    SuppressionStore &
    Pick<AnnouncementStore, 'batchDeliveryKey'>;
  readonly tokens: Pick<Tokens, 'sign'>;
  readonly clock: Clock;
  readonly journal: Journal;
}

const name = z.string().check(z.minLength(1));
const number = z.pipe(z.string().check(z.regex(/^\d{1,6}$/u)), z.transform(Number));

/** The tags with which each kind of mail is sent. */
const Mailed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('receipt'), consultation: name, reference: name, version: number }),
  z.object({ kind: z.literal('digest'), unit: name, number }),
  z.object({ kind: z.literal('confirmation'), address: name }),
  z.object({
    kind: z.literal('announcement'),
    announcement: name,
    batch: number,
    address: name,
  }),
]);

/**
 * Takes in what SES reports of a mail: its delivery moves on, and an address that bounces for good or
 * complains is suppressed on every list, with a row that says why. Reports come late, twice and in any
 * order: whatever their order, the outcome is the same.
 */
export function recordDelivery({ store, tokens, clock, journal }: Needs) {
  return async (report: Report): Promise<void> => {
    const key = await keyOf(report);
    if (key !== null) await moveOn(key, report);
    const row = auditRowOf(report);
    if (row === null) return;
    const address = await addressKeyOf(tokens, report.destination);
    if ((await store.addAudit(address, row)) === 'added') count(report);
    await suppress(address);
  };

  async function moveOn(key: DeliveryKey, report: Report): Promise<void> {
    for (;;) {
      const before = await store.findDelivery(key);
      // Erased meanwhile: nothing is left that could move on.
      if (before === null) return;
      const after = heard(before, feedbackOf(report));
      if (after === null) return;
      if ((await store.moveDelivery(key, before, after)) === 'moved') return;
    }
  }

  async function suppress(address: AddressKey): Promise<void> {
    const suppression = await settleSuppression(store, address, clock.now());
    if (suppression === null) return;
    const ending = suppression.reason === 'complaint' ? 'complaint' : 'bounce';
    await endSubscription(store, address, ending, clock.now());
  }

  function count({ event, tags, destination, reason }: Report): void {
    journal.count(event === 'complaint' ? 'MailsComplained' : 'MailsBounced');
    if (tags['kind'] !== 'digest') return;
    journal.count('DigestsBounced');
    journal.error('A digest did not reach its mailbox', { destination, event, reason });
  }

  /** Where the tags lead, or null for a mail that is none of ours. */
  async function keyOf({ tags, destination }: Report): Promise<DeliveryKey | null> {
    const named = Mailed.safeParse(tags);
    if (!named.success) return null;
    const mailed = named.data;
    switch (mailed.kind) {
      case 'receipt': {
        const consultation = await store.findConsultation(mailed.consultation);
        return consultation === null ? null : store.receiptKey(consultation, mailed);
      }
      case 'digest':
        return store.digestDeliveryKey(mailed.unit, mailed.number, destination);
      case 'confirmation':
        return store.confirmationKey(mailed.address);
      case 'announcement':
        return store.batchDeliveryKey(mailed.announcement, mailed.batch, mailed.address);
    }
  }
}
