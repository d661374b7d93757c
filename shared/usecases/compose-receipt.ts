import type { Compose } from '../delivery/room.ts';
import { nextDigestDay } from '../domain/digest.ts';
import { type Submission, unitsToTell } from '../domain/opinion.ts';
import type { ReceiptBatch } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { SuppressionStore } from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import type { WriteReceipt } from '../ports/writers.ts';
import { NEVER_CAME } from '../domain/delivery.ts';
import { unlessSuppressed } from './unless-suppressed.ts';
import { revisionStatement } from './revise-opinions.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation' | 'listUnits'> &
    Pick<SuppressionStore, 'findSuppression'>;
  readonly writeReceipt: WriteReceipt;
  /** Where the mail leads. Absolute. */
  readonly links: {
    receipt(submission: Submission): string;
    revision(submission: Submission, key: string): string;
  };
  readonly tokens: Pick<Tokens, 'sign'>;
  readonly clock: Clock;
  /** A monitored address: a reply reaches a person. */
  readonly replyTo: string;
}

/** Composes the mail that confirms a submission to its author. */
export function receiptComposer(needs: Needs) {
  const { store, writeReceipt, links, tokens, clock, replyTo } = needs;

  return ({ submission }: ReceiptBatch): Compose => {
    if (submission === null) return () => Promise.resolve({ cancelled: NEVER_CAME });
    return unlessSuppressed(needs, submission.contact.email, async () => {
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
        replyTo,
      });
      return { mail };
    });
  };
}
