import type { Consultation } from '../domain/consultation.ts';
import { BEGINNING, type Digest, type PlannedDigest } from '../domain/digest.ts';
import type { SubmissionChange } from '../domain/part-change.ts';
import { partsFor, RunningTotals, type TotalsToDate } from '../domain/totals-to-date.ts';
import type { Instant } from '../domain/time.ts';
import { countedIn } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { OrganisationKey, OrganisationStore } from '../ports/organisations.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import { existingConsultation } from './find-named.ts';

interface Needs {
  readonly store: OrganisationStore &
    Pick<ConsultationStore, 'findConsultation'> &
    Pick<SubmissionStore, 'streamReceived'>;
}

/** Counts while a window is read. */
export interface CountToDate {
  /** Takes what became of one submission within the window. */
  add(consultation: Pick<Consultation, 'id'>, change: SubmissionChange): void;
  /** Returns the totals of each consultation. */
  totals(): TotalsToDate[];
  /**
   * Notes the organisations that are new. Only for a digest that stands in the table: a run that is
   * killed before it has added its digest has told nobody of anybody.
   */
  noteNew(): Promise<void>;
}

interface Count {
  readonly consultation: string;
  readonly running: RunningTotals;
  /** Organisations of which earlier digests have told. Takes about 80 bytes for each. */
  readonly known: Set<OrganisationKey>;
  readonly fresh: Map<OrganisationKey, Instant>;
}

/**
 * Starts to count what has come up to the end of a digest's window, from the totals of the digest
 * before. What that digest does not tell is read from the beginning: a consultation that has opened
 * since, one that was opened again, or all of them if an earlier version of the product made it. If
 * the run of that digest was killed before it had noted all organisations, they are noted now.
 */
export async function countToDate(
  { store }: Needs,
  digest: PlannedDigest,
  previous: Digest | null,
): Promise<CountToDate> {
  const { unit, window } = digest;
  const counts: Count[] = [];
  for (const id of digest.consultations) {
    const before = previous?.toDate?.find(({ consultation }) => consultation === id) ?? null;
    const kind = kindOf(await existingConsultation(store, id));
    const running = new RunningTotals(unit, (answers) => countedIn(kind, answers), before);
    const known = await store.organisationsBefore(id, unit, window.from);
    const count = { consultation: id, running, known, fresh: new Map<OrganisationKey, Instant>() };
    if (before === null && window.from > BEGINNING) {
      await readEarlier(count, { from: BEGINNING, to: window.from }, (change) => {
        running.add(change);
      });
    } else if (previous !== null && known.size < (before?.organisations ?? 0)) {
      await readEarlier(count, previous.window);
    }
    counts.push(count);
  }

  return {
    add({ id }, change) {
      const count = counts.find(({ consultation }) => consultation === id);
      if (count === undefined) throw new RangeError(`The consultation ${id} is not in this digest`);
      count.running.add(change);
      meet(count, change);
    },

    totals() {
      return counts.map(({ consultation, running, known, fresh }) =>
        running.finish(consultation, {
          organisations: known.size + fresh.size,
          newOrganisations: fresh.size,
        }),
      );
    },

    async noteNew() {
      for (const { consultation, fresh } of counts) {
        await store.noteOrganisations(consultation, unit, fresh);
      }
    },
  };

  function meet({ known, fresh }: Count, { after }: SubmissionChange): void {
    if (partsFor(unit, after).length === 0) return;
    const key = store.organisationKey(after.organisation);
    if (!known.has(key) && !fresh.has(key)) fresh.set(key, after.receivedAt);
  }

  /** Reads what came earlier, and notes the organisations of which the unit has read there. */
  async function readEarlier(
    count: Count,
    earlier: Digest['window'],
    watch?: (change: SubmissionChange) => void,
  ): Promise<void> {
    const consultation = await existingConsultation(store, count.consultation);
    for await (const change of store.streamReceived(consultation, earlier)) {
      watch?.(change);
      meet(count, change);
    }
    await store.noteOrganisations(count.consultation, unit, count.fresh);
    for (const key of count.fresh.keys()) count.known.add(key);
    count.fresh.clear();
  }
}
