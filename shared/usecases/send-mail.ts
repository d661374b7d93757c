import type { Compose, DeliveryRoom } from '../delivery/room.ts';
import { MINUTE_MS, plus } from '../domain/time.ts';
import type { BatchStore, ConfirmationBatch, DigestBatch, ReceiptBatch } from '../ports/batches.ts';
import type { Journal } from '../ports/journal.ts';
import type { RowKey } from '../ports/rows.ts';
import type { Clock } from '../ports/world.ts';
import type { digestSender } from './send-digest.ts';

interface Needs {
  readonly store: Pick<BatchStore, 'findMailing' | 'putOff'>;
  readonly room: Pick<DeliveryRoom, 'deliver' | 'report'>;
  readonly composeReceipt: (batch: ReceiptBatch) => Compose;
  readonly composeConfirmation: (batch: ConfirmationBatch) => Compose;
  readonly digests: Pick<ReturnType<typeof digestSender>, 'send'>;
  readonly clock: Clock;
  readonly journal: Journal;
}

type Mailing = ReceiptBatch | DigestBatch | ConfirmationBatch;

/** A row that cannot be read is looked at again after that: until then a person may have mended it. */
const PUT_OFF_MS = 60 * MINUTE_MS;

/** Gives the mails of one row their turn, whatever mails they are. Those that have gone out are left alone. */
export function sendDueMail(needs: Needs) {
  const { store, room, composeReceipt, composeConfirmation, digests, clock, journal } = needs;

  return async (key: RowKey): Promise<void> => {
    const mailing = await read(key);
    // Erased after it was nudged.
    if (mailing === null) return;
    await deliver(mailing);
    room.report({ key });
  };

  async function deliver(mailing: Mailing): Promise<unknown> {
    switch (mailing.kind) {
      case 'receipt':
        return room.deliver(mailing, 'receipt', composeReceipt(mailing));
      case 'confirmation':
        return room.deliver(mailing, 'confirmation', composeConfirmation(mailing));
      case 'digest':
        // Owed to the unit whatever its mailbox did with the last: a bounce is told to the operator.
        return digests.send(mailing);
    }
  }

  /** What cannot be read must not keep the sweep from what can. */
  async function read(key: RowKey): Promise<Mailing | null> {
    try {
      return await store.findMailing(key);
    } catch (fault) {
      journal.count('RowsPutOff');
      await store.putOff(key, plus(clock.now(), PUT_OFF_MS));
      throw fault;
    }
  }
}
