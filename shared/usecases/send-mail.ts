import { nextDigestDay } from '../domain/digest.ts';
import type { Submission } from '../domain/opinion.ts';
import type {
  Clock,
  ConsultationStore,
  DeliveryKey,
  DeliveryStore,
  DigestStore,
  DigestWriter,
  Journal,
  SendMail,
  SubmissionStore,
  Tokens,
  WriteReceipt,
} from '../ports.ts';
import { composeDigest } from './compose-digest.ts';
import { type Compose, deliverer } from './deliver.ts';
import { revisionStatement } from './revise-opinions.ts';

/** The addresses of a submission's pages, absolute. */
interface ReceiptLinks {
  receipt(submission: Submission): string;
  revision(submission: Submission, key: string): string;
}

interface Needs {
  readonly store: ConsultationStore & SubmissionStore & DigestStore & DeliveryStore;
  readonly send: SendMail;
  readonly writeReceipt: WriteReceipt;
  readonly writer: DigestWriter;
  readonly links: ReceiptLinks;
  readonly tokens: Pick<Tokens, 'sign'>;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly siteUrl: string;
}

/** Makes one attempt at the delivery, whatever mail it is. One that has gone out already is left alone. */
export function sendDueMail(needs: Needs) {
  const { store, writer, writeReceipt, links, tokens, clock, siteUrl } = needs;
  const deliver = deliverer(needs);

  return async (key: DeliveryKey): Promise<void> => {
    const mailing = await store.findMailing(key);
    if (mailing === null) throw new Error(`No delivery at ${key.partition} / ${key.sort}`);
    await deliver(
      key,
      mailing.delivery,
      mailing.kind === 'receipt'
        ? composeReceipt(mailing.submission)
        : await composeDigestOf(mailing.unit, mailing.number),
    );
  };

  function composeReceipt(submission: Submission): Compose {
    return async () => {
      const { consultation: id, reference } = submission;
      const consultation = await store.findConsultation(id);
      if (consultation === null) throw new Error(`No consultation ${id}`);
      const concerned = new Set(
        [...submission.opinions, ...submission.withdrawn].map(({ unit }) => unit),
      );
      const units = (await store.listUnits()).filter(({ id: unit }) => concerned.has(unit));
      const days = units.flatMap((unit) => nextDigestDay(unit, clock.now()) ?? []);
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

  async function composeDigestOf(unit: string, number: number): Promise<Compose> {
    const digest = await store.findDigest(unit, number);
    if (digest === null) throw new Error(`No digest ${number} of ${unit}`);
    return composeDigest({ store, writer, siteUrl }, digest);
  }
}
