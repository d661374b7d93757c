import { nextDigestDay } from '../domain/digest.ts';
import { type Submission, unitsToTell } from '../domain/opinion.ts';
import { standing, type Subscription } from '../domain/subscription.ts';
import type { Language } from '../domain/text.ts';
import type {
  Clock,
  ConfirmationLink,
  ConsultationStore,
  DeliveryKey,
  DeliveryStore,
  DigestStore,
  DigestWriter,
  Journal,
  SendMail,
  SubmissionStore,
  SuppressionStore,
  Tokens,
  WriteConfirmation,
  WriteReceipt,
} from '../ports.ts';
import { addressKeyOf, confirmStatement } from './address-key.ts';
import { composeDigest } from './compose-digest.ts';
import { type Compose, deliverer } from './deliver.ts';
import { revisionStatement } from './revise-opinions.ts';

/** Where the mails lead, absolute. */
interface MailLinks {
  receipt(submission: Submission): string;
  revision(submission: Submission, key: string): string;
  confirmation(language: Language, link: ConfirmationLink): string;
}

interface Needs {
  readonly store: ConsultationStore &
    SubmissionStore &
    DigestStore &
    DeliveryStore &
    SuppressionStore;
  readonly send: SendMail;
  readonly writeReceipt: WriteReceipt;
  readonly writeConfirmation: WriteConfirmation;
  readonly writer: DigestWriter;
  readonly links: MailLinks;
  readonly tokens: Pick<Tokens, 'sign'>;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly siteUrl: string;
  /** Monitored: a reply reaches a person. */
  readonly replyTo: string;
}

type Mailing = NonNullable<Awaited<ReturnType<DeliveryStore['findMailing']>>>;

/** Makes one attempt at the delivery, whatever mail it is. One that has gone out already is left alone. */
export function sendDueMail(needs: Needs) {
  const { store, writer, writeReceipt, writeConfirmation } = needs;
  const { links, tokens, clock, journal, siteUrl, replyTo } = needs;
  const deliver = deliverer(needs);

  return async (key: DeliveryKey): Promise<void> => {
    const mailing = await store.findMailing(key);
    // Erased after it was nudged.
    if (mailing === null) return;
    await deliver(key, mailing.delivery, await composerOf(mailing));
  };

  async function composerOf(mailing: Mailing): Promise<Compose> {
    switch (mailing.kind) {
      case 'receipt':
        return unlessSuppressed(
          mailing.submission.contact.email,
          composeReceipt(mailing.submission),
        );
      case 'digest':
        // Owed to the unit whatever its mailbox did with the last: a bounce is told to the operator.
        return composeDigestOf(mailing.unit, mailing.number, mailing.mailbox);
      case 'confirmation':
        return unlessSuppressed(
          mailing.subscription.email,
          composeConfirmation(mailing.subscription),
        );
    }
  }

  /** Asked just before each sending. */
  function unlessSuppressed(email: string, compose: Compose): Compose {
    return async (delivery) => {
      const suppression = await store.findSuppression(await addressKeyOf(tokens, email));
      return suppression === null ? compose(delivery) : { suppressed: suppression.reason };
    };
  }

  function composeConfirmation(subscription: Subscription): Compose {
    return async () => {
      const stands = standing(subscription, clock.now());
      if (stands?.state !== 'pending') return { cancelled: 'no-longer-pending' };
      const { email, language, requestedAt } = stands;
      const address = await addressKeyOf(tokens, email);
      const token = await tokens.sign(confirmStatement(address, requestedAt));
      const confirmUrl = links.confirmation(language, { address, requestedAt, token });
      return {
        mail: writeConfirmation({ subscription: stands, confirmUrl, siteUrl, replyTo, address }),
      };
    };
  }

  function composeReceipt(submission: Submission): Compose {
    return async () => {
      const { consultation: id, reference } = submission;
      const consultation = await store.findConsultation(id);
      if (consultation === null) throw new Error(`No consultation ${id}`);
      const concerned = new Set(
        [...submission.opinions, ...submission.withdrawn].map(({ unit }) => unit),
      );
      const units = (await store.listUnits()).filter(({ id: unit }) => concerned.has(unit));
      const told = unitsToTell(submission);
      const days = units
        .filter(({ id: unit }) => told.includes(unit))
        .flatMap((unit) => nextDigestDay(unit, clock.now()) ?? []);
      const signed = await tokens.sign(revisionStatement(id, reference));
      const mail = writeReceipt({
        submission,
        consultation,
        units,
        revisionUrl: links.revision(submission, signed),
        receiptUrl: links.receipt(submission),
        next: days.toSorted()[0] ?? null,
      });
      return { mail };
    };
  }

  async function composeDigestOf(unit: string, number: number, mailbox: string): Promise<Compose> {
    const digest = await store.findDigest(unit, number);
    if (digest === null) throw new Error(`No digest ${number} of ${unit}`);
    return composeDigest({ store, writer, siteUrl, clock, journal }, digest)(mailbox);
  }
}
