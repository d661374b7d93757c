import type { Consultation } from '../domain/consultation.ts';
import type { Instant } from '../domain/time.ts';
import type { LogReader } from '../ports/log.ts';
import type { ProjectionStore } from '../ports/public-parts.ts';

type Store = Pick<ProjectionStore, 'openProjection'> & Pick<LogReader, 'findLog'>;

/**
 * Returns the time for what an operator's machine writes about a submission: `earliest`, or later.
 * What is written must not lie in a window that is counted or sealed already, even if the clock of
 * that machine is behind.
 */
export async function operatorTime(
  store: Store,
  consultation: Consultation,
  earliest: Instant,
): Promise<Instant> {
  const { projection } = await store.openProjection(consultation);
  const { reached, plan } = (await store.findLog(consultation.id))?.state ?? {};
  const sealed = plan?.reached ?? reached;
  const ends = sealed === undefined ? [projection.upTo] : [projection.upTo, sealed.upTo];
  return ends.reduce((latest, one) => (one < latest ? latest : one), earliest);
}
