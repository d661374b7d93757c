import type { Compose, DeliveryRoom } from '../delivery/room.ts';
import { MINUTE_MS, plus } from '../domain/time.ts';
import type {
  BatchStore,
  ConfirmationBatch,
  LineageBatch,
  Mailing,
  ModerationBatch,
  ReceiptBatch,
} from '../ports/batches.ts';
import type { Journal } from '../ports/journal.ts';
import type { RowKey } from '../ports/rows.ts';
import type { Clock } from '../ports/world.ts';
import type { digestSender } from './send-digest.ts';

interface Needs {
  readonly store: Pick<BatchStore, 'findMailing' | 'putOff'>;
  readonly room: Pick<DeliveryRoom, 'deliver' | 'report'>;
  readonly composeReceipt: (batch: ReceiptBatch) => Compose;
  readonly composeConfirmation: (batch: ConfirmationBatch) => Compose;
  readonly composeModeration: (batch: ModerationBatch) => Compose;
  readonly composeLineage: (batch: LineageBatch) => Compose;
  readonly digests: Pick<ReturnType<typeof digestSender>, 'send'>;
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * A row that cannot be read is tried again after this time. By then a person may have repaired it.
 */
const PUT_OFF_MS = 60 * MINUTE_MS;

/**
 * A receipt is prepared just before its version is added, by a request that lives ten seconds. After
 * this time nothing comes any more.
 */
const NEVER_COMES_AFTER_MS = 10 * MINUTE_MS;

/**
 * Gives the mails of one row their turn, of any kind. Mails that have gone out stay as they are.
 */
export function sendDueMail(needs: Needs) {
  const { store, room, digests, clock, journal } = needs;
  const { composeReceipt, composeConfirmation, composeModeration, composeLineage } = needs;

  return async (key: RowKey): Promise<void> => {
    const mailing = await read(key);
    // The row was erased after the nudge.
    if (mailing === null) return;
    await deliver(mailing);
    room.report({ key });
  };

  async function deliver(mailing: Mailing): Promise<unknown> {
    switch (mailing.kind) {
      case 'receipt':
        if (mayStillCome(mailing)) return undefined;
        return room.deliver(mailing, 'receipt', composeReceipt(mailing));
      case 'confirmation':
        return room.deliver(mailing, 'confirmation', composeConfirmation(mailing));
      case 'moderation':
        return room.deliver(mailing, 'moderation', composeModeration(mailing));
      case 'lineage':
        return room.deliver(mailing, 'lineage', composeLineage(mailing));
      case 'digest':
        // A digest is owed to the unit even if its mailbox bounced before. The operator is told
        // about a bounce.
        return digests.send(mailing);
    }
  }

  /** Says whether the request that has prepared this receipt may still add its version. */
  function mayStillCome({ submission, receivedAt }: ReceiptBatch): boolean {
    return submission === null && clock.now() < plus(receivedAt, NEVER_COMES_AFTER_MS);
  }

  /**
   * Reads the row. A row that cannot be read is put off, so that it does not keep the sweep from
   * other rows.
   */
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
