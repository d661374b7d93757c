import type { Consultation } from '../domain/consultation.ts';
import type { DigestName } from '../domain/digest-content.ts';
import type { Digest } from '../domain/digest.ts';
import { partOn, readsTheSame, type Submission } from '../domain/submission.ts';
import { contains, type Instant } from '../domain/time.ts';
import type { DigestStore } from '../ports/digests.ts';
import type { SubmissionStore } from '../ports/submissions.ts';

interface Needs {
  readonly store: Pick<SubmissionStore, 'versionBefore'> & Pick<DigestStore, 'digestTelling'>;
}

interface About {
  readonly commitment: number | null;
}

/**
 * Finds the digests in which a unit reads these parts as they stand in `version`. Returns the
 * digests by commitment. Reads each digest once. Reads another version only if an
 * opinion has changed after the digest that first told the submission.
 */
export function earlierDigestFinder({ store }: Needs, unit: string) {
  const known: Digest[] = [];

  return async function find(
    consultation: Consultation,
    version: Submission | null,
    parts: readonly About[],
  ): Promise<Map<About['commitment'], DigestName>> {
    const found = new Map<About['commitment'], DigestName>();
    if (version === null) return found;
    for (const [digest, changed] of await groupByDigest(version, parts)) {
      const earlier = await store.versionBefore(consultation, version, digest.window.from);
      const isTold = ({ commitment }: About) =>
        earlier === null || !readsTheSame(commitment, earlier, version);
      const { number, slot } = digest;
      for (const { commitment } of changed.filter(isTold)) found.set(commitment, { number, slot });
      // These were changed and changed back within that window, so an earlier digest has told them.
      const others = changed.filter((one) => !isTold(one));
      for (const [one, name] of await find(consultation, earlier, others)) found.set(one, name);
    }
    return found;
  };

  /** Groups the parts by the digest whose window holds the last change of the part. */
  async function groupByDigest(
    version: Submission,
    parts: readonly About[],
  ): Promise<Map<Digest, About[]>> {
    const grouped = new Map<Digest, About[]>();
    for (const one of parts) {
      const changedAt = partOn(version, one.commitment)?.changedAt;
      const digest = changedAt === undefined ? null : await digestOf(changedAt);
      if (digest !== null) grouped.set(digest, [...(grouped.get(digest) ?? []), one]);
    }
    return grouped;
  }

  async function digestOf(changedAt: Instant): Promise<Digest | null> {
    const cached = known.find(({ window }) => contains(window, changedAt));
    if (cached !== undefined) return cached;
    const batch = await store.digestTelling(unit, changedAt);
    if (batch === null) return null;
    known.push(batch.digest);
    return batch.digest;
  }
}
