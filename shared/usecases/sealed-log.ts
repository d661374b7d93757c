import type { Consultation } from '../domain/consultation.ts';
import type { LogReader } from '../ports/log.ts';
import type { SealedLog } from '../ports/writers.ts';

/**
 * Reads what a mail carries of the log: the newest seal, or null if nothing is sealed yet. If the log
 * cannot be read, this throws, and the mail waits for its next attempt: a mail without a checkpoint
 * says that there is none.
 */
export async function sealedLogOf(
  store: Pick<LogReader, 'newestSeals'>,
  consultation: Consultation,
): Promise<SealedLog | null> {
  const [seal] = await store.newestSeals(consultation.id, 1);
  return seal === undefined ? null : { consultation, seal };
}
