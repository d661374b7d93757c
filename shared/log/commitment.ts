import { createHash } from 'node:crypto';
import type { PublishedDraft } from '../domain/draft.ts';
import type { Submission } from '../domain/submission.ts';
import { canonicalJson } from './entry.ts';

/**
 * What the log commits to of one version of a submission: what its units read. The contact is left
 * out, so that it can be removed without a trace in the log.
 */
export interface CommittedContent {
  readonly consultation: string;
  readonly reference: string;
  readonly version: number;
  readonly organisation: string;
  readonly publication: Submission['publication'];
  readonly parts: readonly {
    readonly commitment: number | null;
    readonly unit: string;
    readonly answers: Submission['parts'][number]['answers'];
  }[];
}

export function committedContentOf({
  consultation,
  reference,
  version,
  organisation,
  publication,
  parts,
}: Submission): CommittedContent {
  return {
    consultation,
    reference,
    version,
    organisation,
    publication,
    parts: parts.map(({ commitment, unit, answers }) => ({ commitment, unit, answers })),
  };
}

/**
 * Returns the salted commitment: the lower-case hex SHA-256 of the salt's 32 bytes followed by the
 * content as canonical JSON. Without the salt, nobody can try out what the content may be.
 */
export function commitTo(content: CommittedContent, salt: string): string {
  const hash = createHash('sha256').update(Buffer.from(salt, 'hex'));
  return hash.update(canonicalJson(content)).digest('hex');
}

/**
 * Returns the hash of what everybody can read of a version of a draft, as the API shows it, without
 * the names of units, which may change.
 */
export function draftHash({
  version,
  introduction,
  documents,
  commitments,
}: PublishedDraft): string {
  const text = {
    version,
    introduction,
    documents,
    commitments: commitments.map(({ number, title, summary, finding }) => {
      return { number, title, summary, finding };
    }),
  };
  return createHash('sha256').update(canonicalJson(text)).digest('hex');
}
