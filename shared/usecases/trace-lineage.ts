import type { Consultation } from '../domain/consultation.ts';
import type { FieldFailure } from '../domain/failure.ts';
import type { Submission } from '../domain/submission.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { Publication } from '../kinds/publication.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { LineageStore } from '../ports/lineage.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { publicIdOf } from './public-facts.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'listConsultations'> &
    Pick<SubmissionStore, 'findSubmission'> &
    Pick<LineageStore, 'addDescent'>;
  readonly tokens: Pick<Tokens, 'fingerprint'>;
  readonly clock: Clock;
}

/** A commitment, and a proposal from which it has grown. */
export interface Ancestry {
  readonly commitment: number;
  readonly proposal: Submission;
}

/**
 * Finds the proposals that the commitments of a publication name, in any other consultation that
 * takes proposals. A reference that leads to none, or to a withdrawn one, is a failure of its field.
 */
export function findAncestries({ store }: Pick<Needs, 'store'>) {
  return async ({
    consultation,
  }: Publication): Promise<
    { readonly ancestries: readonly Ancestry[] } | { readonly failures: readonly FieldFailure[] }
  > => {
    const named = consultation.draft.commitments.flatMap(({ number, from = [] }, index) =>
      from.map((reference, place) => ({
        commitment: number,
        reference,
        pointer: `/consultation/draft/commitments/${index}/from/${place}`,
      })),
    );
    if (named.length === 0) return { ancestries: [] };
    const calls = (await store.listConsultations()).filter(
      (one) => one.id !== consultation.id && kindOf(one).about === 'nothing',
    );
    const found = await Promise.all(
      named.map(async ({ reference, ...about }) => {
        return { ...about, proposal: await findIn(calls, reference) };
      }),
    );
    const failures = found
      .filter(({ proposal }) => proposal === null)
      .map(({ pointer }): FieldFailure => ({ pointer, fault: 'not-allowed' }));
    if (failures.length > 0) return { failures };
    return {
      ancestries: found.flatMap(({ commitment, proposal }) =>
        proposal === null ? [] : [{ commitment, proposal }],
      ),
    };
  };

  async function findIn(
    consultations: readonly Consultation[],
    reference: string,
  ): Promise<Submission | null> {
    for (const consultation of consultations) {
      const submission = await store.findSubmission(consultation, reference);
      if (submission !== null) return submission.parts.length === 0 ? null : submission;
    }
    return null;
  }
}

/** Notes where proposals have led. The author of each is told once, however often it is noted. */
export function noteDescents({ store, tokens, clock }: Needs) {
  return async (into: string, ancestries: readonly Ancestry[]): Promise<void> => {
    for (const { commitment, proposal } of ancestries) {
      const now = clock.now();
      const { consultation, reference, parts } = proposal;
      const part = publicIdOf(tokens, proposal, parts[0]?.commitment ?? null);
      const descent = { consultation, reference, part, into, commitment, at: now };
      await store.addDescent(descent, now);
    }
  };
}
