import type { Announcement } from '../domain/announcement.ts';
import { claim, type Delivery, due, settle, suppress } from '../domain/delivery.ts';
import { receives, type Subscription } from '../domain/subscription.ts';
import { type Instant, MINUTE_MS, plus } from '../domain/time.ts';
import type {
  AddressKey,
  AnnouncementStore,
  Batch,
  BatchKey,
  Clock,
  Journal,
  Mail,
  Move,
  SendMail,
  SubscriptionStore,
} from '../ports.ts';
import type { AnnouncementWriter } from './write-announcement.ts';

interface Needs {
  readonly store: Pick<AnnouncementStore, 'addBatch' | 'findBatch' | 'moveBatch'> &
    Pick<SubscriptionStore, 'findSubscription'>;
  readonly send: SendMail;
  readonly writer: AnnouncementWriter;
  readonly clock: Clock;
  readonly journal: Journal;
}

interface Recipient {
  readonly address: AddressKey;
  readonly subscription: Subscription;
}

interface Outgoing {
  readonly address: AddressKey;
  readonly delivery: Delivery;
  readonly mail: Mail;
}

/** So long SES is left alone once it has not said what it did. */
const REST_MS = MINUTE_MS;

/**
 * Sends the batches of one announcement. The mails of a batch are written, then claimed by one write,
 * sent at once, and recorded by another. Answers null once every delivery of the batch is at rest and
 * the next batch may follow, or when to come back. Whoever dies over a batch leaves its claims behind:
 * after their lease they end unknown.
 */
export function batchSender(
  { store, send, writer, clock, journal }: Needs,
  announcement: Announcement,
) {
  const write = writer(announcement);
  const counts = { sent: 0, failed: 0, unknown: 0 };

  return {
    /** `taken`: somebody else has made this batch, and carries on from there. */
    async sendNew(
      key: BatchKey,
      recipients: readonly Recipient[],
    ): Promise<Instant | null | 'taken'> {
      const mails = await Promise.all(recipients.map(async (one) => mailTo(key, one)));
      const now = clock.now();
      const delivery = claim(due('announcement', now), now);
      if (delivery === null) throw new Error('A delivery that is due can be claimed');
      const deliveries = new Map(recipients.map(({ address }) => [address, delivery]));
      if ((await store.addBatch({ ...key, deliveries })) === 'taken') return 'taken';
      return sendAll(
        key,
        mails.map((mail) => ({ ...mail, delivery })),
      );
    },

    sendLeft,

    /** What has come of all of them. */
    report(restMs: number): void {
      const { sent, failed, unknown } = counts;
      if (sent > 0) journal.count('MailsSent', sent);
      if (failed > 0) journal.count('MailsFailed', failed);
      if (unknown > 0) journal.count('MailsUnknown', unknown);
      const details = { announcement: announcement.id, ...counts, restMs };
      if (failed + unknown > 0 || restMs > 0) {
        journal.error('An announcement met a fault', details);
      } else {
        journal.info('An announcement has moved on', details);
      }
    },
  };

  /** What a batch's earlier sender has left: mails to try again, and claims whose lease is over. */
  async function sendLeft(batch: Batch): Promise<Instant | null> {
    const { moves, outgoing, waiting } = await claimsOf(batch);
    if (moves.length > 0 && (await store.moveBatch(batch, moves)) === 'stale') {
      // SES has reported of one of them meanwhile, or it was erased.
      const found = await store.findBatch(batch);
      return found === null ? null : sendLeft(found);
    }
    count(moves);
    return sooner(await sendAll(batch, outgoing), earliestOf(waiting));
  }

  async function claimsOf(batch: Batch) {
    const moves: Move[] = [];
    const outgoing: Outgoing[] = [];
    const waiting: Delivery[] = [];
    for (const [address, before] of batch.deliveries) {
      const after = claim(before, clock.now());
      if (after === null) {
        waiting.push(before);
      } else if (after.state !== 'sending') {
        moves.push({ address, before, after });
      } else {
        // One that is suppressed has no subscription any more.
        const subscription = await store.findSubscription(address);
        if (subscription === null || !receives(subscription, announcement)) {
          const reason = 'no-longer-subscribed';
          moves.push({ address, before, after: suppress(before, reason, clock.now()) });
        } else {
          moves.push({ address, before, after });
          outgoing.push({ ...(await mailTo(batch, { address, subscription })), delivery: after });
        }
      }
    }
    return { moves, outgoing, waiting };
  }

  async function mailTo({ number: batch }: BatchKey, { address, subscription }: Recipient) {
    const { language, email } = subscription;
    return { address, mail: await write(language, { email, address, batch }) };
  }

  async function sendAll(key: BatchKey, outgoing: readonly Outgoing[]): Promise<Instant | null> {
    // Whatever breaks one of them, the others are brought to their end: nothing goes on afterwards.
    const attempts = await Promise.allSettled(outgoing.map(attempt));
    const moves = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await record(key, moves);
    count(moves);
    for (const one of attempts) if (one.status === 'rejected') throw one.reason;
    const after = moves.map((move) => move.after);
    const isSilent = after.some(({ state }) => state === 'unknown');
    return earliestOf(after) ?? (isSilent ? plus(clock.now(), REST_MS) : null);
  }

  async function attempt({ address, delivery, mail }: Outgoing): Promise<Move> {
    const outcome = await send(mail);
    if (outcome.outcome === 'held') journal.count('QuotaUsedUp');
    return { address, before: delivery, after: settle(delivery, outcome, clock.now()) };
  }

  async function record(key: BatchKey, moves: readonly Move[]): Promise<void> {
    let open = moves;
    while (open.length > 0 && (await store.moveBatch(key, open)) === 'stale') {
      const batch = await store.findBatch(key);
      // One of which SES has reported already is further than that.
      open = open.filter(({ address }) => batch?.deliveries.get(address)?.state === 'sending');
    }
  }

  function count(moves: readonly Move[]): void {
    for (const { after } of moves) {
      if (after.state === 'sent' || after.state === 'failed' || after.state === 'unknown') {
        counts[after.state] += 1;
      }
    }
  }
}

/** When one of them may be taken up, or null where all are at rest. */
function earliestOf(deliveries: readonly Delivery[]): Instant | null {
  return deliveries
    .map((delivery) => ('dueAt' in delivery ? delivery.dueAt : null))
    .reduce(sooner, null);
}

function sooner(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
