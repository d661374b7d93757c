import type { DeliveryRoom } from '../delivery/room.ts';
import { reachOf } from '../domain/delivery.ts';
import type { DigestBatch } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { DigestStore } from '../ports/digests.ts';
import type { Journal } from '../ports/journal.ts';
import type { LogReader } from '../ports/log.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock } from '../ports/world.ts';
import type { DigestWriter } from '../ports/writers.ts';
import { composeDigest, type DigestReading } from './compose-digest.ts';
import { unitOf } from './find-named.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation' | 'findDraft' | 'findUnit'> &
    Pick<SubmissionStore, 'streamReceived' | 'versionBefore'> &
    Pick<LogReader, 'newestSeals'> &
    DigestStore;
  readonly room: Pick<DeliveryRoom, 'deliver'>;
  readonly writer: DigestWriter;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly siteUrl: string;
}

/**
 * Sends a digest to the mailboxes of its unit. Both functions return the digest with its mails as
 * they then stand.
 */
export function digestSender({ store, room, writer, clock, journal, siteUrl }: Needs) {
  return {
    send,

    /**
     * Sends what is due of a digest. If no mailbox has accepted the digest, sends it again to each
     * mailbox that the unit has now.
     */
    async sendOwed(batch: DigestBatch): Promise<DigestBatch> {
      const reach = reachOf(batch.deliveries.values());
      if (reach === 'under-way') return send(batch);
      if (reach !== 'owed') return batch;
      journal.count('DigestsOwed');
      const { unit, number } = batch.digest;
      journal.error(
        'No mailbox has accepted a digest; it is owed to each mailbox that the unit has',
        { unit, number },
      );
      const wasTried = [...batch.deliveries.values()].some(({ attempts }) => attempts > 0);
      return sendTo(batch, await mailboxesOf(unit), wasTried);
    },
  };

  /**
   * Sends what is due. A mailbox that the unit has given up gets no mail. The mailboxes that the
   * unit has instead get one.
   */
  async function send(batch: DigestBatch, read?: DigestReading): Promise<DigestBatch> {
    const compose = composeDigest({ store, writer, siteUrl }, batch.digest, read);
    await room.deliver(batch, 'digest', compose);
    const { unit, number } = batch.digest;
    // Another run may have given the digest more mailboxes meanwhile.
    const sent = await store.findDigest(unit, number);
    if (sent === null) throw new Error(`No digest ${number} of ${unit}`);
    const isGivenUp = [...sent.deliveries].some(
      ([name, { state }]) => state === 'cancelled' && batch.deliveries.get(name)?.state !== state,
    );
    if (!isGivenUp) return sent;
    const { recipients } = sent.digest;
    const others = (await mailboxesOf(unit)).filter((mailbox) => !recipients.includes(mailbox));
    return sendTo(sent, others, false);
  }

  async function sendTo(
    batch: DigestBatch,
    mailboxes: readonly string[],
    repeat: boolean,
  ): Promise<DigestBatch> {
    if (mailboxes.length === 0) return batch;
    // Stale: a report has come, or another run adds the mailboxes. The next run looks again.
    const widened = await store.addRecipients(batch, mailboxes, repeat, clock.now());
    return widened === null ? batch : send(widened);
  }

  async function mailboxesOf(id: string): Promise<readonly string[]> {
    const { mailboxes } = await unitOf(store, id);
    if (mailboxes.length === 0) journal.count('UnitsWithoutMailbox');
    return mailboxes;
  }
}
