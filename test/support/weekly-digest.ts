import type { Submission } from '../../shared/domain/submission.ts';
import { aConsultation, at, aUnit } from './builders.ts';
import { aSimulatedTable } from './engines.ts';
import { KeptJournal, KeptMails, StandingClock } from './ports.ts';
import { digestRunner } from './sending.ts';

/** The times of the first three digests, each a week after the one before. */
export const FIRST = '2027-01-11T06:00:00Z';
export const SECOND = '2027-01-18T06:00:00Z';
export const THIRD = '2027-01-25T06:00:00Z';

/**
 * Returns a consultation and its unit in a table of their own, some days before `FIRST`, with what
 * makes the digests of the unit.
 */
export async function aWeeklyDigest({ unit = aUnit(), consultation = aConsultation() } = {}) {
  // A run handles every unit in the table.
  const { store } = aSimulatedTable();
  const clock = new StandingClock('2027-01-05T10:00:00Z');
  const mails = new KeptMails();
  const journal = new KeptJournal();
  await store.saveUnit(unit);
  await store.saveConsultation(consultation);

  const running = (changes: Partial<typeof store> = {}) =>
    digestRunner({ store: { ...store, ...changes }, send: mails.send, clock, journal });

  return {
    unit,
    consultation,
    store,
    clock,
    mails,
    journal,
    running,

    async runAt(scheduled: string, actual = scheduled) {
      clock.set(actual);
      return running()(at(scheduled));
    },

    async receive(...submissions: Submission[]) {
      await Promise.all(submissions.map((one) => store.addSubmission(consultation, one)));
    },

    mailsWith: (submission: Submission) =>
      mails.taken.filter(({ text }) => text.replaceAll('-', '').includes(submission.reference)),
  };
}

export type WeeklyDigest = Awaited<ReturnType<typeof aWeeklyDigest>>;
