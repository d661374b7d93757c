import { createHash, createHmac } from 'node:crypto';
import type { PublishedDraft } from '../domain/draft.ts';
import type { Submission } from '../domain/submission.ts';
import { canonicalJson } from './entry.ts';

/** 132 random bits. */
const NAME_CHARS = 22;

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

/** Returns the name of a submission in the log. The name does not reveal the reference. */
export function nameInLog({ logSecret }: Pick<Submission, 'logSecret'>): string {
  return derive(logSecret, 'name').toString('base64url').slice(0, NAME_CHARS);
}

/**
 * Returns the salt of a version, 32 bytes in lower-case hex. Whoever learns the salt of one version
 * learns nothing of another one.
 */
export function saltOf({ logSecret, version }: Pick<Submission, 'logSecret' | 'version'>): string {
  return derive(logSecret, `salt ${version}`).toString('hex');
}

function derive(secret: string, purpose: string): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(purpose).digest();
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
