import type { Compose } from '../delivery/room.ts';
import { CONTACT_REMOVED, isFirstTry, NEVER_CAME } from '../domain/delivery.ts';
import { nextDigestDay } from '../domain/digest.ts';
import { RECEIPTS_TO_ONE_ADDRESS_A_DAY, TOO_MANY } from '../domain/limits.ts';
import { isReachable, type Reachable, type Submission, unitsToTell } from '../domain/submission.ts';
import { DAY_MS, plus } from '../domain/time.ts';
import type { ReceiptBatch } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { CountStore } from '../ports/counts.ts';
import type { Journal } from '../ports/journal.ts';
import type { LogReader } from '../ports/log.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { AddressKey, SuppressionStore, VerificationStore } from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import type { WriteContactNotice, WriteReceipt } from '../ports/writers.ts';
import { addressKeysOf, receiptCountOf } from './address-key.ts';
import { existingConsultation } from './find-named.ts';
import { revisionStatement } from './revise-opinions.ts';
import { sealedLogOf } from './sealed-log.ts';
import { unlessSuppressed } from './unless-suppressed.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation' | 'listUnits'> &
    Pick<SubmissionStore, 'versionBefore'> &
    Pick<SuppressionStore, 'findSuppression'> &
    Pick<VerificationStore, 'isVerified'> &
    Pick<LogReader, 'newestSeals'> &
    CountStore;
  readonly writeReceipt: WriteReceipt;
  readonly writeNotice: WriteContactNotice;
  /** Where the mail leads. Absolute. */
  readonly links: {
    receipt(submission: Submission): string;
    revision(submission: Submission, key: string): string;
    check(submission: Submission): string;
  };
  readonly tokens: Pick<Tokens, 'sign' | 'hashAddress'>;
  readonly clock: Clock;
  readonly journal: Journal;
  /** A monitored address: a reply reaches a person. */
  readonly replyTo: string;
}

/**
 * Composes the mails about one version of a submission: the receipt to its author, and the notice to
 * a former contact.
 */
export function receiptComposer(needs: Needs) {
  const { store, writeReceipt, writeNotice, links, tokens, clock, journal, replyTo } = needs;

  return ({ submission }: ReceiptBatch): Compose => {
    if (submission === null) return () => Promise.resolve({ cancelled: NEVER_CAME });
    return async (name, delivery) => {
      if (name === 'notice') return composeNotice(submission)(name, delivery);
      if (!isReachable(submission)) return { cancelled: CONTACT_REMOVED };
      return composeReceipt(submission)(name, delivery);
    };
  };

  function composeReceipt(submission: Reachable): Compose {
    const { email } = submission.contact;
    return unlessSuppressed(needs, email, async (_, delivery) => {
      const addresses = await addressKeysOf(tokens, email);
      const isVerified = await store.isVerified(addresses, clock.now());
      // Another attempt at the same mail does not count again.
      if (isFirstTry(delivery) && !(await mayMailTo(addresses[0], isVerified))) {
        journal.count('ReceiptsHeldBack');
        return { suppressed: TOO_MANY.address };
      }
      const consultation = await existingConsultation(store, submission.consultation);
      const concerned = new Set(
        [...submission.parts, ...submission.withdrawn].map(({ unit }) => unit),
      );
      const units = (await store.listUnits()).filter(({ id: unit }) => concerned.has(unit));
      const told = unitsToTell(submission);
      const days = units
        .filter(({ id: unit }) => told.includes(unit))
        .map((unit) => nextDigestDay(unit, submission.receivedAt));
      const signed = await tokens.sign(revisionStatement(submission));
      const mail = writeReceipt({
        submission,
        quotes: isVerified,
        consultation,
        units,
        revisionUrl: links.revision(submission, signed),
        receiptUrl: links.receipt(submission),
        firstDigestOn: days.toSorted()[0] ?? null,
        log: await sealedLogOf(store, consultation),
        checkUrl: links.check(submission),
        replyTo,
        now: clock.now(),
      });
      return { mail };
    });
  }

  async function mayMailTo(address: AddressKey, isVerified: boolean): Promise<boolean> {
    const now = clock.now();
    const limit = RECEIPTS_TO_ONE_ADDRESS_A_DAY[isVerified ? 'verified' : 'unverified'];
    const { receipts } = await store.addTo(
      receiptCountOf(address, now),
      { receipts: 1 },
      plus(now, DAY_MS),
    );
    return receipts <= limit;
  }

  /** The version before this one still has the former address. */
  function composeNotice(submission: Submission): Compose {
    return async (name, delivery) => {
      const consultation = await existingConsultation(store, submission.consultation);
      const before = await store.versionBefore(consultation, submission, submission.receivedAt);
      if (before === null) throw new Error(`No version before ${submission.reference}`);
      if (!isReachable(before)) return { cancelled: CONTACT_REMOVED };
      const to = before.contact.email;
      const compose = unlessSuppressed(needs, to, () =>
        Promise.resolve({ mail: writeNotice({ submission, to, consultation, replyTo }) }),
      );
      return compose(name, delivery);
    };
  }
}
