import { dayAfter, endOfDay, type Instant, localDate } from '../domain/time.ts';
import type { Seal } from '../log/state.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { LogReader } from '../ports/log.ts';
import type { Clock } from '../ports/world.ts';
import type { SealedLog } from '../ports/writers.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'listConsultations'> &
    Pick<LogReader, 'firstSealUpTo' | 'newestSeals'>;
  readonly clock: Clock;
}

/**
 * Finds what was sealed last of each log before the present day began in Riga. So the answer stays
 * the same for a day. A consultation of which nothing was sealed by then is left out.
 */
export function listDailySeals({ store, clock }: Needs) {
  return async (): Promise<readonly SealedLog[]> => {
    const midnight = endOfDay(dayAfter(localDate(clock.now()), -1));
    const found = await Promise.all(
      (await store.listConsultations()).map(async (consultation) => {
        const seal = await sealedBefore(consultation.id, midnight);
        return seal === null ? [] : [{ consultation, seal }];
      }),
    );
    return found.flat();
  };

  /** A window ends a few minutes before it is sealed, so few seals lie between the two. */
  async function sealedBefore(consultation: string, midnight: Instant): Promise<Seal | null> {
    let after = await store.firstSealUpTo(consultation, midnight);
    for (;;) {
      const [seal] = await store.newestSeals(consultation, 1, after?.size);
      if (seal === undefined || seal.sealedAt < midnight) return seal ?? null;
      after = seal;
    }
  }
}
