import type { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import type { PublishedDraft } from '../domain/draft.ts';

export interface ConsultationStore {
  /** Returns every consultation, in no particular order. */
  listConsultations(): Promise<Consultation[]>;
  findConsultation(id: string): Promise<Consultation | null>;
  /** Returns every unit that was ever published: none is ever removed. */
  listUnits(): Promise<ResponsibleUnit[]>;
  findUnit(id: string): Promise<ResponsibleUnit | null>;
  /** Creates the unit or replaces it. */
  saveUnit(unit: ResponsibleUnit): Promise<void>;
  /** `taken`: this version exists already with other content. A published version never changes. */
  addDraft(consultation: string, draft: PublishedDraft): Promise<'added' | 'same' | 'taken'>;
  findDraft(consultation: string, version: number): Promise<PublishedDraft | null>;
  /** Reads the versions after that one, in their order. */
  streamDraftsAfter(consultation: string, version: number): AsyncIterable<PublishedDraft>;
  /** Returns the newest version that is older than `version`. Null: there is none. */
  draftBefore(consultation: string, version: number): Promise<PublishedDraft | null>;
  /** Creates the consultation or replaces it. */
  saveConsultation(consultation: Consultation): Promise<void>;
}
