import type { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import type { ConsultationStore } from '../ports/consultations.ts';

/** Finds a consultation that must be there. Throws if it is gone: none is ever removed. */
export async function existingConsultation(
  store: Pick<ConsultationStore, 'findConsultation'>,
  id: string,
): Promise<Consultation> {
  const consultation = await store.findConsultation(id);
  if (consultation === null) throw new Error(`The consultation ${id} is not in the table`);
  return consultation;
}

/** Finds the unit of a digest. Throws if it is gone: none is ever removed. */
export async function unitOf(
  store: Pick<ConsultationStore, 'findUnit'>,
  id: string,
): Promise<ResponsibleUnit> {
  const unit = await store.findUnit(id);
  if (unit === null) throw new Error(`The unit ${id} of a digest is not in the table`);
  return unit;
}
