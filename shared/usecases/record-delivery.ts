import * as z from 'zod/mini';
import { hear } from '../domain/delivery.ts';
import { auditRowOf, feedbackOf, type Report } from '../domain/report.ts';
import type { Retention } from '../domain/retention.ts';
import { DAY_MS, instantOf, plus } from '../domain/time.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';
import type { BatchStore } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { DigestStore } from '../ports/digests.ts';
import type { Journal, MetricName } from '../ports/journal.ts';
import type { LineageStore } from '../ports/lineage.ts';
import type { RowKey } from '../ports/rows.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { AddressKeys, SubscriptionStore, SuppressionStore } from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { addressKeysOf } from './address-key.ts';
import { endSubscriptions } from './manage-subscription.ts';
import { settleSuppression } from './settle-suppression.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation'> &
    Pick<SubmissionStore, 'receiptKey'> &
    Pick<BatchStore, 'findBatch' | 'moveBatch'> &
    Pick<DigestStore, 'digestKey'> &
    SubscriptionStore &
    SuppressionStore &
    Pick<StandingStore, 'actKey'> &
    Pick<LineageStore, 'descentKey'> &
    Pick<AnnouncementStore, 'batchKey'>;
  readonly tokens: Pick<Tokens, 'hashAddress'>;
  readonly clock: Clock;
  readonly retention: Pick<Retention, 'endedSubscriptionDays' | 'deliveryDays'>;
  readonly journal: Journal;
}

const name = z.string().check(z.minLength(1));
const number = z.pipe(z.string().check(z.regex(/^\d{1,6}$/u)), z.transform(Number));

/** Where a delivery is: its batch, and its name in the batch. */
interface Place {
  readonly key: RowKey;
  readonly name: string;
}

/** The tags with which each kind of mail is sent. */
const Mailed = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('receipt'),
    consultation: name,
    reference: name,
    version: number,
    content: name,
    mail: name,
  }),
  z.object({ kind: z.literal('digest'), unit: name, number, recipient: name }),
  z.object({ kind: z.literal('confirmation'), address: name }),
  z.object({
    kind: z.literal('moderation'),
    consultation: name,
    reference: name,
    /** Milliseconds since 1970: a tag may hold no colon. */
    at: z.pipe(z.string().check(z.regex(/^\d{13}$/u)), z.transform(Number)),
  }),
  z.object({
    kind: z.literal('lineage'),
    consultation: name,
    reference: name,
    into: name,
    commitment: number,
  }),
  z.object({
    kind: z.literal('announcement'),
    announcement: name,
    batch: number,
    address: name,
  }),
]);

/** Every other report that is counted is a bounce. */
const COUNTED: Partial<Record<Report['event'], MetricName>> = {
  complaint: 'MailsComplained',
  reject: 'MailsRejected',
};

/**
 * Records what SES reports about a mail. The delivery of the mail moves on. An address that bounces
 * permanently or complains is suppressed on every list, with a row that says why. Reports come
 * late, twice and in any order. The result is the same in any order.
 */
export function recordDelivery({ store, tokens, clock, retention, journal }: Needs) {
  return async (report: Report): Promise<void> => {
    const place = await placeOf(report);
    const hasMoved = place !== null && (await moveOn(place, report));
    // A rejection has no audit row that shows whether the report came before. The delivery shows
    // it, because it moves only once.
    if (report.event === 'reject' && hasMoved) count(report);
    const row = auditRowOf(report);
    if (row === null) return;
    const addresses = await addressKeysOf(tokens, report.destination);
    const until = plus(row.at, retention.deliveryDays * DAY_MS);
    if ((await store.addAudit(addresses, row, until)) === 'added') count(report);
    await suppress(addresses);
  };

  /** Moves the delivery on. Returns false if the report changes nothing. */
  async function moveOn({ key, name }: Place, report: Report): Promise<boolean> {
    for (;;) {
      const batch = await store.findBatch(key);
      const before = batch?.deliveries.get(name);
      // The delivery was erased, so nothing can move on.
      if (batch === null || before === undefined) return false;
      const after = hear(before, feedbackOf(report));
      if (after === null) return false;
      if ((await store.moveBatch(batch, new Map([[name, after]]))) !== null) return true;
    }
  }

  async function suppress(addresses: AddressKeys): Promise<void> {
    const suppression = await settleSuppression(store, addresses, clock.now(), retention);
    if (suppression === null) return;
    const ending = suppression.reason === 'complaint' ? 'complaint' : 'bounce';
    await endSubscriptions({ store, retention }, addresses, ending, clock.now());
  }

  function count({ event, tags, destination, reason }: Report): void {
    journal.count(COUNTED[event] ?? 'MailsBounced');
    if (event === 'reject')
      journal.error('SES has rejected a mail for its content', { tags, reason });
    if (event === 'bounce' && tags['kind'] === 'receipt') journal.count('ReceiptsBounced');
    if (tags['kind'] !== 'digest') return;
    journal.count('DigestsBounced');
    journal.error('SES reports a bounce, a rejection or a complaint about a digest', {
      destination,
      event,
      reason,
    });
  }

  /** Finds the delivery that the tags name, or null for a mail that is not ours. */
  async function placeOf({ tags }: Report): Promise<Place | null> {
    const named = Mailed.safeParse(tags);
    if (!named.success) return null;
    const mailed = named.data;
    switch (mailed.kind) {
      case 'receipt': {
        const consultation = await store.findConsultation(mailed.consultation);
        if (consultation === null) return null;
        return { key: store.receiptKey(consultation, mailed), name: mailed.mail };
      }
      case 'digest':
        return { key: store.digestKey(mailed.unit, mailed.number), name: mailed.recipient };
      case 'confirmation':
        return { key: store.confirmationKey(mailed.address), name: 'confirmation' };
      case 'moderation': {
        const { consultation, reference, at } = mailed;
        const receivedAt = instantOf(new Date(at));
        return { key: store.actKey({ consultation, reference, receivedAt }), name: 'moderation' };
      }
      case 'lineage':
        return { key: store.descentKey(mailed), name: 'lineage' };
      case 'announcement': {
        const { announcement, batch, address } = mailed;
        return { key: store.batchKey(announcement, batch, address), name: address };
      }
    }
  }
}
