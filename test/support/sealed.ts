import type { Submission } from '../../shared/domain/submission.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { ReceiptFile } from '../../shared/usecases/prove-receipt.ts';
import { aConsultation, anInput, aPublishedDraft, aUnit } from './builders.ts';
import { aSimulatedTable } from './engines.ts';
import { SOURCE, StandingClock } from './ports.ts';
import { useCasesOn } from './use-cases.ts';

const consultation = aConsultation();
const { id } = consultation;
/** More than the time between two runs of the sealing. */
const LATER = 20 * MINUTE_MS;

/** Returns the use cases on a table with one consultation, and what a test of its log does with them. */
export async function aLog() {
  const clock = new StandingClock('2027-01-05T10:00:00Z');
  const on = useCasesOn(aSimulatedTable(), clock);
  await on.store.saveUnit(aUnit());
  await on.store.addDraft(id, aPublishedDraft());
  await on.store.saveConsultation(consultation);
  const typed = (changes: Parameters<typeof anInput>[0]) => {
    const { opinions, ...author } = anInput(changes);
    return () => ({ ...author, opinions });
  };
  const revision = async ({ reference }: Submission) => on.revision(id, reference);

  return {
    ...on,
    consultation,
    async submitted(changes: Parameters<typeof anInput>[0] = {}): Promise<Submission> {
      const outcome = await on.submit(id, typed(changes), { source: SOURCE });
      if (outcome.outcome !== 'stored') throw new Error(outcome.outcome);
      return outcome.submission;
    },
    async edited(before: Submission, changes: Parameters<typeof anInput>[0]): Promise<Submission> {
      clock.advance(MINUTE_MS);
      const outcome = await on.revise.edit(await revision(before), typed(changes));
      if (outcome.outcome !== 'revised') throw new Error(outcome.failure);
      return outcome.submission;
    },
    async withdrawn(before: Submission): Promise<Submission> {
      clock.advance(MINUTE_MS);
      const outcome = await on.revise.withdraw(await revision(before));
      if (outcome.outcome !== 'revised') throw new Error(outcome.failure);
      return outcome.submission;
    },
    async sealLater(): Promise<void> {
      clock.advance(LATER);
      await on.seal();
    },
    async fileOf(submission: Submission, upTo = submission.version): Promise<ReceiptFile> {
      const file = await on.prove({ consultation, submission }, upTo);
      if (file === null) throw new Error('Nothing is sealed yet');
      return file;
    },
  };
}
