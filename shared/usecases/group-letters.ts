import type { Consultation } from '../domain/consultation.ts';
import type { PlannedDigest } from '../domain/digest.ts';
import { changesFor, type SubmissionChange } from '../domain/part-change.ts';
import { knownShingles } from '../domain/similarity.ts';
import { groupTexts, type TextGroups } from '../domain/text-groups.ts';
import type { Scope } from '../domain/text-records.ts';
import { textsIn } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import { existingConsultation } from './find-named.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation' | 'findDraft'> &
    Pick<SubmissionStore, 'streamReceived'>;
}

/**
 * Finds the campaign letters of a digest: nearly equal texts of different authors about the same
 * commitment, or nearly equal proposals. Reads the window once. The place of a text is its place among the items of the
 * digest. `watch` is told of everything that is read.
 */
export async function groupLetters(
  { store }: Needs,
  digest: PlannedDigest,
  watch?: (consultation: Consultation, change: SubmissionChange) => void,
): Promise<TextGroups> {
  const grouper = groupTexts();
  for (const id of digest.consultations) {
    const consultation = await existingConsultation(store, id);
    const kind = kindOf(consultation);
    // Most digests tell nothing of a consultation, and then nobody needs its draft.
    let known: ReadonlySet<number> | undefined;
    for await (const change of store.streamReceived(consultation, digest.window)) {
      watch?.(consultation, change);
      // Without an address, each submission counts as one author's own.
      const address = change.after.contact?.email ?? change.after.reference;
      for (const { commitment, organisation, answers } of changesFor(digest.unit, change)) {
        known ??= await knownIn(store, consultation);
        const scope: Scope = { name: `${id} ${commitment ?? ''}`, known };
        const text = answers === null ? '' : textsIn(kind, answers).join('\n');
        grouper.add(scope, { organisation, address }, text);
      }
    }
  }
  return grouper.finish();
}

/**
 * Returns the shingles of what the consultation and the newest version of its draft say themselves.
 * Two letters do not count as alike because both quote these texts.
 */
async function knownIn(
  store: Needs['store'],
  { id, title, summary, draft: { version, commitments } }: Consultation,
): Promise<ReadonlySet<number>> {
  const draft = await store.findDraft(id, version);
  const said = [
    title,
    summary,
    ...commitments.map((one) => one.title),
    draft?.introduction,
    ...(draft?.commitments.flatMap((one) => [one.summary, one.finding]) ?? []),
  ];
  return knownShingles(said.flatMap((text) => Object.values(text ?? {})));
}
