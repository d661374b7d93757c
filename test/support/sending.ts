import { lineageComposer } from '../../shared/usecases/compose-lineage.ts';
import { moderationComposer } from '../../shared/usecases/compose-moderation.ts';
import { lineageMail } from '../../shared/view/mail/lineage-mail.tsx';
import { moderationMail } from '../../shared/view/mail/moderation-mail.tsx';
import { sendingAccount } from '../../shared/delivery/account.ts';
import { deliveryRoom } from '../../shared/delivery/room.ts';
import type { Delivery } from '../../shared/domain/delivery.ts';
import type { Batch, BatchStore } from '../../shared/ports/batches.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import type { ReadQuota, SendMail } from '../../shared/ports/mail.ts';
import type { RowKey } from '../../shared/ports/rows.ts';
import type { Clock, Tokens } from '../../shared/ports/world.ts';
import { confirmationComposer } from '../../shared/usecases/compose-confirmation.ts';
import { receiptComposer } from '../../shared/usecases/compose-receipt.ts';
import { runDigests } from '../../shared/usecases/run-digests.ts';
import { digestSender } from '../../shared/usecases/send-digest.ts';
import { sendDueMail } from '../../shared/usecases/send-mail.ts';
import { contactNoticeMail } from '../../shared/view/mail/contact-notice.tsx';
import { digestWriter } from '../../shared/view/mail/digest-mail.ts';
import { receiptMail } from '../../shared/view/mail/receipt-mail.tsx';
import { OWNER } from './owner.ts';
import { plainConfirmation, tokens as standing } from './ports.ts';
import type { aTable } from './table.ts';

type Store = Awaited<ReturnType<typeof aTable>>['store'];

interface World {
  readonly store: Store;
  readonly send: SendMail;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly readQuota?: ReadQuota;
  readonly senders?: number;
  readonly tokens?: Tokens;
}

const SITE = 'https://sadzirdets.example';

const UNLIMITED: ReadQuota = () => Promise.resolve({ rate: 100, left: Infinity, daily: Infinity });

/** A room with an account of its own. */
export function aRoom({ readQuota = UNLIMITED, senders = 1, ...world }: World) {
  const account = sendingAccount({ readQuota, clock: world.clock, senders });
  return { account, room: deliveryRoom({ ...world, account }) };
}

/** `send-mail` as its function wires it, with plain confirmations. */
export function mailSender({ tokens = standing, ...world }: World) {
  const { room } = aRoom(world);
  return sendDueMail({
    ...world,
    room,
    digests: digestSender({ ...world, room, writer: digestWriter(OWNER), siteUrl: SITE }),
    composeReceipt: receiptComposer({
      ...world,
      tokens,
      writeReceipt: receiptMail(OWNER),
      writeNotice: contactNoticeMail(OWNER),
      replyTo: 'list@site.example',
      links: {
        receipt: ({ reference }) => `https://site.example/${reference}`,
        revision: ({ reference }, key) => `https://site.example/${reference}/edit?key=${key}`,
        check: () => 'https://site.example/check',
      },
    }),
    composeModeration: moderationComposer({
      ...world,
      tokens,
      writeModeration: moderationMail(OWNER),
      links: { part: (language, _, id) => `https://site.example/${language}/${id}` },
      replyTo: 'list@site.example',
    }),
    composeLineage: lineageComposer({
      ...world,
      tokens,
      writeLineage: lineageMail(OWNER),
      links: {
        revision: ({ reference }, key) => `https://site.example/${reference}/edit?key=${key}`,
        consultation: (language, id) => `https://site.example/${language}/${id}`,
      },
      replyTo: 'list@site.example',
    }),
    composeConfirmation: confirmationComposer({
      ...world,
      tokens,
      writeConfirmation: plainConfirmation,
      links: {
        confirmation: (language, { address, requestedAt, token }) =>
          `https://site.example/${language}/${address}?at=${requestedAt}&key=${token}`,
      },
      siteUrl: 'https://site.example',
      replyTo: 'list@site.example',
    }),
  });
}

/** `run-digests` as its function wires it. */
export function digestRunner(world: Omit<World, 'tokens'>) {
  const room = deliveryRoom({ ...world, account: null });
  return runDigests({ ...world, room, writer: digestWriter(OWNER), siteUrl: SITE });
}

/** Returns the batch at a key. Throws when there is none. */
export async function batchAt(store: Pick<BatchStore, 'findBatch'>, key: RowKey): Promise<Batch> {
  const batch = await store.findBatch(key);
  if (batch === null) throw new Error(`No mails at ${key.partition} / ${key.sort}`);
  return batch;
}

/** Returns the delivery of a batch that has only one. Throws for any other batch. */
export async function onlyDelivery(
  store: Pick<BatchStore, 'findBatch'>,
  key: RowKey,
): Promise<Delivery> {
  const [delivery, ...others] = (await batchAt(store, key)).deliveries.values();
  if (delivery === undefined || others.length > 0) throw new Error('Not a batch of one');
  return delivery;
}
