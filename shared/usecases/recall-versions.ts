import type { Submission } from '../domain/submission.ts';
import type { SubmissionStore } from '../ports/submissions.ts';

/**
 * Returns `versionBefore` for one request: what several units ask is read once. Versions never
 * change, and a long one is large.
 */
export function recallVersions({
  versionBefore,
}: Pick<SubmissionStore, 'versionBefore'>): SubmissionStore['versionBefore'] {
  const known = new Map<string, Promise<Submission | null>>();
  return async (consultation, submission, instant) => {
    const { reference, version } = submission;
    const name = `${consultation.id} ${reference} ${version} ${instant}`;
    const found = known.get(name) ?? versionBefore(consultation, submission, instant);
    known.set(name, found);
    return found;
  };
}
