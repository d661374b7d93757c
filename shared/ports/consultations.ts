import type { Consultation, Draft, ResponsibleUnit } from '../domain/consultation.ts';

export interface ConsultationStore {
  /** Every consultation, in no particular order. */
  listConsultations(): Promise<Consultation[]>;
  findConsultation(id: string): Promise<Consultation | null>;
  listUnits(): Promise<ResponsibleUnit[]>;
  findUnit(id: string): Promise<ResponsibleUnit | null>;
  /** Creates it or replaces it. */
  saveUnit(unit: ResponsibleUnit): Promise<void>;
  /** `taken`: this version stands already with other content; a published version never changes. */
  addDraft(consultation: string, draft: Draft): Promise<'added' | 'same' | 'taken'>;
  /** Creates it or replaces it. */
  saveConsultation(consultation: Consultation): Promise<void>;
}
