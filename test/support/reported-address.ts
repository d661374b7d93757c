import { claim, type Delivery, settle } from '../../shared/domain/delivery.ts';
import type { Report } from '../../shared/domain/report.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { reportOf } from '../../shared/events.ts';
import type { Batch } from '../../shared/ports/batches.ts';
import type { RowKey } from '../../shared/ports/rows.ts';
import { recordDelivery } from '../../shared/usecases/record-delivery.ts';
import {
  aConfirmed,
  aConsultation,
  aDigest,
  anAnnouncement,
  aPending,
  aSesEvent,
  aSubmission,
  sesDetails,
} from './builders.ts';
import { aSimulatedTable } from './engines.ts';
import {
  KeptJournal,
  keyOf,
  keysOf,
  StandingClock,
  storeDelivery,
  storeSubscription,
  tokens,
} from './ports.ts';
import { batchAt, onlyDelivery } from './sending.ts';

/** The address of every mail whose delivery a test records. */
export const EMAIL = 'anna@abele.example';
/** The answer of SES when it takes a mail. */
export const ACCEPTED = { outcome: 'accepted', messageId: 'message-1' } as const;
/** The kinds of the mails that SES reports on. */
export const KINDS = ['receipt', 'digest', 'confirmation', 'announcement'] as const;
type Kind = (typeof KINDS)[number];

const { delivery, bounce, complaint, reject } = sesDetails;
/** What SES tells about a mail, by names of our own. */
export const EVENTS = {
  delivered: ['Delivery', delivery()],
  hard: ['Bounce', bounce('Permanent', 'General', 'f-hard')],
  soft: ['Bounce', bounce('Transient', 'MailboxFull', 'f-soft')],
  listed: ['Bounce', bounce('Permanent', 'OnAccountSuppressionList', 'f-listed')],
  complained: ['Complaint', complaint(null, 'f-complaint')],
  rejected: ['Reject', reject()],
} as const;
export type Event = keyof typeof EVENTS;

/** The report of this event, as SES sends it about the mail with these tags. */
export function report(event: Event, tags: Readonly<Record<string, string>>, to = EMAIL): Report {
  const [type, detail] = EVENTS[event];
  return reportOf(aSesEvent(type, detail, { to, tags, id: `event-${event}` }));
}

/** Returns an address that is to get mail, with what records the reports about it. */
export function aReportedAddress() {
  const { store, table } = aSimulatedTable();
  const clock = new StandingClock('2027-01-05T12:05:00Z');
  const journal = new KeptJournal();

  const deliveryAt = async (key: RowKey) => onlyDelivery(store, key);

  async function moved(batch: Batch, after: Delivery): Promise<Delivery> {
    const [name = ''] = batch.deliveries.keys();
    const written = await store.moveBatch(batch, new Map([[name, after]]));
    if (written === null) throw new Error('Another writer moved the batch');
    return after;
  }

  async function claimedAt(key: RowKey): Promise<{ batch: Batch; delivery: Delivery }> {
    const batch = await batchAt(store, key);
    const claimed = claim(await deliveryAt(key), clock.now(), 'a sender');
    if (claimed === null) throw new Error('The delivery is not due');
    await moved(batch, claimed);
    return { batch: await batchAt(store, key), delivery: claimed };
  }

  /** Makes a mail to the address that is due. Returns its row and its tags. */
  const due = {
    receipt: async () => {
      const consultation = aConsultation({ shards: 3 });
      await store.saveConsultation(consultation);
      const submission = aSubmission({ consultation, contact: { name: 'Anna', email: EMAIL } });
      await store.addSubmission(consultation, submission);
      const key = store.receiptKey(consultation, submission);
      const { reference, version, content } = submission;
      const tags = {
        kind: 'receipt',
        consultation: consultation.id,
        reference,
        content,
        mail: 'receipt',
      };
      return { key, tags: { ...tags, version: String(version) } };
    },
    digest: async () => {
      const digest = aDigest({ recipients: [EMAIL] });
      await store.addDigest(digest, clock.now());
      const { unit, number } = digest;
      return {
        key: store.digestKey(unit, number),
        tags: { kind: 'digest', unit, number: String(number), recipient: '0' },
      };
    },
    confirmation: async () => {
      const address = await storeSubscription(store, aPending({ email: EMAIL }));
      return { key: store.confirmationKey(address), tags: { kind: 'confirmation', address } };
    },
    announcement: async () => {
      const address = await storeSubscription(store, aConfirmed({ email: EMAIL }));
      const { id: announcement } = anAnnouncement();
      const confirmation = aPending({ requestedAt: clock.now() }).confirmation;
      const delivery: Delivery = { ...confirmation, kind: 'announcement' };
      const { number } = await storeDelivery(store, announcement, address, delivery);
      return {
        key: store.batchKey(announcement, number, address),
        tags: { kind: 'announcement', announcement, batch: String(number), address },
      };
    },
  };

  return {
    store,
    table,
    clock,
    journal,
    deliveryAt,
    /** Writes what has become of the only mail of the batch. */
    moved,
    /** Claims the only mail of a batch, as its sender would. */
    claimedAt,

    recording: (changes: Partial<typeof store> = {}) =>
      recordDelivery({
        store: { ...store, ...changes },
        tokens,
        clock,
        journal,
        retention: DEFAULT_RETENTION,
      }),

    aDueMail: async (kind: Kind) => due[kind](),

    /** The same as `aDueMail`, after its sender has recorded that SES took the mail. */
    async aSentMail(kind: Kind) {
      const mail = await due[kind]();
      const claimed = await claimedAt(mail.key);
      await moved(claimed.batch, settle(claimed.delivery, ACCEPTED, clock.now()));
      return mail;
    },

    suppression: async () => store.findSuppression(await keysOf(EMAIL)),
    subscription: async () => store.findSubscription(await keyOf(EMAIL)),
  };
}

export type ReportedAddress = ReturnType<typeof aReportedAddress>;
