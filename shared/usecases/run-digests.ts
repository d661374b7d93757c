import type { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import type { Delivery } from '../domain/delivery.ts';
import { type Digest, isPremature, planDigest } from '../domain/digest.ts';
import type { Instant } from '../domain/time.ts';
import type {
  Clock,
  ConsultationStore,
  DeliveryStore,
  DigestStore,
  DigestWriter,
  Journal,
  SendMail,
  SubmissionStore,
  TableIdentity,
} from '../ports.ts';
import { composeDigest, type DigestReading, readDigest } from './compose-digest.ts';
import { deliverer } from './deliver.ts';

interface Needs {
  readonly store: ConsultationStore & SubmissionStore & DigestStore & DeliveryStore & TableIdentity;
  readonly send: SendMail;
  readonly writer: DigestWriter;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly siteUrl: string;
}

/** What a run did for one unit. */
export interface UnitRun {
  readonly unit: string;
  readonly outcome: 'made' | 'covered' | 'nothing-due' | 'no-mailbox';
  /** The unit's newest digest after the run, null before its first. */
  readonly number: number | null;
  /** The state of each of its mails. */
  readonly mails: readonly Delivery['state'][];
}

export interface DigestRun {
  readonly scheduledTime: Instant;
  readonly units: readonly UnitRun[];
}

/**
 * The digests that the slot `scheduledTime` owes. Safe to run at any time after it, any number of
 * times, also at once: the digest is made once, and each mail claimed once. Whatever an earlier run
 * left unsent is taken up first. A fault at one unit does not keep the others waiting, but fails the
 * run, so that it is repeated and seen.
 */
export function runDigests({ store, send, writer, clock, journal, siteUrl }: Needs) {
  const deliver = deliverer({ store, send, clock, journal });
  const readWindow = readDigest({ store, writer });

  return async (scheduledTime: Instant): Promise<DigestRun> => {
    if (isPremature(scheduledTime, clock.now())) {
      throw new Error(`Opinions may still arrive before the slot ${scheduledTime}: run it later`);
    }
    if ((await store.identify()) === 'restored') {
      throw new Error(
        'This table was restored from a backup: digests are held until an operator adopts it',
      );
    }
    const consultations = await store.listConsultations();
    const units = await store.listUnits();
    const runs: UnitRun[] = [];
    const faults: unknown[] = [];
    for (const unit of units) {
      try {
        runs.push(await runUnit(unit, consultations, scheduledTime));
      } catch (fault) {
        journal.error('The digest of a unit failed', { unit: unit.id, fault });
        faults.push(fault);
      }
    }
    if (faults.length > 0) {
      throw new AggregateError(faults, `${faults.length} of ${units.length} units failed`);
    }
    journal.count('DigestRunSucceeded');
    return { scheduledTime, units: runs };
  };

  async function runUnit(
    unit: ResponsibleUnit,
    consultations: readonly Consultation[],
    scheduledTime: Instant,
  ): Promise<UnitRun> {
    const previous = await store.latestDigest(unit.id);
    if (previous !== null) await deliverAll(previous, unit);
    const planned = planDigest(unit, consultations, previous, scheduledTime);
    if (planned.plan === 'no-mailbox') journal.count('UnitsWithoutMailbox');
    if (planned.plan !== 'make') return report(unit.id, planned.plan, previous);

    const reading = await readWindow(planned.digest);
    const digest: Digest = { ...planned.digest, totals: reading.content.totals };
    if ((await store.addDigest(digest)) === 'taken') {
      return report(unit.id, 'covered', await store.latestDigest(unit.id));
    }
    journal.count('DigestsMade');
    await deliverAll(digest, unit, reading);
    return report(unit.id, 'made', digest);
  }

  /** The digest itself names its recipients: a run that died in between is completed here. */
  async function deliverAll(
    digest: Digest,
    { mailboxes }: ResponsibleUnit,
    reading?: DigestReading,
  ): Promise<void> {
    await store.addDigestDeliveries(digest, clock.now());
    const compose = composeDigest({ store, writer, siteUrl, clock, journal }, digest, reading);
    const standing = await store.digestDeliveries(digest.unit, digest.number);
    // Given up by all of its mailboxes while the unit had no other: it goes to the first that come.
    if (standing.every(({ delivery }) => delivery.state === 'cancelled')) {
      await store.addDigestDeliveries({ ...digest, recipients: mailboxes }, clock.now());
    }
    const deliveries = await store.digestDeliveries(digest.unit, digest.number);
    for (const { key, mailbox, delivery } of deliveries) {
      await deliver(key, delivery, compose(mailbox));
    }
  }

  async function report(
    unit: string,
    outcome: UnitRun['outcome'],
    digest: Digest | null,
  ): Promise<UnitRun> {
    const deliveries = digest === null ? [] : await store.digestDeliveries(unit, digest.number);
    return {
      unit,
      outcome,
      number: digest?.number ?? null,
      mails: deliveries.map(({ delivery }) => delivery.state),
    };
  }
}
