import type { Consultation, Draft, ResponsibleUnit } from '../domain/consultation.ts';

export interface ConsultationStore {
  /** Returns every consultation, in no particular order. */
  listConsultations(): Promise<Consultation[]>;
  findConsultation(id: string): Promise<Consultation | null>;
  listUnits(): Promise<ResponsibleUnit[]>;
  findUnit(id: string): Promise<ResponsibleUnit | null>;
  /** Creates the unit or replaces it. */
  saveUnit(unit: ResponsibleUnit): Promise<void>;
  /** `taken`: this version exists already with other content. A published version never changes. */
  addDraft(consultation: string, draft: Draft): Promise<'added' | 'same' | 'taken'>;
  /** Creates the consultation or replaces it. */
  saveConsultation(consultation: Consultation): Promise<void>;
}
