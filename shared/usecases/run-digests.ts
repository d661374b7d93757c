import type { DeliveryRoom } from '../delivery/room.ts';
import type { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import { type Delivery, reachOf } from '../domain/delivery.ts';
import { type Digest, isPremature, planDigest } from '../domain/digest.ts';
import { DAY_MS, type Instant, plus } from '../domain/time.ts';
import type { DigestBatch } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { DigestStore } from '../ports/digests.ts';
import type { Journal } from '../ports/journal.ts';
import type { LogReader } from '../ports/log.ts';
import type { OrganisationStore } from '../ports/organisations.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock } from '../ports/world.ts';
import type { DigestWriter } from '../ports/writers.ts';
import { fileHash } from '../log/file-hash.ts';
import { readDigest } from './compose-digest.ts';
import { countToDate } from './count-to-date.ts';
import { digestSender } from './send-digest.ts';

interface Needs {
  readonly store: ConsultationStore &
    SubmissionStore &
    DigestStore &
    OrganisationStore &
    Pick<LogReader, 'newestSeals'>;
  readonly room: DeliveryRoom;
  readonly writer: DigestWriter;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly siteUrl: string;
}

/** What a run did for one unit. */
export interface UnitRun {
  readonly unit: string;
  readonly outcome: 'made' | 'covered' | 'nothing-due' | 'no-mailbox';
  /** The number of the unit's newest digest after the run. Null before its first digest. */
  readonly number: number | null;
  /** The state of each mail of that digest. */
  readonly mails: readonly Delivery['state'][];
}

export interface DigestRun {
  readonly scheduledTime: Instant;
  readonly units: readonly UnitRun[];
}

/**
 * A mail that was accepted may still bounce within this time. After that, runs no longer look at
 * its digest.
 */
const SETTLED_AFTER_MS = 7 * DAY_MS;

/**
 * Makes and sends the digests that the slot `scheduledTime` owes. Safe to run at any time after the
 * slot and any number of times, even at once: the digest is made once, and each mail is claimed
 * once. A run first takes up what earlier runs left unsent and what no mailbox has accepted. A
 * fault at one unit does not delay the other units, but the run fails, so that it is repeated and
 * seen.
 */
export function runDigests(needs: Needs) {
  const { store, room, writer, clock, journal } = needs;
  const digests = digestSender(needs);
  const readWindow = readDigest({ store, writer });

  return async (scheduledTime: Instant): Promise<DigestRun> => {
    if (isPremature(scheduledTime, clock.now())) {
      throw new Error(`Opinions may still arrive before the slot ${scheduledTime}: run it later`);
    }
    if (!(await room.isOriginal())) {
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
      room.report({ unit: unit.id });
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
    const latest = await takeUp(unit.id);
    const planned = planDigest(unit, consultations, latest?.digest ?? null, scheduledTime);
    if (planned.plan === 'no-mailbox') journal.count('UnitsWithoutMailbox');
    if (planned.plan !== 'make') return runOf(unit.id, planned.plan, latest);

    const toDate = await countToDate(needs, planned.digest, latest?.digest ?? null);
    const reading = await readWindow(planned.digest, toDate.add);
    const digest: Digest = {
      ...planned.digest,
      totals: reading.content.totals,
      toDate: toDate.totals(),
      madeAt: clock.now(),
      files: reading.files?.map(({ csv }) => fileHash(csv)),
    };
    const isOurs = (await store.addDigest(digest, clock.now())) === 'added';
    const made = await store.findDigest(unit.id, digest.number);
    if (made === null) throw new Error(`No digest ${digest.number} of ${unit.id}`);
    if (!isOurs) return runOf(unit.id, 'covered', made);
    journal.count('DigestsMade');
    const sent = await digests.send(made, reading);
    await toDate.noteNew();
    return runOf(unit.id, 'made', sent);
  }

  /** Takes up what earlier runs have left of the unit's digests. Returns the newest digest. */
  async function takeUp(unit: string): Promise<DigestBatch | null> {
    const settled = await store.settledUpTo(unit);
    let settling = settled;
    let latest = null;
    for (const batch of await store.digestsFrom(unit, Math.max(settled, 1))) {
      latest = await digests.sendOwed(batch);
      const { number } = latest.digest;
      if (number === settling + 1 && isSettled(latest)) settling = number;
    }
    if (settling > settled) await store.settleUpTo(unit, settling);
    return latest;
  }

  function isSettled({ digest, deliveries }: DigestBatch): boolean {
    const reach = reachOf(deliveries.values());
    const isOld = plus(digest.window.to, SETTLED_AFTER_MS) < clock.now();
    return isOld && (reach === 'accepted' || reach === 'sent');
  }

  function runOf(unit: string, outcome: UnitRun['outcome'], latest: DigestBatch | null): UnitRun {
    return {
      unit,
      outcome,
      number: latest?.digest.number ?? null,
      mails: [...(latest?.deliveries.values() ?? [])].map(({ state }) => state),
    };
  }
}
